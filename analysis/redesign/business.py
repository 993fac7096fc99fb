"""A business without its coordination: what is done, by whom, what follows what, of which values.

Nobody asks and nobody announces here: that is what a design adds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.graph import Edge, Evidence
from analysis.graph.model import CERTAINTIES
from analysis.prediction.lookup import World
from analysis.records import dataclass
from analysis.walking import grouped, reached

INPUT, ANSWER, ERROR = "input", "answer", "error"


@dataclass(frozen=True, slots=True, order=True)
class Birth:
    """Where a value is born: in what comes from outside, in a task's answer, or in its refusal.

    ``task`` is empty for what comes from outside; ``path`` is the refusal's id for a refusal.
    """

    kind: str
    task: str
    path: str


Sources = frozenset[tuple[Birth, bool]]
"""What a value is made of, and whether it is a copy."""


@dataclass(frozen=True, slots=True)
class Task:
    """A deed that somebody does. ``refusals`` maps ids to names.

    ``decider`` is the machine that asks for it today. ``said`` is the event type that says that it
    is done today, ``said_refused`` those of its refusals, none where nobody says anything.
    ``homeless`` says that a machine does it itself, so that it was given a home. ``needs`` are the
    values that it takes, ``gives`` what its answer is made of, by their paths; ``whole`` that
    neither is known. ``acts`` is what its doers do beside, edge by edge.
    """

    id: str
    name: str
    doers: tuple[str, ...]
    service: str
    decider: str = ""
    back: bool = False
    refusals: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    said_refused: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False
    homeless: bool = False
    needs: Mapping[str, Sources] = field(default_factory=dict)
    gives: Mapping[str, Sources] = field(default_factory=dict)
    whole: bool = False
    acts: tuple[Edge, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def doer(self) -> str:
        """Who does it, or the first of those who do."""
        return self.doers[0]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """How it may end: done, which is empty, or by a refusal."""
        return ("", *self.refusals)


@dataclass(frozen=True, slots=True)
class Follow:
    """``after`` is done once ``before`` is, or once it ended with that refusal.

    Those of one task with the same ``join`` wait for one another, one of each ``part``. ``handed``:
    no event tells the one of the other and no machine has both done, but a message, a write or a
    call goes from one to the other.
    """

    before: str
    after: str
    refusal: str = ""
    join: str = ""
    part: str = ""
    handed: bool = False
    certainty: str = "declared"
    evidence: tuple[Evidence, ...] = ()


Way = tuple[tuple[str, str], ...]
"""Tasks one after the other, each with how it ended."""


@dataclass(frozen=True)
class Business:
    """The tasks of a system, in an order in which they may be done, and what follows what.

    ``key`` is the path of the value by which one case is known. ``inputs`` are the paths of what
    comes from outside. ``envelope`` is what every event says, and whether anybody reads it.
    ``origins`` says of each field of the system's contracts where its value is born. ``guesses``
    are sentences on what is not seen to be so.
    """

    world: World
    tasks: Mapping[str, Task]
    follows: tuple[Follow, ...]
    key: str = ""
    inputs: frozenset[str] = frozenset()
    envelope: Mapping[str, bool] = field(default_factory=dict)
    origins: Mapping[tuple[str, str], Birth] = field(default_factory=dict)
    guesses: tuple[str, ...] = ()

    @property
    def system(self) -> Dependencies:
        """The system that it is the business of."""
        return self.world.system

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The tasks that follow nothing; of a ring, the first one."""
        followed = {each.after for each in self.follows}
        first = tuple(task for task in self.tasks if task not in followed)
        return first or tuple(self.tasks)[:1]

    @cached_property
    def onward(self) -> Mapping[str, list[Follow]]:
        """What follows each task, however that ended."""
        return grouped((each.before, each) for each in self.follows)

    @cached_property
    def into(self) -> Mapping[str, list[Follow]]:
        """What each task follows."""
        return grouped((each.after, each) for each in self.follows)

    def entry_of(self, task: str) -> str:
        """The entry from which a task is reached, the first one where none is seen to."""
        known = self._reached_from.get(task, ())
        return known[0] if known else self.entries[0]

    def way(self, start: str, outcome: str, end: str) -> Way | None:
        """The shortest way from an outcome of a task to another task, None where there is none."""
        found = self._ways(start, outcome)
        return found.get(end)

    def _ways(self, start: str, outcome: str) -> Mapping[str, Way]:
        key = (start, outcome)
        if key not in self._known_ways:
            self._known_ways[key] = dict(self._walk(start, outcome))
        return self._known_ways[key]

    def _walk(self, start: str, outcome: str) -> Iterator[tuple[str, Way]]:
        first = [each for each in self.onward[start] if each.refusal == outcome]
        waiting: list[tuple[str, Way]] = [(each.after, ((start, outcome),)) for each in first]
        seen = set[str]()
        while waiting:
            here, way = waiting.pop(0)
            if here in seen:
                continue
            seen.add(here)
            yield here, way
            onward = sorted(self.onward[here], key=lambda each: each.refusal != "")
            waiting += [(each.after, (*way, (here, each.refusal))) for each in onward]

    @cached_property
    def _known_ways(self) -> dict[tuple[str, str], Mapping[str, Way]]:
        return {}

    @cached_property
    def _reached_from(self) -> Mapping[str, list[str]]:
        def onward(here: str) -> list[str]:
            return [each.after for each in self.onward[here]]

        return grouped((task, e) for e in self.entries for task in reached(e, onward))


def weakest(*certainties: str) -> str:
    """The least firm of these."""
    return max(certainties, key=CERTAINTIES.index)

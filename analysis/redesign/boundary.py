"""Where a workflow could end and events begin: the mixes that no other beats on three counts."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from statistics import fmean
from typing import Any

from analysis.comparison.changes import operator_rows
from analysis.comparison.mix import expected, mix
from analysis.graph.kinds import of_role
from analysis.prediction.lookup import World
from analysis.redesign.alike import Alike
from analysis.redesign.assignment import Assignment
from analysis.redesign.lowering import lower
from analysis.redesign.redesigning import AS_IS, Redesigning
from analysis.table import Table, Tabular
from analysis.walking import grouped
from analysis.wording import listed

STEPS, CONTEXTS, GREEDY, SHOWN = 10, 6, 256, 12
"""Up to how many steps, or contexts, all mixes are tried; how many are tried or shown at most."""
TITLE = "Where a workflow could end and events begin"
Unit = tuple[str, ...]
_ACTING = {*of_role("component"), *of_role("part")}


@dataclass(frozen=True)
class Boundary:
    """A mix: the steps that a workflow asks for, and what that comes to.

    ``edited`` is how many services a change touches on average, ``learns`` which service must know
    which that does not today, ``knowing`` the services that must know a coordinator.
    """

    asked: tuple[str, ...]
    edited: float
    learns: tuple[tuple[str, str], ...]
    knowing: tuple[str, ...]

    @property
    def counts(self) -> tuple[float, int, int]:
        """The three counts; of edits no more digits than are shown."""
        return round(self.edited, 2), len(self.learns), len(self.knowing)

    def beats(self, other: "Boundary") -> bool:
        """Whether it is nowhere higher and somewhere lower."""
        pairs = list(zip(self.counts, other.counts, strict=True))
        return self.counts != other.counts and all(a <= b for a, b in pairs)


@dataclass(frozen=True, repr=False)
class Boundaries(Tabular):
    """All mixes that were ``tried``; ``how`` says which they are, ``names`` what steps are called.

    ``left`` are the mixes that no other beats, those alike together, that with the fewest edits
    first. There is no winner among them.
    """

    tried: tuple[Boundary, ...]
    today: frozenset[str]
    names: Mapping[str, str]
    how: str

    @cached_property
    def left(self) -> tuple[tuple[Boundary, ...], ...]:
        """Those that no other beats."""
        by = grouped((each.counts, each) for each in self.tried)
        first = [several[0] for several in by.values()]
        best = (each for each in first if not any(other.beats(each) for other in first))
        return tuple(tuple(by[counts]) for counts in sorted(each.counts for each in best))

    def __repr__(self) -> str:
        return f"<{len(self.left)} boundaries that no other of {len(self.tried)} mixes beats>"

    def table(self) -> Table:
        """A mix a row, of those that no other beats."""
        rows = [(self._asked(each), *each[0].counts) for each in self.left]
        head = ("a workflow asks for", "services edited", "new dependencies", "know a coordinator")
        return Table(TITLE, head, tuple(rows))

    def lines(self, width: int = 100) -> Iterator[str]:
        """It as text, so many signs wide."""
        mixes = f"{len(self.tried)} mix{'es' * (len(self.tried) != 1)}"
        yield TITLE
        yield from _filled(
            f"Of {mixes} tried ({self.how}) no other beats these on three counts together; none of "
            "them is the one to take.", width
        )  # fmt: skip
        yield "  edited  new  know  a workflow asks for"
        yield f"  {'─' * (width - 2)}"
        for each in self.left[:SHOWN]:
            edited, new, know = each[0].counts
            counts = f"  {edited:6.2f}  {new:3}  {know:4}  "
            hanging = " " * len(counts)
            yield from _filled(self._asked(each), width, counts, hanging)
        if len(self.left) > SHOWN:
            yield f"  and {len(self.left) - SHOWN} more, which --json has"
        yield from _filled(
            "edited: services that a change touches on average. new: pairs of services of which "
            "one must know the other and does not today. know: services that hear or start a "
            "coordinator of several services' steps; whom it only asks knows nothing of it.", width
        )  # fmt: skip

    def _asked(self, alike: Sequence[Boundary]) -> str:
        first = next((each for each in alike if {*each.asked} == self.today), alike[0])
        inside = [self.names[each] for each in self.names if each in first.asked]
        outside = [self.names[each] for each in self.names if each not in first.asked]
        if not inside or not outside:
            said = "every step" if inside else "no step"
        elif len(outside) < len(inside):
            said = f"all but {listed(outside)}"
        else:
            said = listed(inside)
        now = f" ({AS_IS})" if {*first.asked} == self.today else ""
        more = f"; {len(alike) - 1} more come to the same" if len(alike) > 1 else ""
        return f"{said}{now}{more}"

    def to_wire(self) -> dict[str, Any]:
        """It as plain JSON values."""
        return {
            "tried": len(self.tried),
            "how": self.how,
            "unbeaten": [
                {
                    "asked": [self.names[step] for step in each.asked],
                    "as_you_are": {*each.asked} == self.today,
                    "services_edited": each.edited,
                    "new_dependencies": [list(pair) for pair in each.learns],
                    "must_know_the_coordinator": list(each.knowing),
                }
                for alike in self.left
                for each in alike
            ],
        }


def _filled(text: str, width: int, first: str = "  ", later: str = "  ") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=later)


@dataclass(frozen=True)
class _Trial:
    """A mix before it is known which places all mixes have."""

    asked: tuple[str, ...]
    touched: tuple[int | None, ...]
    learns: tuple[tuple[str, str], ...]
    knowing: tuple[str, ...]


@dataclass(frozen=True)
class Bounding:
    """The mixes of a system that are tried."""

    alike: Alike
    weights: Mapping[str, float] | None = None

    @property
    def others(self) -> Redesigning:
        """The system with its business."""
        return self.alike.others

    def boundaries(self) -> Boundaries:
        """The mixes, all of them or some, with their counts.

        Raises:
            BadMix: the weights cannot be used.
        """
        tasks, units = self.others.business.tasks, self._contexts
        if len(tasks) <= STEPS:
            how, trials = (
                "all but those with a workflow of one step",
                self._all([(each,) for each in tasks]),
            )
        elif len(units) <= CONTEXTS:
            how, trials = "all in which a service's steps stay together", self._all(units)
        else:
            how, trials = "a service's steps together, greedily", self._greedy(units)
        names = {id_: task.name for id_, task in tasks.items()}
        tried = [*trials]
        found = tuple(
            Boundary(each.asked, edited, each.learns, each.knowing)
            for each, edited in zip(tried, self._edited(tried), strict=True)
        )
        return Boundaries(found, frozenset(self.others.asked), names, how)

    @property
    def _contexts(self) -> list[Unit]:
        tasks = self.others.business.tasks.values()
        return [*map(tuple, grouped((task.service or task.id, task.id) for task in tasks).values())]

    def _all(self, units: Sequence[Unit]) -> Iterator[_Trial]:
        for many in range(len(units) + 1):
            for chosen in combinations(units, many):
                if not self._alone(chosen):
                    yield self._trial(*chosen)

    def _alone(self, chosen: Sequence[Unit]) -> bool:
        """Whether a workflow would ask for one step: it coordinates nothing."""
        asked = frozenset(each for unit in chosen for each in unit)
        asking = Counter(self._machines(asked).values())
        return 1 in asking.values() and asked != {*self.others.asked}

    def _machines(self, asked: frozenset[str]) -> Mapping[str, str]:
        return Assignment(self.others.business, asked).machines

    def _greedy(self, units: Sequence[Unit]) -> Iterator[_Trial]:
        """From nobody asked to all, each time with whoever then makes the fewest edits."""
        chosen, left, tried = list[Unit](), [*units], 1
        yield self._trial()
        while left and tried + len(left) <= GREEDY:
            trials = [self._trial(*chosen, each) for each in left]
            yield from (each for each in trials if not self._alone([each.asked]))
            tried += len(left)
            sums = [sum(each or 0 for each in trial.touched) for trial in trials]
            chosen.append(left.pop(sums.index(min(sums))))
        if left:
            yield self._trial(*units)

    def _trial(self, *units: Unit) -> _Trial:
        business = self.others.business
        meant = {each for unit in units for each in unit}
        asked = tuple(each for each in business.tasks if each in meant)
        if meant == {*self.others.asked}:
            derived, world = None, self.others.world
        else:
            derived = lower(business, asked, carry=self.others.carry)
            world = World(derived.system)
        touched = (
            None if each.refusal else len(each.services)
            for each in self.alike.applied(derived, world)
        )
        known = {(world.home(one), world.home(other)) for one, other in _knowing(world)}
        learns = sorted(pair for pair in known - self._today if pair[0] != pair[1])
        return _Trial(asked, tuple(touched), tuple(learns), self._knowing(asked, world))

    @cached_property
    def _today(self) -> set[tuple[str, str]]:
        world = self.others.world
        return {(world.home(one), world.home(other)) for one, other in _knowing(world)}

    def _knowing(self, asked: Sequence[str], world: World) -> tuple[str, ...]:
        """The services that must know a machine which asks for several services' steps."""
        tasks = self.others.business.tasks
        by = grouped(
            (machine, tasks[task].service or task)
            for task, machine in self._machines(frozenset(asked)).items()
        )
        deciding = {machine for machine, served in by.items() if len({*served}) > 1}
        states = {
            edge.target: edge.source
            for edge in world.system.flow.edges
            if edge.relation == "contains" and edge.source in deciding
        }
        inside = {*deciding, *states}
        found = {world.home(who) for who, whom in _knowing(world) if whom in inside - {who}}
        return tuple(sorted(found - {world.home(each) for each in deciding}))

    def _edited(self, tried: Sequence[_Trial]) -> tuple[float, ...]:
        """The services that a change touches on average, over the places that all mixes have."""
        everywhere = [
            place
            for place, counts in enumerate(zip(*(each.touched for each in tried), strict=True))
            if None not in counts
        ]
        today = self.alike.applied()
        rows = operator_rows((AS_IS,), [[today[place] for place in everywhere]])
        weights = mix(rows, self.weights).weights
        by = grouped((today[place].operator, place) for place in everywhere)
        means = {
            name: tuple(fmean(each.touched[place] or 0 for place in by[name]) for each in tried)
            for name in weights
        }
        return expected(weights, means, weights) or (0.0,) * len(tried)


def _knowing(world: World) -> Iterator[tuple[str, str]]:
    """Who must know whom of those that act, for what is said and asked, or to be decided."""
    owners = {each.id: each.owners for each in world.system.facts.contracts}
    for edge in world.system.layer("schema", "control", "runtime"):
        for known in owners.get(edge.target, (edge.target,)):
            if all(world.system.flow.kind_of(each) in _ACTING for each in (edge.source, known)):
                yield edge.source, known

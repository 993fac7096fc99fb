"""What an operator is: how it is written, what it does, and where it can be applied."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from analysis.prediction.changes import Arguments, Change, Options
from analysis.prediction.contracts import paths_of
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World


class ChangeKind(StrEnum):
    """What a change is to a system, so that a mix of changes can be said in a few words."""

    ADDITIVE = "additive"
    CONTRACT = "contract"
    ORDER = "order"
    POLICY = "policy"


NEEDS: Options = {"--needs": ("FIELD",)}
"""What a newcomer must know of what it is about."""
Work = Callable[[World, ImpactDraft], Impact | None]


def _nothing_shared(_world: World, _change: Change) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Operator:
    """A kind of change, with all that is known of it.

    ``takes`` are the positional names, those in brackets optional. ``options`` say how many
    names follow each option, ``choices`` what an optional one may say, what it says anyway first,
    and ``several`` the optional ones that take a name or more.

    ``ways`` are the predictions for one change, way by way, None where a system has no such way;
    ``everywhere`` the arguments of every change that can be asked of a system. There a new thing is
    called ``new``; in an example for a reader it is called ``example``. ``about`` is what other
    designs may have too, under the same name: a field's path, say.

    Operators are listed by ``rank``, and by name where it is the same.
    """

    name: str
    kind: ChangeKind
    takes: tuple[str, ...]
    asks: str
    ways: tuple[Work, ...]
    everywhere: Callable[[World], Iterable[Arguments]]
    options: Options = field(default_factory=dict)
    choices: Options = field(default_factory=dict)
    several: Options = field(default_factory=dict)
    new: str = ""
    example: str = ""
    about: Callable[[World, Change], str] = _nothing_shared
    rank: int = 1_000

    def changes(self, world: World) -> Iterator[Change]:
        """Every change that can be asked of the system."""
        return (Change(self.name, *arguments) for arguments in self.everywhere(world))

    @property
    def usage(self) -> str:
        """How it is written."""
        options = [" ".join((name, *names)) for name, names in self.options.items()]
        choices = [f"[{name} {'|'.join(choice)}]" for name, choice in self.choices.items()]
        several = [f"[{name} {' '.join(of)}…]" for name, of in self.several.items()]
        return " ".join((self.name, *self.takes, *options, *choices, *several))


def pairs(world: World) -> list[tuple[str, str]]:
    """Every two neighbouring steps, by id."""
    place = {step.id: rank for rank, step in enumerate(world.ordered)}
    found = {(link.before, link.after) for link in world.process.neighbours}
    return sorted(found, key=lambda pair: (place[pair[0]], place[pair[1]]))


def each_pair(world: World) -> Iterator[Arguments]:
    """Every two neighbouring steps."""
    return ((pair, {}) for pair in pairs(world))


def each_step(world: World) -> Iterator[Arguments]:
    """Every step."""
    return (((step.id,), {}) for step in world.ordered)


def each_field(world: World) -> Iterator[Arguments]:
    """Every known field of every contract."""
    for contract in world.system.facts.contracts:
        for path in paths_of(world.system, contract):
            yield (f"{contract.id}.{path}",), {}

"""The same changes asked of every design: by what is done, and of each value once, where born."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.comparison.changes import Applied, applied
from analysis.prediction import OPERATORS, CannotApply, Change
from analysis.prediction.changes import UnknownName
from analysis.prediction.lookup import World
from analysis.prediction.predicting import applicable_in
from analysis.redesign.lowering import Derived, lower
from analysis.redesign.redesigning import Redesigning
from analysis.redesign.translating import VALUE, Translating
from analysis.walking import grouped

FEW, _BUDGET = 12, 20_000
_NOT_THERE = "the design has nothing of the kind"


@dataclass(frozen=True)
class Alike:
    """What can be asked of a system as it is, and is asked of its other designs just so.

    With ``few`` only some places of each operator are tried, as for many designs one must.
    """

    others: Redesigning
    few: bool = False

    @property
    def most(self) -> int:
        """How many places of an operator are tried: all, but in a large system."""
        system = self.others.system
        size = len(system.parts) + len(system.facts.lineage) + 1
        return FEW if self.few else max(FEW, _BUDGET // size)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The changes, operator by operator; if there are many, evenly spread."""
        by = grouped((each.operator, each) for each in self._everywhere())
        return tuple(
            each for several in by.values() for each in several[:: -(-len(several) // self.most)]
        )

    def _everywhere(self) -> Iterator[Change]:
        for each in applicable_in(self.others.world):
            if OPERATORS[each.operator].takes[:1] != (VALUE,) or each.names[0] in self._born:
                yield each

    @cached_property
    def _born(self) -> frozenset[str]:
        """Where each value is first said today."""
        made = {(each.contract, each.path) for each in self.others.system.facts.lineage}
        origins = self.others.business.origins
        by = grouped((birth, at) for at, birth in origins.items())
        return frozenset(
            ".".join(min(several, key=lambda at: at in made)) for several in by.values()
        )

    def applied(self, derived: Derived | None = None, world: World | None = None) -> list[Applied]:
        """What each comes to in another design, or as the system is; each in its place."""
        if derived is None:
            return self._today
        there = Translating(self.others.world, self.others.business, derived, self._meant)
        return [*self._there(there, world or World(derived.system))]

    @cached_property
    def _today(self) -> list[Applied]:
        return [applied(self.others.world, each) for each in self.changes]

    @cached_property
    def drawn_anew(self) -> str:
        """How much drawing keeps: the system as it is, drawn as if none of it could be taken over.

        A derived design is no surer than that where it is not as today.
        """
        business, asked = self.others.business, self.others.asked
        again = self.applied(lower(business, asked, carry=self.others.carry, anew=True))
        known = [pair for pair in zip(self._today, again, strict=True) if not pair[0].refusal]
        same = sum(not b.refusal and a.services == b.services for a, b in known)
        return (
            f"Lowered back to what it is, all drawn anew: {same} of {len(known)} changes answered "
            "the same. What is coordinated as today is taken over as it is."
        )

    @cached_property
    def _meant(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _there(self, there: Translating, world: World) -> Iterator[Applied]:
        known: dict[object, Applied] = {}
        for change in self.changes:
            try:
                asked = there.translated(change)
                key = (OPERATORS[asked.operator].ways, asked.names, str(asked.options))
                if key not in known:
                    known[key] = applied(world, asked)
            except (CannotApply, UnknownName):
                yield Applied(change.operator, str(change), (), (), refusal=_NOT_THERE)
            else:
                yield replace(known[key], operator=change.operator, change=str(change))

"""Who hands what to whom by contracts, and the shortest way from one component to another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.facts import Contract
from analysis.graph import Evidence
from analysis.prediction.contracts import SCHEMA, owners, passers
from analysis.prediction.lookup import World
from analysis.walking import reached


@dataclass(frozen=True, slots=True)
class Carried:
    """From one component to another by one contract."""

    source: str
    target: str
    contract: str
    evidence: tuple[Evidence, ...] = ()


class Carriers:
    """Which component hands what to which, by contracts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rank = {
            doer: rank
            for rank, step in reversed(list(enumerate(world.ordered)))
            for doer in step.doers
        }
        self.out: Mapping[str, list[Carried]] = self._out()

    def ways(self, sources: Sequence[str], targets: Sequence[str]) -> list[tuple[Carried, ...]]:
        """The shortest way between each two, best first: forward, and from early steps."""
        found = [way for start in sources for way in [self._way(start, set(targets))] if way]
        return sorted(found, key=self._cost)

    def reach(self, start: str) -> set[str]:
        """Everybody whom something of the start can come to, by whatever way."""
        return set(reached(start, lambda here: [each.target for each in self.out.get(here, ())]))

    def _cost(self, way: tuple[Carried, ...]) -> tuple[int, bool, int, int]:
        first, last = self._place(way[0].source), self._place(way[-1].target)
        return len(way), first > last, first, last

    def _place(self, component: str) -> int:
        return self.rank.get(component, len(self.rank))

    def _way(self, start: str, goals: set[str]) -> tuple[Carried, ...]:
        """Breadth first; of ends equally near, what comes soonest after the start."""
        ways: dict[str, tuple[Carried, ...]] = {start: ()}
        level = [start]
        while level:
            there = [each for each in level if each in goals]
            if there:
                return ways[min(there, key=lambda each: self.after((start,), each))]
            onward: list[str] = []
            for here in level:
                for each in self.out.get(here, ()):
                    if each.target not in ways:
                        ways[each.target] = (*ways[here], each)
                        onward.append(each.target)
            level = onward
        return ()

    def after(self, starts: Sequence[str], end: str) -> tuple[bool, int, str]:
        """How good a place that is to learn what the starts know: soon after, or else early."""
        first = min((self._place(each) for each in starts), default=0)
        steps = [rank for rank, step in enumerate(self.world.ordered) if end in step.doers] or [
            len(self.rank)
        ]
        later = [rank for rank in steps if rank >= first]
        return not later, min(later or steps), end

    def _out(self) -> Mapping[str, list[Carried]]:
        """An event goes to its reader; a task is asked, and can always answer who asks."""
        system = self.world.system
        found: dict[str, list[Carried]] = defaultdict(list)
        for contract in system.facts.contracts:
            for owner in owners(contract):
                for passer in passers(system, contract):
                    at = self.world.schema_evidence(passer, contract.id) or self._at(contract)
                    answer = contract.id.replace("request:", "response:", 1)
                    found[passer].append(Carried(passer, owner, contract.id, at))
                    found[owner].append(Carried(owner, passer, answer, at))
        for edge in system.layer(SCHEMA):
            event = self.world.events.get(edge.target)
            for owner in event.owners if event else ():
                found[owner].append(Carried(owner, edge.source, edge.target, edge.evidence))
        return found

    def _at(self, contract: Contract) -> tuple[Evidence, ...]:
        return tuple(at for each in contract.fields or () for at in each.evidence)

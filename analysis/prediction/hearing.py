"""Who hears which event and what may come of it: the raw material of choreographed steps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.deeds import Deed, deeds_of
from analysis.dependency.model import Dependencies
from analysis.dependency.parts import homes
from analysis.graph import Edge, Evidence
from analysis.graph.waiting import Fed

_STORES = ("table", "bucket", "stream")


@dataclass(frozen=True)
class Hearing:
    """Events by component: what each hears, says, and sets off in others without an event."""

    system: Dependencies

    @cached_property
    def says(self) -> dict[str, dict[str, tuple[Evidence, ...]]]:
        """The events that each component publishes, and where that is seen."""
        found: dict[str, dict[str, tuple[Evidence, ...]]] = defaultdict(dict)
        for contract in self.system.facts.contracts:
            if contract.kind == "event":
                for owner in contract.owners:
                    found[owner][contract.id] = ()
        for edge in self.system.flow.contracts:
            if edge.relation == "emits" and edge.source in self._homes:
                found[self._homes[edge.source]][edge.target] = edge.evidence
        return found

    @cached_property
    def hears(self) -> dict[str, dict[str, tuple[Evidence, ...]]]:
        """The events that each component takes, and where that is seen."""
        found: dict[str, dict[str, tuple[Evidence, ...]]] = defaultdict(dict)
        fed = Fed(self.system.flow)
        for edge in self.system.flow.contracts:
            if edge.relation == "reaches":
                for actor in fed.by(edge.target):
                    if actor in self._homes:
                        found[self._homes[actor]][edge.source] = edge.evidence
        return found

    def outcomes(self, component: str) -> tuple[str, ...]:
        """The events that may come of what a component does: its own, and those it sets off."""
        found: dict[str, None] = {}
        for each in (component, *self._onward(component)):
            found |= dict.fromkeys(self.says.get(each, {}))
        return tuple(found)

    def deed(self, component: str, event: str) -> Deed | None:
        """What the component's code does on that event, where the code says so."""
        return self._deeds.get((component, event.rpartition("/")[2]))

    def deed_unasked(self, component: str) -> Deed | None:
        """What the component's code does whatever sets it to work."""
        return self._deeds.get((component, ""))

    @cached_property
    def _deeds(self) -> dict[tuple[str, str], Deed]:
        return {(node.id, deed.on): deed for node in self.system.flow.nodes
                for deed in deeds_of(node)}  # fmt: skip

    def starters(self, event: str) -> tuple[str, ...]:
        """Who may bring the event about without having heard one; else who publishes it."""
        sayers = [each for each, events in self.says.items() if event in events]
        starting = [
            each
            for each in sorted(self._setting_off)
            if each not in self.hears and event in self.outcomes(each) and each not in sayers
        ]
        return tuple(starting or [each for each in sayers if each not in self.hears] or sayers)

    def _onward(self, component: str) -> Iterator[str]:
        seen, waiting = {component}, [component]
        while waiting:
            for each in self._setting_off.get(waiting.pop(), ()):
                if each not in seen:
                    seen.add(each)
                    waiting.append(each)
                    yield each

    @cached_property
    def _homes(self) -> dict[str, str]:
        return homes(self.system.flow)

    @cached_property
    def _setting_off(self) -> dict[str, list[str]]:
        """Whom a component sets to work by a call, or by a write that a store's stream tells."""
        fed = Fed(self.system.flow)
        found: dict[str, list[str]] = defaultdict(list)
        for edge in self.system.flow.flow:
            here = self._homes.get(edge.source)
            for actor in self._set_off(edge, fed) if here else ():
                there = self._homes.get(actor)
                if here and there and there != here and there not in found[here]:
                    found[here].append(there)
        return found

    def _set_off(self, edge: Edge, fed: Fed) -> Iterable[str]:
        target = self.system.flow.by_id.get(edge.target)
        if target is None or edge.relation not in ("writes", "invokes"):
            return ()
        if edge.relation == "invokes":
            return (edge.target,)
        return fed.by(edge.target) if target.kind in _STORES else ()

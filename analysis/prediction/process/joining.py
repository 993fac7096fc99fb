"""Whether a component waits for several events or acts on any: by its code, and what it keeps.

Deeds under several names that come to the same, and of which each may end and say nothing, are one
that waits until all is there. Whoever keeps nothing cannot remember what came before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from analysis.graph.kinds import of_role
from analysis.prediction.process.hearing import Hearing

_STORES = of_role("store")


@dataclass(frozen=True)
class Joining:
    """The events that components wait for together."""

    hearing: Hearing

    def awaited(self, component: str, event: str, others: Collection[str]) -> bool:
        """Whether a component waits for an event and another one, or may do so."""
        return any(self._both(component, event, each) for each in others if each != event)

    def _both(self, component: str, one: str, other: str) -> bool:
        mine, theirs = (self.hearing.deed(component, each) for each in (one, other))
        if component not in self._keeping:
            return False
        if mine is None or theirs is None:
            return True
        if mine.name == theirs.name or (mine.says, mine.uses) != (theirs.says, theirs.uses):
            return False
        return all(() in deed.outcomes or not deed.outcomes for deed in (mine, theirs))

    @cached_property
    def _keeping(self) -> set[str]:
        """Whoever writes to a store, and so may remember."""
        graph = self.hearing.system.flow
        stores = {node.id for node in graph.nodes if node.kind in _STORES}
        homes = self.hearing.order.frames.homes
        return {
            homes[edge.source]
            for edge in graph.flow
            if edge.relation == "writes" and edge.target in stores and edge.source in homes
        }

"""Where the states of a machine stand: in which state or machine, in which branch, at the start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.parts import homes
from analysis.graph import Edge, Graph, Node
from analysis.walking import grouped, reached


@dataclass(frozen=True)
class Frames:
    """The states of a system, by what contains them."""

    graph: Graph

    @cached_property
    def all(self) -> dict[str, Node]:
        """Every state that belongs to a machine."""
        return {
            node.id: node
            for node in self.graph.nodes
            if node.kind == "state" and node.id in self.homes
        }

    @cached_property
    def homes(self) -> dict[str, str]:
        """The machine of each state; of all else, the component that it is."""
        return homes(self.graph)

    def edges(self, relation: str) -> Iterable[Edge]:
        """The edges of flow of one relation."""
        return (edge for edge in self.graph.flow if edge.relation == relation)

    @cached_property
    def out(self) -> Mapping[str, list[Edge]]:
        """The transitions from each state."""
        return grouped((edge.source, edge) for edge in self.edges("transitions"))

    @cached_property
    def parents(self) -> dict[str, str]:
        """What each state is in: a state with branches, or the machine."""
        return {edge.target: edge.source for edge in self.edges("contains")}

    @cached_property
    def begins(self) -> dict[str, list[str]]:
        """The states at which each machine, or frame of states, begins."""
        starting = {id_ for id_, state in self.all.items() if state.attributes.get("start")}
        return dict(grouped((at, state) for state, at in self.parents.items() if state in starting))

    def entered(self, state: str) -> list[str]:
        """The state itself, or the first states of what is in it."""
        found, waiting, seen = [], [state], set[str]()
        while waiting:
            here = waiting.pop(0)
            inside = [each for each in self.begins.get(here, ()) if each not in seen]
            seen.update(inside)
            found += [] if inside else [here]
            waiting = [*inside, *waiting]
        return found

    def around(self, state: str) -> dict[str, str]:
        """All that a state is in, the machine last; and the state of each by which it is."""
        found, here = dict[str, str](), state
        while here in self.parents and self.parents[here] not in found:
            found[self.parents[here]] = here
            here = self.parents[here]
        return found

    def parallel(self, frame: str) -> bool:
        """Whether a state has several branches, all of which run."""
        node = self.all.get(frame)
        several = len(self.begins.get(frame, ())) > 1
        return several and node is not None and node.attributes.get("type") == "Parallel"

    def branch(self, state: str) -> str:
        """The branch in which a state is, by the state with which it begins."""
        return self._branches.get(state, state)

    @cached_property
    def _branches(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for starts in self.begins.values():
            for start in starts:
                along = reached(start, lambda here: [edge.target for edge in self.out[here]])
                found |= {each: start for each in along if each not in found}
        return found

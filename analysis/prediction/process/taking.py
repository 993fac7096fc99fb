"""Who acts on what arrives somewhere: pipes, and an API with one way on, pass it on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.graph import Graph
from analysis.graph.waiting import ACTORS, Fed
from analysis.walking import grouped


@dataclass(frozen=True)
class Taking:
    """The components of a graph, by where what they take arrives."""

    graph: Graph

    def by(self, start: str) -> tuple[str, ...]:
        """The components that act on what arrives at a node, each once."""
        return tuple(self._walk(start))

    @cached_property
    def fed(self) -> Fed:
        """The actors behind queues and rules, pipes among them."""
        return Fed(self.graph)

    def _walk(self, start: str) -> Iterator[str]:
        seen, waiting = {start}, [start]
        while waiting:
            here = waiting.pop(0)
            passed = self._passed(here)
            if not passed and self.graph.kind_of(here) in ACTORS:
                yield here
                continue
            if here in self._saying:
                yield here
            onward = passed or self.fed.onward.get(here, [])
            waiting += [each for each in dict.fromkeys(onward) if each not in seen]
            seen.update(onward)

    def _passed(self, here: str) -> list[str]:
        """What a pipe, or an API, calls with what it was given."""
        kind, called = self.graph.kind_of(here), self._called[here]
        return called if kind == "pipe" or (kind == "api" and len(called) == 1) else []

    @cached_property
    def _called(self) -> Mapping[str, list[str]]:
        live = (edge for edge in self.graph.flow if not edge.off)
        return grouped((edge.source, edge.target) for edge in live if edge.relation == "invokes")

    @cached_property
    def _saying(self) -> set[str]:
        """The pipes that say something themselves."""
        return {
            edge.source
            for edge in self.graph.flow
            if edge.relation == "publishes" and self.graph.kind_of(edge.source) == "pipe"
        }

"""Who waits for whom: g's next deed needs something that f does first, whatever carries it."""

from collections.abc import Iterable, Iterator

from analysis.graph.kinds import with_trait
from analysis.graph.model import CERTAINTIES, Edge, Graph
from analysis.walking import grouped

ACTORS = with_trait("acts")
_STORES = with_trait("rows")


class Fed:
    """The actors that take what arrives at a node: itself, or whom its queue or rule feeds."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.known: dict[str, tuple[str, ...]] = {}
        self.onward = grouped(
            (edge.source, edge.target)
            for edge in graph.flow
            if edge.relation in ("delivers", "triggers") and not edge.off
        )

    def by(self, start: str) -> tuple[str, ...]:
        """The actors, each once."""
        if start not in self.known:
            self.known[start] = tuple(self._walk(start))
        return self.known[start]

    def _walk(self, start: str) -> Iterable[str]:
        seen, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            node = self.graph.by_id.get(here)
            if node is not None and node.kind in ACTORS:
                yield here
                continue
            for onward in self.onward.get(here, ()):
                if onward not in seen:
                    seen.add(onward)
                    waiting.append(onward)


def waits(graph: Graph, fed: Fed) -> Iterator[Edge]:
    """Edges g to f, relation `reaches`, of the control layer; none from a part to itself.

    ``events`` are the event types waited for, where it is for events.
    """
    for edge in (*_for_events(graph, fed), *messages(graph, fed), *answers(graph)):
        if edge.source != edge.target:
            yield edge


def _for_events(graph: Graph, fed: Fed) -> Iterator[Edge]:
    """Who acts on an event waits for who emits it."""
    emissions = grouped((e.target, e) for e in graph.contracts if e.relation == "emits")
    for edge in graph.contracts:
        if edge.relation == "reaches":
            for emits in emissions.get(edge.source, ()):
                for actor in fed.by(edge.target):
                    yield _wait(actor, emits, [edge], events=(edge.source,))


def messages(graph: Graph, fed: Fed) -> Iterator[Edge]:
    """Who is fed by a channel whose messages have no type, or by what changes in a store.

    There the whole channel, or any write, is what is waited for.
    """
    typed = {
        (edge.source, _channel(graph, edge.target))
        for edge in graph.contracts
        if edge.relation == "emits"
    }
    live = [edge for edge in graph.flow if not edge.off]
    onward = grouped((e.source, e) for e in live if e.relation in ("delivers", "triggers"))
    for edge in graph.flow:
        target = graph.by_id.get(edge.target)
        says = edge.relation == "publishes" and (edge.source, edge.target) not in typed
        writes = edge.relation == "writes" and target is not None and target.kind in _STORES
        if says or writes:
            for first in onward.get(edge.target, ()):
                for actor in fed.by(first.target):
                    yield _wait(actor, edge, [first])


def _channel(graph: Graph, event: str) -> str:
    node = graph.by_id.get(event)
    named = node.attributes.get("channel") if node else None
    return str(named or event.rpartition("/")[0])


def answers(graph: Graph) -> Iterator[Edge]:
    """A workflow that gave a token away waits for who brings it back."""
    for edge in graph.flow:
        machine = graph.by_id.get(edge.target)
        if edge.relation == "calls_back" and machine and machine.attributes.get("callback"):
            yield Edge(
                edge.target, edge.source, "reaches", edge.certainty,
                label="control", evidence=edge.evidence,
            )  # fmt: skip


def _wait(actor: str, says: Edge, hears: list[Edge], events: tuple[str, ...] = ()) -> Edge:
    """The edge is as firm as the weakest that shows it."""
    seen = [says, *hears]
    return Edge(
        actor,
        says.source,
        "reaches",
        max((edge.certainty for edge in seen), key=CERTAINTIES.index),
        label="control",
        events=events,
        evidence=tuple(at for edge in seen for at in edge.evidence),
    )

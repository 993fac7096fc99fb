"""Two readings of one graph: flow (who sends to whom) and dependency (who must know whom).

In the dependency reading an edge X to Y says that a change in Y may force a change in X: a change
travels against it. RIPPLE.md, section 1, has the table of which `RULES` is the code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from analysis.graph.model import CERTAINTIES, Edge, Graph
from analysis.graph.views import merge

READINGS = ("flow", "dependency")
LAYERS = ("schema", "control", "runtime", "data", "weak")


@dataclass(frozen=True)
class Rule:
    """What an edge of flow says about who must know whom.

    ``direction`` is along, against, or neither; ``layers`` are those of RIPPLE.md.
    """

    direction: str
    layers: tuple[str, ...]
    why: str


RULES: Mapping[str, Rule] = {
    "publishes": Rule("along", ("runtime",), "x names the topic that it publishes to"),
    "routes": Rule("against", ("runtime",), "a rule names its bus"),
    "delivers": Rule("against", ("runtime",), "who subscribes names what it subscribes to"),
    "triggers": Rule("against", ("runtime",), "g takes what the queue, stream or rule hands it"),
    "invokes": Rule("along", ("runtime",), "x names y, calls it and waits"),
    "reads": Rule("along", ("data",), "f names the table, and relies on what is in it"),
    "writes": Rule("along", ("data",), "f names the table, and relies on its key"),
    "redrives": Rule("along", ("runtime",), "a queue names its dead-letter queue"),
    "calls_back": Rule("along", ("runtime",), "f names the workflow that waits for it"),
    "contains": Rule("along", ("control",), "m decides which steps there are"),
    "transitions": Rule("neither", (), "m decides that k runs after j: j and k know nothing"),
    "emits": Rule("against", ("schema",), "f owns the event type"),
    "reaches": Rule("against", ("schema",), "g reads the event type"),
    "refers": Rule("along", ("weak",), "f has the name, and no more is known"),
}
STEP = Rule("along", ("control", "runtime"), "m decides that k runs, calls it and waits")
WAITS = ("control",)  # g's next deed waits for an event of f: g to f

ACTORS = ("function", "state machine", "state", "activity", "container", "pipe")


def reading(graph: Graph, name: str) -> Graph:
    """The graph in the reading of that name, one of `READINGS`."""
    return dependency(graph) if name == "dependency" else graph


def dependency(graph: Graph) -> Graph:
    """Who must know whom; the label of each edge is its layers, joined by ``+``.

    Fold into services after reading, not before: who waits for whom is seen among functions.
    """
    fed = _Fed(graph)
    same: dict[tuple[str, str, str], list[Edge]] = {}
    for edge in [*_turned(graph, fed), *_waits(graph, fed)]:
        same.setdefault(edge.key, []).append(edge)
    return Graph.of(graph.title, graph.nodes, map(merge, same.values()))


def layers(edge: Edge) -> tuple[str, ...]:
    """The layers of an edge of the dependency reading."""
    return tuple(part for part in edge.label.split("+") if part in LAYERS)


def rule(graph: Graph, edge: Edge) -> Rule:
    """The rule for an edge of flow: a step that a workflow calls is under its control too."""
    source = graph.by_id.get(edge.source)
    by_machine = source is not None and source.kind in ("state", "state machine")
    return STEP if edge.relation == "invokes" and by_machine else RULES[edge.relation]


class _Fed:
    """The actors that take what arrives at a node: itself, or whom its queue or rule feeds."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.known: dict[str, tuple[str, ...]] = {}
        self.onward: dict[str, list[str]] = {}
        for edge in graph.flow:
            if edge.relation in ("delivers", "triggers"):
                self.onward.setdefault(edge.source, []).append(edge.target)

    def by(self, start: str) -> tuple[str, ...]:
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


def _turned(graph: Graph, fed: _Fed) -> Iterable[Edge]:
    for edge in graph.edges:
        says = rule(graph, edge)
        label = "+".join(says.layers)
        if says.direction == "along":
            yield replace(edge, label=label)
        elif says.direction == "against":
            # Whoever works off the queue reads the event; the queue itself reads nothing.
            readers = fed.by(edge.target) if edge.relation == "reaches" else ()
            for reader in readers or (edge.target,):
                yield replace(edge, source=reader, target=edge.source, label=label)


def _waits(graph: Graph, fed: _Fed) -> Iterable[Edge]:
    """Who acts on an event waits for who emits it, whatever carries the event."""
    emissions: dict[str, list[Edge]] = {}
    for edge in graph.contracts:
        if edge.relation == "emits":
            emissions.setdefault(edge.target, []).append(edge)
    for edge in graph.contracts:
        if edge.relation == "reaches":
            for emits in emissions.get(edge.source, ()):
                for actor in fed.by(edge.target):
                    if actor != emits.source:
                        yield _wait(actor, emits, edge)


def _wait(actor: str, emits: Edge, reaches: Edge) -> Edge:
    """The edge is as firm as the weaker of the two that show it."""
    return Edge(
        actor,
        emits.source,
        "reaches",
        max(emits.certainty, reaches.certainty, key=CERTAINTIES.index),
        label="+".join(WAITS),
        events=(reaches.source,),
        evidence=(*emits.evidence, *reaches.evidence),
    )

"""What a picture shows of a graph: its nodes, its arrows with their words, and boxes around them."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.export.boxes import Box, boxes
from analysis.graph.model import CERTAINTIES, Edge, Graph, Node
from analysis.graph.readings import layers

LOOK_OF: Mapping[str, str] = {
    "publishes": "message",
    "routes": "message",
    "delivers": "message",
    "triggers": "message",
    "invokes": "call",
    "calls_back": "call",
    "reads": "data",
    "writes": "data",
    "redrives": "redrive",
    "transitions": "transition",
    "emits": "contract",
    "reaches": "contract",
    "refers": "weak",
}
LAYER_LOOK = ("schema", "control", "runtime", "data", "weak")
UNSAID = ("", "Next")  # the way on needs no word


@dataclass(frozen=True)
class Arrow:
    """One line: edges of one look between the same two nodes are drawn as one."""

    source: str
    target: str
    look: str
    certainty: str
    words: tuple[str, ...] = ()
    straight: bool = False  # the way on in a state machine

    @property
    def faint(self) -> bool:
        """Whether it is no more than a name somewhere."""
        return self.look == "weak"


@dataclass(frozen=True)
class Scene:
    """All that is drawn of one graph."""

    title: str
    nodes: Mapping[str, Node]
    arrows: tuple[Arrow, ...]
    root: Box
    counts: str


def scene(graph: Graph, *, reading: str = "flow") -> Scene:
    """The scene of a graph; in the flow reading, event types are words on arrows."""
    told = {event for edge in graph.flow for event in edge.events}
    hidden = told if reading == "flow" else set()
    nodes = {node.id: node for node in graph.nodes if node.id not in hidden}
    edges = [
        edge
        for edge in graph.edges
        if edge.relation != "contains"
        and edge.source in nodes
        and edge.target in nodes
        and edge.source != edge.target
    ]
    same: dict[tuple[str, str, str], list[Edge]] = {}
    for edge in edges:
        look = _look(edge, reading)
        same.setdefault((edge.source, edge.target, look), []).append(edge)
    arrows = [_arrow(key, each, graph, reading) for key, each in same.items()]
    shown = Graph(graph.title, tuple(nodes.values()), graph.edges)
    return Scene(graph.title, nodes, tuple(arrows), boxes(shown), _counts(graph))


def _look(edge: Edge, reading: str) -> str:
    if reading == "dependency":
        return next((layer for layer in LAYER_LOOK if layer in layers(edge)), "runtime")
    return LOOK_OF.get(edge.relation, "call")


def _arrow(key: tuple[str, str, str], edges: list[Edge], graph: Graph, reading: str) -> Arrow:
    events = {event for edge in edges for event in edge.events}
    words = {_event_name(event, graph) for event in events}
    if reading == "flow":
        words |= {edge.label for edge in edges if edge.relation == "transitions"}
    return Arrow(
        *key,
        certainty=min((edge.certainty for edge in edges), key=CERTAINTIES.index),
        words=tuple(sorted(word for word in words if word not in UNSAID)),
        straight=any(
            edge.relation == "transitions" and not edge.label.startswith("Catch") for edge in edges
        ),
    )


def _event_name(event: str, graph: Graph) -> str:
    node = graph.by_id.get(event)
    return (node.name if node else "") or event.rpartition("/")[2] or event


def _counts(graph: Graph) -> str:
    edges = len(graph.flow) + len(graph.contracts)
    parts = [_many(len(graph.nodes), "node"), _many(edges, "edge")]
    if graph.weak:
        parts.append(f"{len(graph.weak)} weak")
    if graph.unresolved:
        parts.append(f"{len(graph.unresolved)} unresolved")
    return ", ".join(parts)


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"

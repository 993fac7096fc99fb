"""What a picture shows of a graph: nodes, arrows with their words, and boxes around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from analysis.graph.captions import event_name
from analysis.graph.folding import folded
from analysis.graph.kinds import of_role
from analysis.graph.model import CERTAINTIES, Edge, Graph, Node
from analysis.graph.readings import layers
from analysis.layout.clusters import Cluster, clusters
from analysis.records import dataclass
from analysis.wording import counted

SWITCHED_OFF = "switched off"


@dataclass(frozen=True)
class Arrow:
    """One line: edges of one look between the same two nodes are drawn as one.

    A ``mark``, one of `look.MARKS`, is what it is drawn by where two versions are compared.
    """

    source: str
    target: str
    look: str
    certainty: str
    words: tuple[str, ...] = ()
    straight: bool = False  # the way on in a state machine
    mark: str = ""
    number: int = 0  # of several that differ in nothing before
    off: bool = False  # wired, and nothing passes

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What makes it one line: both ends, the look, and which of several it is."""
        return (self.source, self.target, self.look, self.number)

    @property
    def faint(self) -> bool:
        """Whether it is no more than a name somewhere."""
        return self.look == "weak"


def starts(root: Cluster, arrows: Sequence[Arrow]) -> list[Arrow]:
    """An arrow from each machine, and each state with states inside, to where it starts."""
    led_to = {arrow.target for arrow in arrows if arrow.look == "transition"}
    found = []
    for machine in root:
        if machine.node is not None:
            inner = [each.node for each in machine.inside if each.node is not None]
            said = [node for node in inner if node.attributes.get("start") is True]
            free = [node for node in inner if node.id not in led_to]
            found += [
                Arrow(machine.node.id, node.id, "transition", "declared", straight=True)
                for node in sorted(said or free, key=_written)
            ]
    return found


def transition_words(edge: Edge, graph: Graph) -> Iterable[str]:
    """Which errors are caught or what is decided, where that is known; the way on needs no word."""
    source, target = graph.by_id[edge.source], graph.by_id[edge.target]
    said = [*_listed(source, "caught"), *_listed(source, "choices")]
    here = [each for each in said if each.get("next") in (target.name, target.id)]
    for label in edge.labels:
        if label == "Catch":
            errors = [str(error) for each in here for error in _texts(each.get("errors"))]
            yield from errors or ["Catch"]
        elif label == "Choice":
            conditions = [str(each["condition"]) for each in here if each.get("condition")]
            yield from conditions or ["Choice"]
        elif label not in ("", "Next"):
            yield label


def _written(node: Node) -> tuple[int, str]:
    return (node.evidence[0].line if node.evidence else 0, node.id)


def _listed(node: Node, key: str) -> list[dict[str, object]]:
    """A list of mappings among the attributes, if it is one: graphs are read from files too."""
    value = node.attributes.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[object]:
    return value if isinstance(value, list) else []


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
FOLDED = of_role("group")


@dataclass(frozen=True)
class Scene:
    """All that is drawn of one graph; ``marks`` says how each node differs, in a comparison.

    What is part of a ``whole`` stands where it stands there.
    """

    title: str
    nodes: Mapping[str, Node]
    arrows: tuple[Arrow, ...]
    root: Cluster
    counts: str
    marks: Mapping[str, str] = field(default_factory=dict)
    whole: "Scene | None" = None


def scene(graph: Graph, *, reading: str = "flow", every: bool = False) -> Scene:
    """The scene of a graph; in the flow reading, event types are words on arrows.

    Of many parts some are `folded`, unless ``every`` one is to be seen.
    """
    flow, given = reading == "flow", graph
    graph = graph if every else folded(graph)
    told = {event for edge in graph.flow for event in edge.events} if flow else set()
    nodes = {node.id: node for node in graph.nodes if node.id not in told}
    same: dict[tuple[str, str, str], list[Edge]] = {}
    for edge in graph.edges:
        if edge.relation == "contains" or edge.source == edge.target:
            continue
        if edge.source not in nodes or edge.target not in nodes:
            continue
        if flow and edge.layer == "contract" and not _about_event(edge, nodes):
            continue
        same.setdefault((edge.source, edge.target, _look(edge, reading)), []).append(edge)
    if not flow:
        same = _one_line_a_pair(same, nodes)
    arrows = _firm_first([_arrow(key, each, graph, reading) for key, each in same.items()])
    shown = Graph(graph.title, tuple(nodes.values()), graph.edges)
    root = clusters(shown)
    arrows += starts(root, arrows)
    faint = sum(arrow.faint for arrow in arrows)
    counts = _counts(given, faint, flow=flow)
    if hidden := _states(given) - _states(graph):
        counts += f", {counted(hidden, 'state')} folded"
    return Scene(graph.title, nodes, tuple(arrows), root, counts)


def _firm_first(arrows: list[Arrow]) -> list[Arrow]:
    """Without a weak reference where a firm arrow joins the same two: it would say no more."""
    firm = {frozenset((arrow.source, arrow.target)) for arrow in arrows if not arrow.faint}
    return [
        arrow
        for arrow in arrows
        if not (arrow.faint and frozenset((arrow.source, arrow.target)) in firm)
    ]


Lines = dict[tuple[str, str, str], list[Edge]]


def _one_line_a_pair(same: Lines, nodes: Mapping[str, Node]) -> Lines:
    """Between services, one line for all layers, which looks as the first of them."""
    found: Lines = {}
    first: dict[tuple[str, str], str] = {}
    for source, target, look in sorted(same, key=lambda key: LAYER_LOOK.index(key[2])):
        shown = look
        if nodes[source].kind in FOLDED and nodes[target].kind in FOLDED:
            shown = first.setdefault((source, target), look)
        found.setdefault((source, target, shown), []).extend(same[source, target, look])
    return found


def _about_event(edge: Edge, nodes: Mapping[str, Node]) -> bool:
    """Whether an event type is drawn at its end; between services, words say it already."""
    return "event" in (nodes[edge.source].kind, nodes[edge.target].kind)


def _look(edge: Edge, reading: str) -> str:
    if reading == "dependency":
        return next((layer for layer in LAYER_LOOK if layer in layers(edge)), "runtime")
    return LOOK_OF.get(edge.relation, "call")


def _arrow(key: tuple[str, str, str], edges: list[Edge], graph: Graph, reading: str) -> Arrow:
    source, target, _ = key
    folded = graph.by_id[source].kind in FOLDED and graph.by_id[target].kind in FOLDED
    words: set[str] = set()
    if reading == "flow" or folded:
        words |= {event_name(event, graph) for edge in edges for event in edge.events}
    straight = False
    for edge in edges:
        if edge.relation == "invokes" and reading == "flow":
            words |= set(edge.labels)
        if edge.relation == "transitions" and reading == "flow":
            words |= set(transition_words(edge, graph))
            straight |= not edge.label.startswith("Catch")
    off = all(edge.off for edge in edges)
    if off:
        words.add(SWITCHED_OFF)
    return Arrow(
        *key,
        certainty=min((edge.certainty for edge in edges), key=CERTAINTIES.index),
        words=tuple(sorted(words)),
        straight=straight,
        off=off,
    )


def _states(graph: Graph) -> int:
    return sum(node.kind == "state" for node in graph.nodes)


def _counts(graph: Graph, faint: int, *, flow: bool) -> str:
    if not flow:
        joined = counted(len(graph.flow) + len(graph.contracts), "dependency")
        return f"{counted(len(graph.nodes), 'node')}, {joined}"
    events = sum(node.kind == "event" for node in graph.nodes)
    parts = [counted(len(graph.nodes) - events, "node"), counted(len(graph.flow), "edge")]
    if events:
        parts.append(counted(events, "event type"))
    if faint:
        parts.append(f"{faint} weak")
    if graph.unresolved:
        parts.append(f"{len(graph.unresolved)} unresolved")
    return ", ".join(parts)

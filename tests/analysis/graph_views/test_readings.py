"""From who sends to whom, to who must know whom: RIPPLE.md section 1, row by row."""

import pytest

from analysis.graph import RELATIONS, Edge, Graph, Node
from analysis.graph.readings import RULES, dependency, layers, reading
from analysis.graph.views import services

KINDS = {"m": "state machine", "s": "state", "q": "queue", "t": "topic", "d": "table", "e": "event"}


def world(*lines: str) -> Graph:
    """Edges ``source relation target``; the first letter of an id says its kind."""
    edges = [Edge(s, t, r) for s, r, t in map(str.split, lines)]
    ids = {id_ for edge in edges for id_ in (edge.source, edge.target)}
    return Graph.of("", [Node(id_, KINDS.get(id_[0], "function")) for id_ in ids], edges)


def told(graph: Graph) -> list[str]:
    return [f"{edge.source} -> {edge.target}: {' '.join(layers(edge))}" for edge in graph.edges]


ROWS = {
    "f publishes t": ["f -> t: runtime"],
    "bus routes rule": ["rule -> bus: runtime"],
    "t delivers q": ["q -> t: runtime"],
    "q triggers g": ["g -> q: runtime"],
    "api invokes f": ["api -> f: runtime"],
    "s1 invokes f": ["s1 -> f: control runtime"],
    "m1 invokes m2": ["m1 -> m2: control runtime"],
    "f reads d": ["f -> d: data"],
    "f writes d": ["f -> d: data"],
    "q redrives q2": ["q -> q2: runtime"],
    "f calls_back m": ["f -> m: runtime"],
    "m contains s1": ["m -> s1: control"],
    "s1 transitions s2": [],
    "f emits e": ["e -> f: schema"],
    "e reaches g": ["g -> e: schema"],
    "f refers d": ["f -> d: weak"],
}


@pytest.mark.parametrize("flow", ROWS)
def test_each_relation_is_read_as_the_table_says(flow: str) -> None:
    assert told(dependency(world(flow))) == ROWS[flow]


def test_every_relation_has_a_rule() -> None:
    assert RULES.keys() == set(RELATIONS)
    assert {flow.split()[1] for flow in ROWS} == set(RELATIONS)


def test_publisher_and_subscriber_never_meet_at_runtime_but_one_waits_for_the_other() -> None:
    graph = dependency(
        world(
            "f publishes t",
            "t delivers q",
            "q triggers g",
            "f emits e",
            "e reaches q",
        )
    )
    assert told(graph) == [
        "e -> f: schema",
        "f -> t: runtime",
        "g -> e: schema",
        "g -> f: control",
        "g -> q: runtime",
        "q -> t: runtime",
    ]


def test_read_first_and_fold_then() -> None:
    nodes = [
        Node("f", "function", service="orders"),
        Node("t/E", "event"),
        Node("q", "queue", service="stock"),
        Node("g", "function", service="stock"),
    ]
    edges = [Edge("f", "t/E", "emits"), Edge("t/E", "q", "reaches"), Edge("q", "g", "triggers")]
    folded = services(dependency(Graph.of("", nodes, edges)))
    assert told(folded) == ["stock -> orders: control schema"]


def test_flow_is_the_graph_itself() -> None:
    graph = world("f publishes t")
    assert reading(graph, "flow") is graph
    assert reading(graph, "dependency") == dependency(graph)


def test_a_ring_of_queues_ends() -> None:
    graph = world("f emits e", "e reaches q1", "q1 delivers q2", "q2 delivers q1", "q2 triggers f")
    assert "f -> f: control" not in told(dependency(graph))

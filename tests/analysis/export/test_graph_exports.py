"""The graph in other tools' formats: exact round trips, nothing that breaks out of its quotes."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.export.dot import to_dot
from analysis.export.graphml import to_graphml
from analysis.export.mermaid import to_mermaid
from analysis.graph import CERTAINTIES, RELATIONS, Edge, Evidence, Graph, Node, to_json
from tests.analysis.export.graphml import read_graphml
from tests.analysis.read_back import graph_from

NASTY = [
    "",
    "end",
    'a"b',
    "</data><node id='x'/>",
    "<script>alert(1)</script>",
    "]]>&amp;\\u{1f}\\\\",
    "line\nbreak\r\n\ttab",
    "\x00\x01\x1f\x7f\x85\u2028\ufffe\uffff",
    "注文 ü 🙂 \u202e",
    "n1]-->x; subgraph ((a)) {b} |c| `d` %%{init}%% #35;",
    "1. list",
    "$x^2$ %s {0}",
]
words = st.one_of(st.sampled_from(NASTY), st.text(max_size=12))
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda x: st.lists(x) | st.dictionaries(words, x),
    max_leaves=4,
)  # fmt: skip
evidence = st.builds(Evidence, words, st.integers(0, 10**6), words, words)
proofs = st.lists(evidence, max_size=2).map(tuple)
kinds = st.sampled_from(["function", "state", "queue", "event", "unresolved", "odd kind", ""])
nodes = st.builds(
    Node, id=words, kind=kinds, name=words, type=words, stack=words, service=words, team=words,
    outside=st.booleans(), reason=words, evidence=proofs,
    attributes=st.dictionaries(words, plain_json, max_size=2),
)  # fmt: skip


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    some = draw(st.lists(nodes, max_size=6, unique_by=lambda node: node.id))
    ends = st.sampled_from([node.id for node in some]) if some else words
    edges = st.builds(
        Edge, ends, ends, st.sampled_from(RELATIONS), st.sampled_from(CERTAINTIES), words,
        st.lists(words, max_size=2).map(tuple), proofs,
    )  # fmt: skip
    drawn = draw(st.lists(edges, max_size=8, unique_by=lambda edge: edge.key)) if some else []
    return Graph.of(draw(words), some, drawn)


@pytest.mark.slow
@given(graphs())
@settings(max_examples=150, deadline=None)
def test_json_and_graphml_give_the_same_graph_back(graph: Graph) -> None:
    assert graph_from(json.loads(to_json(graph))) == graph
    assert read_graphml(to_graphml(graph)) == graph


@pytest.mark.slow
@given(graphs())
@settings(max_examples=60, deadline=None)
def test_every_format_is_well_formed_and_the_same_each_time(graph: Graph) -> None:
    for write in (to_graphml, to_dot, to_mermaid):
        assert write(graph) == write(graph)
    ET.fromstring(to_graphml(graph).encode())
    assert_dot(to_dot(graph))
    assert_mermaid(to_mermaid(graph), graph)


def test_a_lone_surrogate_survives_graphml() -> None:
    graph = Graph.of("\ud800", [Node("a\udfff", "table")], [])
    assert read_graphml(to_graphml(graph)) == graph


GRAPH = Graph.of(
    "Orders",
    [
        Node("F", "function", service="ordering"),
        Node("T", "topic", "Order events", service="ordering"),
        Node("M", "state machine"),
        Node("M/end", "state", "end"),
        Node("M/Do it", "state", "Do it"),
        Node("unresolved:F/TABLE", "unresolved", reason="a parameter without default"),
    ],
    [
        Edge("F", "T", "publishes", "inferred", events=("T/OrderPlaced",)),
        Edge("M", "M/end", "contains"),
        Edge("M", "M/Do it", "contains"),
        Edge("M/Do it", "M/end", "transitions", label="Catch"),
        Edge("F", "unresolved:F/TABLE", "refers"),
    ],
)


def test_mermaid_says_it_all() -> None:
    assert to_mermaid(GRAPH).splitlines()[:17] == [
        "flowchart LR",
        '  n5["#63; TABLE"]',
        '  subgraph s1["ordering"]',
        "    direction LR",
        '    n0("F")',
        '    n4{{"Order events"}}',
        "  end",
        "  style s1 fill:#F1F4F6,stroke:#D5DCE1,color:#1F2933",
        '  subgraph s2["M"]',
        "    direction LR",
        '    n1{{"M"}}',
        '    n2("Do it")',
        '    n3("end")',
        "  end",
        "  style s2 fill:#FFFFFF,stroke:#A6437D,color:#1F2933",
        '  n0 -.->|"publishes<br>OrderPlaced"| n4',
        '  n0 -.->|"refers"| n5',
    ]


def test_mermaid_says_nothing_twice() -> None:
    nodes = [Node("f", "function"), Node("t", "topic"), Node("t/Paid", "event"), Node("d", "table")]
    edges = [
        Edge("f", "t", "publishes", events=("t/Paid",)),
        Edge("f", "t/Paid", "emits"),
        Edge("f", "d", "reads"),
        Edge("f", "d", "writes"),
        Edge("f", "d", "refers"),
        Edge("d", "t", "refers"),
    ]
    assert to_mermaid(Graph.of("", nodes, edges)).splitlines()[1:7] == [
        '  n0[("d")]',
        '  n1("f")',
        '  n2{{"t"}}',
        '  n0 -.->|"refers"| n2',
        '  n1 -->|"reads, writes"| n0',
        '  n1 -->|"publishes<br>Paid"| n2',
    ]


def test_dot_has_clusters_and_dashes() -> None:
    dot = to_dot(GRAPH)
    assert dot.count("subgraph cluster_") == 2
    assert 'n0 -> n4 [label="publishes\\nOrderPlaced"' in dot
    assert "style=dashed" in dot
    assert "style=dotted" in dot


def test_graphml_has_what_yed_and_gephi_look_for() -> None:
    root = ET.fromstring(to_graphml(GRAPH).encode())
    space = "{http://graphml.graphdrawing.org/xmlns}"
    keys = {(key.get("for"), key.get("attr.name")): key for key in root.iter(f"{space}key")}
    assert keys["node", "label"].get("attr.type") == "string"
    assert keys["node", "r"].get("attr.type") == "int"
    assert keys["node", "outside"].get("attr.type") == "boolean"
    labels = {each.text for each in root.iter("{http://www.yworks.com/xml/graphml}NodeLabel")}
    assert {"Order events", "Do it"} <= labels


def test_what_contains_itself_is_drawn_once() -> None:
    ring = [Edge("a", "b", "contains"), Edge("b", "a", "contains"), Edge("c", "c", "contains")]
    graph = Graph.of("", [Node(id_, "state") for id_ in "abc"], ring)
    for text in (to_dot(graph), to_mermaid(graph)):
        assert all(re.search(rf"\bn{number}\b", text) for number in range(3))


QUOTED = r'"(?:[^"\\\x00-\x1f]|\\.)*"'
DOT_LINE = re.compile(
    rf"(?:label={QUOTED};|rankdir=.*|node \[.*|edge \[.*|subgraph cluster_\d+ {{|}}"
    rf'|label={QUOTED}; style="rounded,filled"; color="#\w+"; fillcolor="#\w+";'
    rf'|n\d+ \[label={QUOTED}, tooltip={QUOTED}, shape=\w+, style="[a-z,]+", color="#\w+",'
    rf' fillcolor="#\w+"\];'
    rf'|n\d+ -> n\d+ \[label={QUOTED}, tooltip={QUOTED}(?:, style=\w+)?(?:, color="#\w+")?\];)'
)


def assert_dot(text: str) -> None:
    first, *lines = text.rstrip("\n").split("\n")
    assert re.fullmatch(rf"digraph {QUOTED} {{", first), first
    for line in lines:
        assert DOT_LINE.fullmatch(line.strip()), line
    assert text.count("subgraph") <= len(lines)


LABEL = r'"(?:[^"#;:%<>\[\](){}|`\\\x00-\x1f]|<br>|#\d+;)*"'
SHAPES = [("[", "]"), ("(", ")"), ("[(", ")]"), ("{{", "}}"), ("[[", "]]"), ("[/", "/]")]
SHAPES += [("[/", "\\]"), ("((", "))"), ("([", "])"), (">", "]")]
SHAPE = "|".join(re.escape(left) + LABEL + re.escape(right) for left, right in SHAPES)
MERMAID_LINE = re.compile(
    rf"(?:n\d+(?:{SHAPE})|subgraph s\d+\[{LABEL}\]|direction LR|end"
    rf"|n\d+ (?:-->|-\.->)(?:\|{LABEL}\|)? n\d+|classDef \w+ [\w:#,\- ]+|class [n\d,]+ \w+"
    rf"|linkStyle [\d,]+ stroke:#\w+|style s\d+ [\w:#,]+)"
)


def assert_mermaid(text: str, graph: Graph) -> None:
    """The grammar of flow.jison, as far as we use it, and every node declared exactly once."""
    first, *lines = text.rstrip("\n").split("\n")
    assert first == "flowchart LR"
    depth = 0
    for line in map(str.strip, lines):
        assert MERMAID_LINE.fullmatch(line), line
        depth += line.startswith("subgraph") - (line == "end")
        assert depth >= 0
    assert depth == 0
    declared = re.findall(r"^ *(n\d+)[\[({>]", text, re.MULTILINE)
    assert len(declared) == len(set(declared)) <= len(graph.nodes)
    assert set(re.findall(r"n\d+(?= -|$)", text)) <= set(declared)


def test_a_long_name_is_clipped_in_mermaid_only() -> None:
    graph = Graph.of("", [replace(GRAPH.nodes[0], name="x" * 5000)], [])
    assert len(to_mermaid(graph)) < 400
    assert read_graphml(to_graphml(graph)) == graph

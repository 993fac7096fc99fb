"""The page as text: it holds the whole graph, fetches nothing, and is the same every time."""

import base64
import hashlib
import json
import re
import subprocess
import sys

import pytest

from analysis.graph import Edge, Evidence, Graph, Node, to_wire
from analysis.page import page, sheets

HOSTILE = "</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>\u2028\u202e'\"&"


def small(title: str = "small") -> Graph:
    nodes = [Node("Topic", "topic"), Node("Queue", "queue"), Node("Worker", "function")]
    edges = [Edge("Topic", "Queue", "delivers"), Edge("Queue", "Worker", "triggers")]
    return Graph.of(title, nodes, edges)


def island(text: str) -> dict:
    return json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])


def test_the_page_holds_the_graph_as_the_json_export_has_it():
    assert island(page(small()))["sheets"][0]["graph"] == json.loads(json.dumps(to_wire(small())))


@pytest.mark.slow
def test_the_same_graph_gives_the_same_page_in_another_process():
    script = (
        "import hashlib, sys; from analysis.graph import *; from analysis.page import page;"
        "n = [Node(f'n{i}', 'function', service=f's{i % 4}') for i in range(40)];"
        "e = [Edge(f'n{i}', f'n{i * 7 % 40}', 'invokes') for i in range(40) if i * 7 % 40 != i];"
        "print(hashlib.sha256(page(Graph.of('t', n, e)).encode()).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] != ""


def test_the_policy_lets_run_the_script_and_style_inside_and_nothing_else():
    text = page(small())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    for tag in ("script", "style"):
        inner = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_hostile_names_stay_inside_the_data():
    evidence = (Evidence(HOSTILE, 1, HOSTILE, HOSTILE),)
    nodes = [
        Node(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, evidence=evidence),
        Node("b", "unresolved", reason=HOSTILE, attributes={HOSTILE: HOSTILE}),
    ]
    edges = [Edge("b", HOSTILE, "delivers", label=HOSTILE, events=(HOSTILE,), evidence=evidence)]
    graph = Graph.of(HOSTILE, nodes, edges)
    text = page(graph)
    assert text.count("<script") == 2
    assert "<img" not in text
    assert "\u2028" not in text
    assert "\u202e" not in text
    assert island(text)["sheets"][0]["graph"] == json.loads(json.dumps(to_wire(graph)))


def test_text_that_is_no_unicode_still_gives_a_page():
    page(Graph.of("t", [Node("\udcff", "function")], [])).encode("utf-8")


def test_a_graph_of_resources_gives_every_view_and_reading():
    nodes = [Node("A", "function", service="one"), Node("B", "function", service="two")]
    graph = Graph.of("t", nodes, [Edge("A", "B", "invokes")])
    assert [(each.view, each.reading) for each in sheets(graph)] == [
        ("resources", "flow"),
        ("resources", "dependency"),
        ("services", "flow"),
        ("services", "dependency"),
    ]


def test_two_graphs_of_one_name_are_told_apart():
    names = [each["system"] for each in island(page([small("one"), small("one")]))["sheets"]]
    assert names == ["one", "one (2)"]


def test_no_graph_is_refused():
    with pytest.raises(ValueError, match="one graph"):
        page([])

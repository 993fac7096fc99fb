"""Reads GraphML back, so that tests can say that nothing of a graph is lost in it."""

import json
import re
import xml.etree.ElementTree as ET
from typing import Any

from analysis.export.graphml import TEXTS
from analysis.graph.model import Edge, Evidence, Graph, Node
from tests.analysis.read_back import record

SPACE = "{http://graphml.graphdrawing.org/xmlns}"
ESCAPED = re.compile(r"\\\\|\\u\{([0-9a-f]{1,6})\}")


def read_graphml(text: str) -> Graph:
    """The graph that `to_graphml` wrote."""
    (whole,) = ET.fromstring(text.encode()).iter(f"{SPACE}graph")
    nodes, edges = whole.iter(f"{SPACE}node"), whole.iter(f"{SPACE}edge")
    return Graph.of(plain(data(whole).get("title", "")), map(node, nodes), map(edge, edges))


def data(of: ET.Element) -> dict[str, str]:
    return {
        str(each.get("key")).partition("_")[2] or "title": each.text or ""
        for each in of.iterfind(f"{SPACE}data")
    }


def node(of: ET.Element) -> Node:
    told = data(of)
    return Node(
        plain(str(of.get("id"))),
        outside=told.get("outside") == "true",
        evidence=evidence(told),
        attributes=json.loads(told.get("attributes", "{}")),
        **{name: plain(told.get(name, "")) for name in TEXTS},
    )


def edge(of: ET.Element) -> Edge:
    told = data(of)
    return Edge(
        plain(str(of.get("source"))),
        plain(str(of.get("target"))),
        told["relation"],
        told["certainty"],
        label=plain(told.get("transition", "")),
        events=tuple(json.loads(told.get("events", "[]"))),
        evidence=evidence(told),
    )


def evidence(told: dict[str, str]) -> tuple[Evidence, ...]:
    listed: list[Any] = json.loads(told.get("evidence", "[]"))
    return tuple(record(Evidence, each) for each in listed)


def plain(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\\", text)

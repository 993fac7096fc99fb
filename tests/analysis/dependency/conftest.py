"""Small worlds: a line an edge of flow, the kinds of nodes by the first word of their ids."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from analysis.dependency import Dependencies
from analysis.dependency.reading import dependencies
from analysis.facts import Facts
from analysis.graph import Edge, Evidence, Graph, Node

ROOT = Path(__file__).parents[3]
SIDES = ("choreography", "orchestration")
KINDS = {
    "machine": "state machine",
    "state": "state",
    "topic": "topic",
    "queue": "queue",
    "bus": "bus",
    "rule": "rule",
    "schedule": "schedule",
    "pipe": "pipe",
    "stream": "stream",
    "table": "table",
    "bucket": "bucket",
    "api": "api",
    "pool": "user pool",
    "unresolved": "unresolved",
}

World = Callable[..., Dependencies]


def graph_of(text: str, **attributes: dict[str, object]) -> Graph:
    """Edges ``source relation target [label]``; ``topic/Event`` is an event type."""
    edges = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        source, relation, target, *label = line.split()
        at = Evidence("world", number, line)
        edges.append(Edge(source, target, relation, label="".join(label), evidence=(at,)))
    ids = sorted({end for edge in edges for end in (edge.source, edge.target)})
    events = {e.target if e.relation == "emits" else e.source for e in edges if _contract(e)}
    nodes = [_node(id_, id_ in events, attributes.get(id_, {})) for id_ in ids]
    return Graph.of("world", nodes, edges)


def _contract(edge: Edge) -> bool:
    return edge.relation in ("emits", "reaches")


def _node(id_: str, event: bool, attributes: dict[str, object]) -> Node:
    first = id_.partition("-")[0].partition(":")[0]
    kind = "event" if event else KINDS.get(first, "function")
    return Node(id_, kind, id_, evidence=(Evidence("world", 0, id_),), attributes=attributes)


@pytest.fixture
def world() -> World:
    def build(
        text: str, facts: Facts | None = None, **attributes: dict[str, object]
    ) -> Dependencies:
        return dependencies(graph_of(text, **attributes), facts or Facts())

    return build


@pytest.fixture
def told() -> Callable[..., list[str]]:
    def tell(found: Dependencies, *layers: str) -> list[str]:
        return [_line(edge.layer, edge.source, edge.target, edge.fields)
                for edge in found.layer(*layers)]  # fmt: skip

    return tell


def _line(layer: str, source: str, target: str, fields: Iterable[str]) -> str:
    carried = ", ".join(fields)
    return f"{layer}: {source} -> {target}" + (f" {{{carried}}}" if carried else "")

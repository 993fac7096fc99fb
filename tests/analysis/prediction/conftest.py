"""Small systems drawn in a few lines."""

from collections.abc import Callable

import pytest

from analysis.dependency import Dependencies, Facts, dependencies
from analysis.graph import Edge, Evidence, Graph, Node

Drawn = Callable[..., Dependencies]

_KINDS = {
    "emits": ("function", "event"),
    "reaches": ("event", "function"),
    "invokes": ("state", "function"),
    "calls": ("function", "function"),
    "writes": ("function", "table"),
    "triggers": ("table", "function"),
    "contains": ("state machine", "state"),
    "transitions": ("state", "state"),
}


@pytest.fixture
def drawn() -> Drawn:
    """A system from lines `source relation target [label]`, and `service: its parts`.

    A state's name has underscores for blanks; `calls` is a function that invokes another.
    """
    return draw


def draw(text: str, facts: Facts | None = None) -> Dependencies:
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    service: dict[str, str] = {}
    for number, line in enumerate(text.strip().splitlines(), 1):
        name, colon, parts = line.strip().partition(": ")
        if colon:
            service |= dict.fromkeys(parts.split(), name)
            continue
        source, relation, target, *label = line.split()
        for id_, kind in zip((source, target), _KINDS[relation], strict=True):
            nodes.setdefault(id_, _node(id_, kind))
        edges.append(
            Edge(
                source,
                target,
                "invokes" if relation == "calls" else relation,
                label="".join(label) or ("Next" if relation == "transitions" else ""),
                evidence=(Evidence("world", number, line.strip()),),
            )
        )
    return dependencies(
        Graph.of("world", [_placed(node, service, edges) for node in nodes.values()], edges),
        facts or Facts(),
    )


def _node(id_: str, kind: str) -> Node:
    name = id_.rpartition("/")[2]
    return Node(id_, kind, name.replace("_", " ") if kind == "state" else name)


def _placed(node: Node, service: dict[str, str], edges: list[Edge]) -> Node:
    attributes: dict[str, object] = {}
    if node.kind == "state":
        entered = {e.target for e in edges if e.relation == "transitions"}
        parents = {e.source for e in edges if e.relation == "contains"}
        attributes = {
            "type": "Parallel" if node.id in parents else _type(node.name),
            "start": node.id not in entered,
            "caught": [
                {"errors": ["Refused"], "next": e.target}
                for e in edges
                if e.source == node.id and e.label == "Catch"
            ],
        }
    return Node(
        node.id,
        node.kind,
        node.name,
        service=service.get(node.id, ""),
        evidence=(Evidence("world", 0, node.id),),
        attributes=attributes,
    )


def _type(name: str) -> str:
    return next((kind for kind in ("Choice", "Wait", "Succeed") if name.startswith(kind)), "Task")

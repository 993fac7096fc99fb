"""Small systems drawn in a few lines."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from analysis.dependency import Dependencies
from analysis.dependency.reading import dependencies
from analysis.facts import Deed, Facts
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
    "publishes": ("state", "queue"),
    "reads": ("function", "table"),
    "calls_back": ("function", "state machine"),
}


@pytest.fixture
def drawn() -> Drawn:
    """A system from lines `source relation target [label]`, and `service: its parts`.

    A state's name has underscores for blanks; `calls` is a function that invokes another, and
    `b on First says Second as name` a deed that its code shows: of `One|Two+Three` either the one
    or the others, of `One|` it or nothing. `M is state_machine` says what no verb tells, and
    `Catch:Lost,Late` what is caught; what is called `ext:…` is a platform's, and outside.
    """
    return draw


def draw(text: str, facts: Facts | None = None) -> Dependencies:
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    service: dict[str, str] = {}
    deeds: dict[str, list[tuple[str, ...]]] = {}
    for number, line in enumerate(text.strip().splitlines(), 1):
        if not line.strip():
            continue
        name, verb, kind = line.strip().partition(" is ")
        if verb:
            nodes[name] = _node(name, kind.replace("_", " "))
            continue
        name, colon, parts = line.strip().partition(": ")
        if colon:
            service |= dict.fromkeys(parts.split(), name)
            continue
        source, relation, target, *label = line.split()
        if relation == "on":
            deeds.setdefault(source, []).append((target, label[1], *label[3:]))
            continue
        for id_, kind in zip((source, target), _KINDS[relation], strict=True):
            nodes.setdefault(id_, _node(id_, kind))
        edges.append(
            Edge(
                source,
                target,
                "invokes" if relation == "calls" else relation,
                label=" ".join(label).partition(":")[0]
                or ("Next" if relation == "transitions" else ""),
                evidence=(Evidence("world", number, line.strip()),),
            )
        )
    placed = [_placed(node, service, edges) for node in nodes.values()]
    done = {id_: tuple(_deed(*each) for each in found) for id_, found in deeds.items()}
    return dependencies(Graph.of("world", placed, edges), replace(facts or Facts(), deeds=done))


def _node(id_: str, kind: str) -> Node:
    name = id_.rpartition("/")[2]
    if id_.startswith("ext:"):
        ours = id_.startswith(f"ext:{kind}/")
        return Node(id_, kind if ours else "resource", name, outside=True)
    return Node(id_, kind, name.replace("_", " ") if kind == "state" else name)


def _placed(node: Node, service: dict[str, str], edges: list[Edge]) -> Node:
    attributes: dict[str, object] = {}
    if node.kind == "state machine":
        attributes = {"callback": any(e.target.startswith(f"{node.id}/Ask") for e in edges)}
    if node.kind == "state":
        entered = {e.target for e in edges if e.relation == "transitions"}
        parents = {e.source for e in edges if e.relation == "contains"}
        attributes = {
            "type": "Parallel" if node.id in parents else _type(node.name),
            "start": node.id not in entered,
            "caught": [
                {"errors": _caught(e), "next": e.target}
                for e in edges
                if e.source == node.id and "Catch" in e.label
            ],
            "pattern": "sync" if node.name.startswith("Run") else "",
            "callback": node.name.startswith("Ask"),
        }
    return replace(
        node,
        service=service.get(node.id, ""),
        evidence=(Evidence("world", 0, node.id),),
        attributes=attributes,
    )


def _caught(edge: Edge) -> list[str]:
    named = edge.evidence[0].fragment.partition("Catch:")[2]
    return named.split(",") if named else ["Refused"]


def _deed(on: str, said: str, name: str = "") -> Deed:
    ways = tuple(tuple(filter(None, way.split("+"))) for way in said.split("|"))
    says = tuple(sorted({each for way in ways for each in way}))
    return Deed(
        name or f"do_{says[0].lower()}", on, says, (), Evidence("code", 1), ways if ways[1:] else ()
    )


def _type(name: str) -> str:
    kinds = ("Choice", "Wait", "Succeed", "Fail")
    return next((kind for kind in kinds if name.startswith(kind)), "Task")

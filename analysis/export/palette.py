"""One colour and shape a kind, in every picture and format; no drawing library is needed here."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.graph.model import Node


@dataclass(frozen=True)
class Paint:
    """The outline and the light fill of a kind, and its shape in DOT and Mermaid."""

    line: str
    fill: str
    dot: str = "box"
    mermaid: tuple[str, str] = ("[", "]")


# Outlines from Okabe and Ito, "Color Universal Design" (2008), darkened where thin lines need it.
_DOES = ("#B35C00", "#FDEEDC")
_COORDINATES = ("#A6437D", "#F8E3EF")
_CARRIES = ("#0072B2", "#DCEBF6")
_KEEPS = ("#00735A", "#DDF1EA")
_ENTERS = ("#5B6770", "#EDF0F2")
_ROUND, _DRUM, _SIX = ("(", ")"), ("[(", ")]"), ("{{", "}}")

PAINTS: Mapping[str, Paint] = {
    "function": Paint(*_DOES, "box", _ROUND),
    "container": Paint(*_DOES, "component", ("[[", "]]")),
    "activity": Paint(*_DOES, "box", _ROUND),
    "state machine": Paint(*_COORDINATES, "doubleoctagon", _SIX),
    "state": Paint(*_COORDINATES, "box", _ROUND),
    "topic": Paint(*_CARRIES, "hexagon", _SIX),
    "queue": Paint(*_CARRIES, "cds", ("[/", "/]")),
    "bus": Paint(*_CARRIES, "hexagon", _SIX),
    "rule": Paint(*_CARRIES, "trapezium", ("[/", "\\]")),
    "pipe": Paint(*_CARRIES, "cds", ("[/", "/]")),
    "schedule": Paint(*_ENTERS, "circle", ("((", "))")),
    "table": Paint(*_KEEPS, "cylinder", _DRUM),
    "stream": Paint(*_CARRIES, "cds", ("[/", "/]")),
    "bucket": Paint(*_KEEPS, "cylinder", _DRUM),
    "api": Paint(*_ENTERS, "house", ("([", "])")),
    "user pool": Paint(*_ENTERS, "house", ("([", "])")),
    "event": Paint("#8A6D00", "#FBF4CF", "note", (">", "]")),
    "service": Paint("#0072B2", "#DCEBF6", "box", _ROUND),
    "team": Paint("#00735A", "#DDF1EA", "box", _ROUND),
    "resource": Paint(*_ENTERS),
    "unresolved": Paint("#C8102E", "#FFFFFF", "box", ("[", "]")),
}


def paint(kind: str) -> Paint:
    """How this kind looks; one that nobody has foreseen looks like any resource."""
    return PAINTS.get(kind, PAINTS["resource"])


def known(kind: str) -> str:
    """The kind, or ``resource`` where it is none of the vocabulary's."""
    return kind if kind in PAINTS else "resource"


def caption(node: Node) -> str:
    """What is written on a node: its name, or the last part of its id."""
    if node.name:
        return node.name
    if node.id.startswith(("ext:", "unresolved:")) or node.kind in ("state", "event"):
        return node.id.rpartition("/")[2] or node.id
    return node.id.partition(":")[2] or node.id if node.stack else node.id

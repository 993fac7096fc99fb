"""A deed: one thing that a component does, by the name that its code has for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.graph.model import Evidence, Graph, Node

DEEDS = "deeds"
"""The attribute of a function's node that lists its deeds."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a component does on an event type (``on``), or whatever comes where that is empty.

    ``says`` are the names of the event types that it may publish then; ``uses`` the functions of
    other packages that its code calls, dotted: the same business done under either design.

    ``outcomes`` are the sets of event types said together on one way through the code, each sorted;
    an empty one stands for a way that ends and says nothing. Two types that stand together in none
    exclude one another. There are none where the code does not show its ways.
    """

    name: str
    on: str
    says: tuple[str, ...]
    uses: tuple[str, ...]
    evidence: Evidence
    outcomes: tuple[tuple[str, ...], ...] = ()

    def attribute(self) -> dict[str, Any]:
        """As a node's attribute holds it."""
        return {
            "name": self.name,
            "on": self.on,
            "says": list(self.says),
            "uses": list(self.uses),
            "file": self.evidence.file,
            "line": self.evidence.line,
            "fragment": self.evidence.fragment,
            **({"outcomes": [list(each) for each in self.outcomes]} if self.outcomes else {}),
        }


def with_deeds(graph: Graph, deeds: Mapping[str, Sequence[Deed]]) -> Graph:
    """The graph, with what each function does in its attribute `DEEDS`."""
    nodes = [
        replace(node, attributes={**node.attributes, DEEDS: [each.attribute() for each in found]})
        if (found := deeds.get(node.id))
        else node
        for node in graph.nodes
    ]
    return Graph(graph.title, tuple(nodes), graph.edges)


def deeds_of(node: Node) -> tuple[Deed, ...]:
    """The deeds that a node's attribute lists."""
    listed = node.attributes.get(DEEDS)
    return tuple(_deed(each) for each in listed or () if isinstance(each, Mapping))


def _deed(each: Mapping[str, Any]) -> Deed:
    return Deed(
        name=str(each["name"]),
        on=str(each["on"]),
        says=tuple(map(str, each["says"])),
        uses=tuple(map(str, each["uses"])),
        evidence=Evidence(str(each["file"]), int(each["line"]), str(each["fragment"])),
        outcomes=tuple(tuple(map(str, said)) for said in each.get("outcomes", ())),
    )

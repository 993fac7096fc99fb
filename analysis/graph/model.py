"""The one model for everything that is read or observed: nodes, and edges with their evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

from analysis.graph.kinds import UNRESOLVED
from analysis.records import dataclass
from analysis.table import Table, Tabular

FLOW = (
    "publishes",
    "routes",
    "delivers",
    "triggers",
    "invokes",
    "reads",
    "writes",
    "redrives",
    "calls_back",
    "contains",
    "transitions",
)
CONTRACT = ("emits", "reaches")  # actor to event type, event type to subscriber
WEAK = ("refers",)  # no more than a name in an environment variable
RELATIONS = (*FLOW, *CONTRACT, *WEAK)
CERTAINTIES = ("declared", "read", "observed", "inferred", "assumed")  # the firmest first
FIRM = ("declared", "read")  # a template says it, or code that was followed
GUESSED = ("inferred", "assumed")  # what is not seen to be so
EdgeKey = tuple[str, str, str]  # source, target and relation


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Where something was seen: file, line (from 1; 0 where there is none) and fragment.

    ``span`` is the id of the span or history event that showed it, in a trace.
    """

    file: str
    line: int = 0
    fragment: str = ""
    span: str = ""

    @property
    def place(self) -> str:
        """The file, and the line where there is one."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return f"{self.place}: {self.fragment}" if self.fragment else self.place


def shown(evidence: Sequence[Evidence]) -> str:
    """The first place, as file and line; empty where there is none."""
    return evidence[0].place if evidence else ""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a system; ``type`` is CloudFormation's, ``kind`` the vocabulary's.

    ``reason`` says why it is unresolved, ``outside`` that it is in none of the files read.
    """

    id: str
    kind: str
    name: str = ""
    type: str = ""
    stack: str = ""
    service: str = ""
    team: str = ""
    reason: str = ""
    outside: bool = False
    evidence: tuple[Evidence, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def unresolved(self) -> bool:
        """Whether this stands for something that could not be found out."""
        return self.kind == UNRESOLVED


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation between two nodes; there is one edge per source, target and relation.

    ``label`` names a transition (Next, Catch, Choice, Default), or what services ask of one
    another; ``events`` are the ids of the event types that pass, where they are known. ``off``
    says what switches it off, and where: it is wired, and nothing passes.
    """

    source: str
    target: str
    relation: str
    certainty: str = "declared"
    label: str = ""
    events: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    off: str = ""

    @property
    def key(self) -> EdgeKey:
        """What makes it one edge: source, target and relation."""
        return (self.source, self.target, self.relation)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the label names, one by one."""
        return tuple(part for part in self.label.split("+") if part)

    @property
    def layer(self) -> str:
        """Flow, contract or weak."""
        if self.relation in CONTRACT:
            return "contract"
        return "weak" if self.relation in WEAK else "flow"

    def __str__(self) -> str:
        return f"{self.source} {self.relation} {self.target}"


@dataclass(frozen=True, repr=False)
class Graph(Tabular):
    """Nodes by id and edges by (source, target, relation), each in one order.

    ``remarks`` say in sentences what the graph does not hold, and why.
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        title: str,
        nodes: Iterable[Node],
        edges: Iterable[Edge],
        remarks: Iterable[str] = (),
    ) -> "Graph":
        """A graph with everything in its one order."""
        return cls(
            title,
            tuple(sorted(nodes, key=lambda node: node.id)),
            tuple(sorted(edges, key=lambda edge: edge.key)),
            tuple(remarks),
        )

    def only(self, edges: Iterable[Edge]) -> "Graph":
        """These edges and their ends, and nothing else."""
        kept = tuple(edges)
        ends = {end for edge in kept for end in (edge.source, edge.target)}
        return Graph.of(self.title, (node for node in self.nodes if node.id in ends), kept)

    def __repr__(self) -> str:
        return f"<Graph {self.title}: {len(self.nodes)} nodes, {len(self.edges)} edges>"

    def table(self) -> Table:
        """An edge a row, with the first place that shows it."""
        rows = [
            (each.source, each.relation, each.target, each.certainty, each.label,
             ", ".join(event.rpartition("/")[2] for event in each.events), shown(each.evidence))
            for each in self.edges
        ]  # fmt: skip
        head = ("source", "relation", "target", "certainty", "label", "events", "evidence")
        return Table(self.title, head, tuple(rows), left=len(head))

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """The nodes by their ids."""
        return {node.id: node for node in self.nodes}

    def kind_of(self, node_id: str) -> str:
        """The kind of a node, "" if there is none of that id."""
        node = self.by_id.get(node_id)
        return node.kind if node else ""

    @cached_property
    def flow(self) -> tuple[Edge, ...]:
        """Who sends to whom: what the measures count, once unresolved ends are left out."""
        return tuple(edge for edge in self.edges if edge.layer == "flow")

    @cached_property
    def contracts(self) -> tuple[Edge, ...]:
        """Who emits which event type, and whom it reaches."""
        return tuple(edge for edge in self.edges if edge.layer == "contract")

    @cached_property
    def weak(self) -> tuple[Edge, ...]:
        """References that are no more than a name; counted in no measure."""
        return tuple(edge for edge in self.edges if edge.layer == "weak")

    @cached_property
    def unresolved(self) -> tuple[Node, ...]:
        """What could not be found out, each with its reason."""
        return tuple(node for node in self.nodes if node.unresolved)

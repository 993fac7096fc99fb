"""Holds what files declare against what traces show."""

from collections.abc import Mapping

from analysis.graph import Edge, Graph, Node
from analysis.reconcile.findings import (
    Exercised,
    Reconciliation,
    Reconciliations,
    Undeclared,
    Unexercised,
)
from analysis.reconcile.reasons import reason_for

FROM_OUTSIDE = "begun from outside, which no template declares"
UNKNOWN_TYPE = "its publisher is declared; that it says this stands in no file"
UNDECLARED = "no file declares it"

Key = tuple[str, str, str]


def reconcile(declared: Graph, observed: Graph, scenario: str = "") -> Reconciliation:
    """Which declared edges were exercised, which never, and what was exercised undeclared."""
    return _reconciled(declared, {scenario: observed})


def reconcile_all(declared: Graph, observed: Mapping[str, Graph]) -> Reconciliations:
    """The same over several scenarios, each by its name: taken together, and one by one."""
    return Reconciliations(
        _reconciled(declared, observed),
        {name: reconcile(declared, graph, name) for name, graph in observed.items()},
    )


def _reconciled(declared: Graph, observed: Mapping[str, Graph]) -> Reconciliation:
    scenarios: dict[Key, tuple[str, ...]] = {}
    seen: dict[Key, Edge] = {}
    nodes: dict[str, Node] = {}
    for name, graph in observed.items():
        nodes |= {node.id: node for node in graph.nodes}
        for edge in graph.edges:
            seen.setdefault(edge.key, edge)
            scenarios[edge.key] = (*scenarios.get(edge.key, ()), *filter(None, (name,)))
    whole = Graph.of("observed", nodes.values(), seen.values())
    keys = {edge.key for edge in declared.edges}
    others = [
        Undeclared(edge, _undeclared(edge, declared, whole), scenarios[edge.key])
        for edge in whole.edges
        if edge.key not in keys
    ]
    return Reconciliation(
        declared.title,
        tuple(filter(None, observed)),
        tuple(
            Exercised(edge, seen[edge.key], scenarios[edge.key])
            for edge in declared.edges
            if edge.key in seen
        ),
        tuple(
            Unexercised(edge, reason_for(edge, declared, whole))
            for edge in declared.edges
            if edge.key not in seen
        ),
        tuple(each for each in others if each.reason != FROM_OUTSIDE),
        tuple(each for each in others if each.reason == FROM_OUTSIDE),
    )


def _undeclared(edge: Edge, declared: Graph, observed: Graph) -> str:
    if observed.by_id[edge.source].outside and edge.target in declared.by_id:
        return FROM_OUTSIDE
    channel = edge.target.partition("/")[0]
    publishes = any(
        (each.source, each.target, each.relation) == (edge.source, channel, "publishes")
        for each in declared.flow
    )
    return UNKNOWN_TYPE if edge.relation == "emits" and publishes else UNDECLARED

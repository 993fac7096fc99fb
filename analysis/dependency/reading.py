"""The dependency reading of a system: RIPPLE.md section 1, from the graph and from the code."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from analysis.dependency.agreements import contracts
from analysis.dependency.flows import flows, packages, waiting
from analysis.dependency.model import LAYERS, Dependencies, Dependency, Facts
from analysis.dependency.parts import homes, parts
from analysis.dependency.schema import schema
from analysis.graph import CERTAINTIES, Graph
from analysis.graph.deeds import with_deeds
from analysis.walking import grouped

if TYPE_CHECKING:
    from analysis.source import Given, System

_FIRMNESS = CERTAINTIES.index


def dependencies(graph: Graph, facts: Facts) -> Dependencies:
    """Who must know whom, each layer by itself; one edge per source, target and layer.

    Weak references and unresolved ends are in none. The rules are `analysis.graph.rules.RULES`,
    the contracts and their readers `facts`; a reader of whom the facts say nothing depends on
    the whole contract.
    """
    home = homes(graph)
    agreed = contracts(graph, facts, home)
    found = [
        *schema(graph, facts, agreed, home),
        *waiting(graph, home),
        *flows(graph, home),
        *packages(graph, facts, home),
    ]
    whole = replace(facts, contracts=agreed)
    return Dependencies(graph.title, parts(graph, agreed, facts), merged(found), whole, graph)


def depend(system: "System | Sequence[Path]", **given: "Unpack[Given]") -> Dependencies:
    """The dependency reading of a system, open or in the paths that `open_system` takes.

    Functions whose Python code is at hand also name their deeds, for `analysis.prediction.process`.

    Raises:
        BadTemplate: one cannot be read; the text names file, line and remedy.
    """
    from analysis.extract import extract
    from analysis.fields import read_facts
    from analysis.source import opened

    system = opened(system, **given)
    graph = extract(system)
    facts = read_facts(system, graph)
    return dependencies(with_deeds(graph, facts.deeds), facts)


def merged(edges: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """One edge per layer, source and target: all fields, reasons and evidence, the firmest."""
    same = grouped(((LAYERS.index(e.layer), e.source, e.target), e) for e in edges)
    return tuple(_one(same[key]) for key in sorted(same))


def _one(edges: list[Dependency]) -> Dependency:
    if len(edges) == 1:
        return replace(edges[0], evidence=tuple(dict.fromkeys(edges[0].evidence)))
    return replace(
        edges[0],
        fields=tuple(sorted({field for edge in edges for field in edge.fields})),
        reason="; ".join(dict.fromkeys(edge.reason for edge in edges if edge.reason)),
        certainty=min((edge.certainty for edge in edges), key=_FIRMNESS),
        evidence=tuple(dict.fromkeys(at for edge in edges for at in edge.evidence)),
    )

"""The dependency reading of a system: RIPPLE.md section 1, from the graph and from the code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from analysis.dependency.model import LAYERS, Dependencies, Dependency
from analysis.dependency.parts import contracts, homes, module_id, parts
from analysis.dependency.schema import schema
from analysis.facts import Facts
from analysis.graph import CERTAINTIES, Evidence, Graph
from analysis.graph.readings import rule
from analysis.graph.waiting import Fed, waits
from analysis.memory import laborious
from analysis.walking import grouped

if TYPE_CHECKING:
    from analysis.source import Given, System

_FIRMNESS = CERTAINTIES.index
_COUNTED = ("control", "runtime", "data")


def dependencies(graph: Graph, facts: Facts) -> Dependencies:
    """Who must know whom, each layer by itself; one edge per source, target and layer.

    Weak references and unresolved ends are in none. The rules are `analysis.graph.readings.RULES`,
    the contracts and their readers `facts`; a reader of whom the facts say nothing depends on
    the whole contract.
    """
    home = homes(graph)
    agreed = contracts(graph, facts, home)
    found = [
        *schema(graph, facts, agreed, home),
        *_waiting(graph, home),
        *_flows(graph, home),
        *_packages(graph, facts, home),
    ]
    whole = replace(facts, contracts=agreed)
    return Dependencies(graph.title, parts(graph, agreed, facts), merged(found), whole, graph)


@laborious
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
    return dependencies(graph, read_facts(system, graph))


def _flows(graph: Graph, homes: Mapping[str, str]) -> Iterator[Dependency]:
    """Every live edge of flow by its rule, between components; none from a part to itself."""
    for edge in graph.flow:
        if edge.off:
            continue
        says = rule(graph, edge)
        ends = (edge.source, edge.target)
        source, target = ends if says.direction == "along" else ends[::-1]
        here, there = homes.get(source), homes.get(target)
        if says.direction != "neither" and here and there and here != there:
            for layer in (each for each in says.layers if each in _COUNTED):
                state = graph.kind_of(edge.source) == "state"
                reason = f"{graph.by_id[edge.source].name}: {says.why}" if state else says.why
                yield Dependency(here, there, layer, (), reason, edge.certainty, edge.evidence)


def _waiting(graph: Graph, homes: Mapping[str, str]) -> Iterator[Dependency]:
    """Whoever's next deed needs something of another first, on the control layer."""
    for edge in waits(graph, Fed(graph)):
        here, there = homes.get(edge.source), homes.get(edge.target)
        if here and there and here != there:
            what = ", ".join(edge.events) or "what it says or writes"
            reason = f"waits for {what}"
            yield Dependency(here, there, "control", (), reason, edge.certainty, edge.evidence)


def _packages(graph: Graph, facts: Facts, homes: Mapping[str, str]) -> Iterator[Dependency]:
    """Every component to the modules of its package, on the deployment layer."""
    for component, modules in sorted(facts.modules.items()):
        node = graph.by_id.get(component)
        if node is not None and component in homes:
            for module in map(module_id, modules):
                at = (*node.evidence, Evidence(module.removeprefix("module:")))
                yield Dependency(
                    component, module, "deployment", (), "its package contains it", evidence=at
                )


def merged(edges: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """One edge per layer, source and target: all fields, reasons and evidence, the firmest."""
    same = grouped(((LAYERS.index(e.layer), e.source, e.target), e) for e in edges)
    return tuple(_one(same[key]) for key in sorted(same))


def _one(edges: list[Dependency]) -> Dependency:
    if len(edges) == 1:
        once = tuple(dict.fromkeys(edges[0].evidence))
        return edges[0] if once == edges[0].evidence else replace(edges[0], evidence=once)
    return replace(
        edges[0],
        fields=tuple(sorted({field for edge in edges for field in edge.fields})),
        reason="; ".join(dict.fromkeys(edge.reason for edge in edges if edge.reason)),
        certainty=min((edge.certainty for edge in edges), key=_FIRMNESS),
        evidence=tuple(dict.fromkeys(at for edge in edges for at in edge.evidence)),
    )

"""The layers that flow shows by itself: control, runtime and data."""

from collections.abc import Iterator, Mapping

from analysis.dependency.model import Dependency, Facts
from analysis.dependency.parts import module_id
from analysis.graph import Edge, Evidence, Graph
from analysis.graph.rules import rule
from analysis.graph.waiting import Fed, waits

_COUNTED = ("control", "runtime", "data")


def flows(graph: Graph, homes: Mapping[str, str]) -> Iterator[Dependency]:
    """Every edge of flow by its rule, between components; none from a part to itself."""
    for edge in graph.flow:
        says = rule(graph, edge)
        ends = (edge.source, edge.target)
        source, target = ends if says.direction == "along" else ends[::-1]
        here, there = homes.get(source), homes.get(target)
        if says.direction != "neither" and here and there and here != there:
            for layer in (each for each in says.layers if each in _COUNTED):
                reason = f"{_state(graph, edge)}{says.why}"
                yield Dependency(here, there, layer, (), reason, edge.certainty, edge.evidence)


def waiting(graph: Graph, homes: Mapping[str, str]) -> Iterator[Dependency]:
    """Whoever's next deed needs something of another first, on the control layer."""
    for edge in waits(graph, Fed(graph)):
        here, there = homes.get(edge.source), homes.get(edge.target)
        if here and there and here != there:
            what = ", ".join(edge.events) or "what it says or writes"
            reason = f"waits for {what}"
            yield Dependency(here, there, "control", (), reason, edge.certainty, edge.evidence)


def packages(graph: Graph, facts: Facts, homes: Mapping[str, str]) -> Iterator[Dependency]:
    """Every component to the modules of its package, on the deployment layer."""
    for component, modules in sorted(facts.modules.items()):
        node = graph.by_id.get(component)
        if node is not None and component in homes:
            for module in map(module_id, modules):
                at = (*node.evidence, Evidence(module.removeprefix("module:")))
                yield Dependency(
                    component, module, "deployment", (), "its package contains it", evidence=at
                )


def _state(graph: Graph, edge: Edge) -> str:
    node = graph.by_id.get(edge.source)
    return f"{node.name}: " if node is not None and node.kind == "state" else ""

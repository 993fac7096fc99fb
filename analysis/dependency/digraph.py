"""The dependency reading as a directed graph that the measures take, in four views.

How parts fold away, in one sentence: one component depends on another when it reaches it along the
dependencies of the chosen layers without passing a third component. So

- an event type, a request and a response fold into their owners: their arrows lead there;
- a channel folds into nothing: subscriber and publisher both point at it, and never meet there;
- a store and a module fold into nothing among components: who shares one is hit together when it
  changes, and not by one another. Among services, a store is its owner's, as its tag says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from analysis.dependency.model import LAYERS, Dependencies, Dependency, Part
from analysis.dependency.parts import CHANNELS, STORES, is_component
from analysis.walking import grouped

if TYPE_CHECKING:
    import networkx as nx

VIEWS = ("parts", "components", "services", "teams")


def to_digraph(
    dependencies: Dependencies,
    layers: Sequence[str] = LAYERS,
    view: str = "components",
    *,
    teams: Mapping[str, str] | None = None,
    channels: bool = False,
) -> nx.DiGraph:
    """A ``networkx.DiGraph`` in which an edge i to j says that i depends on j.

    ``layers`` are counted together. ``view`` is ``parts``: everything; ``components``: what acts;
    ``services``: components by the service that they are tagged with, one without tag by itself;
    ``teams``: services by their team, as ``teams`` says (of a service), or else the tags.

    With ``channels``, a topic or queue is part of the service that it is tagged with, so that to
    subscribe to it is to depend on that service. RIPPLE.md says that publisher and subscriber do
    not meet there, so by default it is not.

    Nodes carry ``kind``, ``service`` and ``name``, edges ``layers``; there are no self-loops. All
    nodes of the view are there whatever the layers, so that layers can be compared.

    Raises:
        ValueError: there is no such view or layer.
    """
    import networkx as nx

    if view not in VIEWS or not set(layers) <= set(LAYERS):
        raise ValueError(f"There is no view {view!r} of {', '.join(layers)}.")
    counted = dependencies.layer(*layers) if layers else ()
    groups = _groups(dependencies, view, teams or {}, channels=channels)
    graph = nx.DiGraph(view=view, layers=tuple(layers))
    for part in dependencies.parts:
        group = groups.get(part.id)
        if group is not None:
            _add(graph, group, part)
    for source, target, layer in _folded(counted, groups):
        if source != target:
            known = graph.edges[source, target]["layers"] if graph.has_edge(source, target) else ()
            graph.add_edge(source, target, layers=tuple(sorted({*known, *layer}, key=LAYERS.index)))
    return graph


def _groups(
    dependencies: Dependencies, view: str, teams: Mapping[str, str], *, channels: bool
) -> dict[str, str]:
    """The node of the view that each part is; what folds away has none."""
    if view == "parts":
        return {part.id: part.id for part in dependencies.parts}
    acting = {part.id: part for part in dependencies.parts if is_component(part)}
    if view == "components":
        return {id_: id_ for id_ in acting}
    kept = (*STORES, *(CHANNELS if channels else ()))
    owned = {
        part.id: part.service
        for part in dependencies.parts
        if part.service and (part.id in acting or part.kind in kept)
    }
    names = {name: _free(name, acting) for name in {*owned.values()}}
    services = {id_: id_ for id_ in acting} | {id_: names[name] for id_, name in owned.items()}
    return services if view == "services" else _by_team(dependencies, services, teams)


def _free(service: str, acting: Mapping[str, Part]) -> str:
    """A service's node: its name, unless a component of another service is called so."""
    taken = service in acting and acting[service].service != service
    return f"service:{service}" if taken else service


def _by_team(
    dependencies: Dependencies, services: Mapping[str, str], teams: Mapping[str, str]
) -> dict[str, str]:
    tagged: dict[str, str] = {}
    for node in dependencies.flow.nodes:
        if node.team and node.id in services:
            tagged.setdefault(services[node.id], node.team)
    return {
        id_: teams.get(service) or tagged.get(service) or service
        for id_, service in services.items()
    }


def _folded(
    edges: Iterable[Dependency], groups: Mapping[str, str]
) -> Iterable[tuple[str, str, frozenset[str]]]:
    """From group to group along dependencies, through parts that are in no group."""
    onward = grouped((edge.source, edge) for edge in edges)
    for start, group in groups.items():
        seen: dict[str, frozenset[str]] = {}
        waiting: list[tuple[str, frozenset[str]]] = [(start, frozenset())]
        while waiting:
            here, passed = waiting.pop()
            for edge in onward.get(here, ()):
                layers = passed | {edge.layer}
                if edge.target in groups:
                    yield group, groups[edge.target], layers
                elif not layers <= seen.get(edge.target, frozenset()):
                    seen[edge.target] = seen.get(edge.target, frozenset()) | layers
                    waiting.append((edge.target, seen[edge.target]))


def _add(graph: nx.DiGraph, group: str, part: Part) -> None:
    if group == part.id:
        graph.add_node(group, kind=part.kind, service=part.service, name=part.name or part.id)
    elif group not in graph:
        kind = "service" if group.removeprefix("service:") == part.service else "team"
        service = part.service if kind == "service" else ""
        graph.add_node(group, kind=kind, service=service, name=group)

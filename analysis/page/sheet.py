"""What a page is given: graphs, each with its system, view and reading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.graph import Graph, to_wire
from analysis.graph.folding import together
from analysis.graph.readings import READINGS, dependency
from analysis.graph.views import VIEWS, merged, view
from analysis.layout.clusters import holders
from analysis.page.variants import lines, variants
from analysis.records import dataclass


@dataclass(frozen=True)
class Sheet:
    """One graph of a page; sheets of one system are switched by view and by reading.

    ``system`` is the graph's title unless given. ``reading`` is flow, or dependency for a graph
    each of whose edges goes from who depends to what it depends on. ``depends`` is what to take
    for that along which a change travels, where the graph alone would not tell, as in a view.
    """

    graph: Graph
    system: str = ""
    view: str = "resources"
    reading: str = "flow"
    depends: Graph | None = None


def sheets(graph: Graph, *, teams: Mapping[str, str] | None = None) -> list[Sheet]:
    """Every view and reading of a graph of resources in the flow reading.

    Views that would show what another shows are left out: without a service there is but one.
    """
    flow = {"flow": graph, "dependency": dependency(graph)}
    shown = [Sheet(graph, reading=each, depends=flow["dependency"]) for each in READINGS[:1]]
    shown.append(Sheet(flow["dependency"], graph.title, reading="dependency"))
    known: list[Graph] = [graph]
    for name in VIEWS[1:]:
        folded = {reading: view(flow[reading], name, teams=teams) for reading in READINGS}
        if folded["flow"] in known or not _teams_told(graph, name, teams):
            continue
        known.append(folded["flow"])
        depends = folded["dependency"]
        shown.append(Sheet(folded["flow"], graph.title, name, "flow", depends))
        shown.append(Sheet(depends, graph.title, name, "dependency"))
    return shown


def _teams_told(graph: Graph, name: str, teams: Mapping[str, str] | None) -> bool:
    return name != "teams" or bool(teams) or any(node.team for node in graph.nodes)


def sheets_of(given: Graph | Sheet | Sequence[Graph | Sheet]) -> list[Sheet]:
    """The sheets given; graphs alone become sheets, and no two show the same under one name."""
    listed: Iterable[Graph | Sheet] = [given] if isinstance(given, Graph | Sheet) else given
    listed_sheets: list[Sheet] = []
    taken: set[tuple[str, str, str]] = set()
    for each in listed:
        sheet = each if isinstance(each, Sheet) else Sheet(each)
        base = name = sheet.system or sheet.graph.title or "graph"
        number = 1
        while (name, sheet.view, sheet.reading) in taken:
            number += 1
            name = f"{base} ({number})"
        taken.add((name, sheet.view, sheet.reading))
        listed_sheets.append(replace(sheet, system=name))
    return listed_sheets


def to_page(sheet: Sheet) -> dict[str, Any]:
    """The sheet as the page's script takes it."""
    alike = together(sheet.graph)
    groups = Graph.of("", {node.id: node for node in alike.values()}.values(), ())
    to = {id_: node.id for id_, node in alike.items()}
    drawn = replace(
        sheet.graph,
        nodes=(*sheet.graph.nodes, *groups.nodes),
        edges=tuple(merged(sheet.graph, to)) if to else sheet.graph.edges,
    )
    index = {node.id: at for at, node in enumerate(drawn.nodes)}
    held = holders(sheet.graph)
    return {
        "system": sheet.system,
        "view": sheet.view,
        "reading": sheet.reading,
        "graph": to_wire(sheet.graph),
        "depends": _depends(sheet, index),
        "groups": to_wire(groups)["nodes"],
        "alike": [[index[one], index[group]] for one, group in to.items()],
        "lines": [lines(node) for node in drawn.nodes],
        "held": [[index[inner], index[outer]] for inner, outer in sorted(held.items())],
        "layouts": variants(drawn, to),
    }


def _depends(sheet: Sheet, index: Mapping[str, int]) -> list[list[Any]]:
    """Who depends on whom: along these a change travels backwards."""
    if sheet.depends is not None:
        graph = sheet.depends
    else:
        graph = sheet.graph if sheet.reading == "dependency" else dependency(sheet.graph)
    return [
        [
            index[edge.source],
            index[edge.target],
            edge.relation,
            edge.certainty,
            edge.label,
            [index[each] for each in edge.events if each in index],
        ]
        for edge in graph.edges
        if edge.source in index and edge.target in index
    ]

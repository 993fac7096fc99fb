"""What a page is given: graphs, each with its system, view and reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.graph import Graph, to_wire
from analysis.page import labels
from analysis.page.groups import holders
from analysis.page.variants import Positions, variants


@dataclass(frozen=True)
class Sheet:
    """One graph of a page; sheets of one system are switched by view and by reading.

    ``system`` is the graph's title unless given. ``reading`` is flow, or dependency for a graph
    each of whose edges goes from who depends to what it depends on.
    """

    graph: Graph
    system: str = ""
    view: str = "resources"
    reading: str = "flow"
    positions: Positions | None = None


def sheets_of(
    given: Graph | Sheet | Sequence[Graph | Sheet], positions: Positions | None
) -> list[Sheet]:
    """The sheets given; graphs alone become sheets, and no two show the same under one name."""
    listed: Iterable[Graph | Sheet] = [given] if isinstance(given, Graph | Sheet) else given
    sheets: list[Sheet] = []
    taken: set[tuple[str, str, str]] = set()
    for each in listed:
        sheet = each if isinstance(each, Sheet) else Sheet(each, positions=positions)
        base = name = sheet.system or sheet.graph.title or "graph"
        number = 1
        while (name, sheet.view, sheet.reading) in taken:
            number += 1
            name = f"{base} ({number})"
        taken.add((name, sheet.view, sheet.reading))
        sheets.append(
            Sheet(sheet.graph, name, sheet.view, sheet.reading, sheet.positions or positions)
        )
    return sheets


def to_page(sheet: Sheet) -> dict[str, Any]:
    """The sheet as the page's script takes it."""
    index = {node.id: at for at, node in enumerate(sheet.graph.nodes)}
    held = holders(sheet.graph)
    return {
        "system": sheet.system,
        "view": sheet.view,
        "reading": sheet.reading,
        "graph": to_wire(sheet.graph),
        "lines": [labels.lines(node) for node in sheet.graph.nodes],
        "held": [[index[inner], index[outer]] for inner, outer in sorted(held.items())],
        "layouts": variants(sheet.graph, sheet.positions),
    }

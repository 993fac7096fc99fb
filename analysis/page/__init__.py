"""A graph as a page: one file, offline, whose ripples light up."""

from collections.abc import Sequence

from analysis.graph import Graph
from analysis.page.document import document
from analysis.page.labels import visible
from analysis.page.sheet import Sheet, sheets, sheets_of, to_page
from analysis.page.variants import Positions

__all__ = ["Sheet", "page", "sheets"]

CARRIERS = ("topic", "bus", "queue", "rule", "stream")  # what they hear they pass on


def page(
    graphs: Graph | Sheet | Sequence[Graph | Sheet], *, positions: Positions | None = None
) -> str:
    """The graphs as one self-contained HTML page; the same graphs give the same text.

    Graphs of several systems stand in tabs and side by side; sheets of one system are switched
    by view and reading; `sheets` makes all of them. ``positions`` are centres by node id; without
    them the page lays out the boxes itself, services as groups and state machines opened up.
    """
    listed = sheets_of(graphs, positions)
    if not listed:
        raise ValueError("A page needs one graph at least.")
    systems = list(dict.fromkeys(sheet.system for sheet in listed))
    data = {
        "sheets": [to_page(sheet) for sheet in listed],
        "carriers": list(CARRIERS),
    }
    return document(visible(" · ".join(systems)) + " – Ripple Lab", data)

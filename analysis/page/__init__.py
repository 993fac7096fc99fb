"""A graph as a page: one file, offline, whose ripples light up."""

from collections.abc import Sequence

from analysis.graph import Graph
from analysis.graph.folding import MANY
from analysis.graph.kinds import KINDS, kind, with_trait
from analysis.page.document import document
from analysis.page.sheet import Sheet, sheets, sheets_of, to_page
from analysis.plain_text import visible

__all__ = ["Sheet", "page", "sheets"]


def page(graphs: Graph | Sheet | Sequence[Graph | Sheet]) -> str:
    """The graphs as one self-contained HTML page; the same graphs give the same text.

    Graphs of several systems stand in tabs and side by side; sheets of one system are switched
    by view and reading; `sheets` makes all of them. The page lays out the boxes itself, services
    as groups and state machines opened up.
    """
    listed = sheets_of(graphs)
    if not listed:
        raise ValueError("A page needs one graph at least.")
    known = {kind(node.kind).id for sheet in listed for node in sheet.graph.nodes}
    shown = [each for each in KINDS.values() if each.id in known]
    systems = list(dict.fromkeys(sheet.system for sheet in listed))
    data = {
        "sheets": [to_page(sheet) for sheet in listed],
        "kinds": {each.id: {"family": each.family, "outline": each.outline} for each in shown},
        "many": MANY,
        "carriers": list(with_trait("passes on")),
    }
    return document(visible(" · ".join(systems)) + " – Ripple Lab", data)

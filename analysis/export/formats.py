"""Every format of a graph, one record each; the command line and its help are read from them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from analysis.export.listing import listing
from analysis.graph import Graph, to_json, to_wire
from analysis.graph.readings import reading
from analysis.graph.views import together, view
from analysis.plain_text import Escape, plain, plain_json, plain_markup, plain_mermaid
from analysis.records import dataclass

PICTURES = ("png", "svg")  # what any figure can be written as


@dataclass(frozen=True)
class Seen:
    """How graphs are to be seen; ``teams`` maps services to teams."""

    view: str = "resources"
    reading: str = "flow"
    teams: Mapping[str, str] = field(default_factory=dict)

    def of(self, graph: Graph) -> Graph:
        """The graph as it is to be seen: read first, folded then."""
        return view(reading(graph, self.reading), self.view, teams=self.teams)


Writer = Callable[[Sequence[Graph], Seen], str | bytes]


@dataclass(frozen=True)
class Format:
    """One format: its name, the suffixes of its files, and what writes graphs that are so seen.

    ``escape`` shows signs that hide or steer by the format's own means, in files as on a screen;
    what is ``binary`` has none, and is not for a screen.
    """

    name: str
    suffixes: tuple[str, ...]
    writer: Writer
    escape: Escape = plain_markup
    binary: bool = False

    def write(self, graphs: Sequence[Graph], seen: Seen) -> str | bytes:
        """The graphs in this format."""
        made = self.writer(graphs, seen)
        if self.binary:
            return made
        return self.escape(made if isinstance(made, str) else made.decode())


def _text(graphs: Sequence[Graph], seen: Seen) -> str:
    return "\n\n".join(listing(each, seen.reading) for each in graphs) + "\n"


def _json(graphs: Sequence[Graph], _seen: Seen) -> str:
    if len(graphs) == 1:
        return to_json(graphs[0])
    wire = {"format": "ripple-graphs/1", "graphs": [to_wire(each) for each in graphs]}
    return json.dumps(wire, indent=1, ensure_ascii=False) + "\n"


# What is seldom asked for is loaded by whoever asks for it.


def _graphml(graphs: Sequence[Graph], _seen: Seen) -> str:
    from analysis.export.graphml import to_graphml

    return to_graphml(together(graphs))


def _dot(graphs: Sequence[Graph], _seen: Seen) -> str:
    from analysis.export.dot import to_dot

    return to_dot(together(graphs))


def _mermaid(graphs: Sequence[Graph], _seen: Seen) -> str:
    from analysis.export.mermaid import to_mermaid

    return to_mermaid(together(graphs))


def _picture(form: str) -> Writer:
    def write(graphs: Sequence[Graph], seen: Seen) -> bytes:
        from analysis.draw.picture import draw, side_by_side
        from analysis.style import to_bytes

        if len(graphs) > 1:
            return to_bytes(side_by_side(graphs, reading=seen.reading), form)
        return to_bytes(draw(graphs[0], reading=seen.reading), form)

    return write


def _html(graphs: Sequence[Graph], seen: Seen) -> str:
    """One page; without a view or a reading asked for, it has them all."""
    from analysis.page import Sheet, page, sheets

    if (seen.view, seen.reading) == ("resources", "flow"):
        return page([each for graph in graphs for each in sheets(graph, teams=seen.teams)])
    return page([Sheet(each, view=seen.view, reading=seen.reading) for each in graphs])


_ALL = (
    Format("text", (".txt",), _text, plain),
    Format("json", (".json",), _json, plain_json),
    Format("graphml", (".graphml",), _graphml),
    Format("dot", (".dot", ".gv"), _dot),
    Format("mermaid", (".mermaid", ".mmd"), _mermaid, plain_mermaid),
    Format("svg", (".svg",), _picture("svg")),
    Format("png", (".png",), _picture("png"), binary=True),
    Format("html", (".html", ".htm"), _html),
)

FORMATS: Mapping[str, Format] = {each.name: each for each in _ALL}
"""By name, in the order of the command's help; the first is what a screen shows."""

SUFFIXES: Mapping[str, Format] = {suffix: each for each in _ALL for suffix in each.suffixes}
"""By the suffix of a file."""

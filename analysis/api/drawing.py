"""One `plot` for everything that has a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from analysis.api.architecture import Architecture
from analysis.api.arguments import one_of, refused
from analysis.api.image import Image

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Pictures = Mapping[str, Callable[[], "Figure"]]
"""The pictures that a thing has, by their names; the first is drawn unless another is named."""

WANTED = (
    "systems, graphs, differences or exported traces, all of one kind, or a comparison, a level or "
    "the mix of one, a past, results of experiments, broken messages, or a graph of networkx by "
    "itself"
)


def plot(
    *things: object,
    picture: str | None = None,
    title: str | None = None,
    reading: str = "flow",
    view: str = "resources",
    aspect: float = 16 / 9,
) -> Image:
    """A picture of one thing, or of several of one kind side by side at one scale.

    Things are systems, graphs (``reading`` says whether an arrow sends or depends), differences
    (``view`` folds them into services), exported traces, or networkx's graphs. A comparison, its
    levels and its mix, and results of experiments have several pictures: ``picture`` names one.
    A past, as `lab.history` reads it, and broken messages are drawn by themselves.

    Raises:
        BadArgument: there is nothing to draw, or several kinds of things, or no such picture.
        TooMuchToDraw: one has more nodes than a picture can show.
    """
    given = [each.graph() if isinstance(each, Architecture) else each for each in things]
    several = partial(_several, title=title, reading=reading, view=view, aspect=aspect)
    drawn = several(given) or (_alone(given[0], title) if len(given) == 1 else None)
    if drawn is None:
        raise refused("plot()", things if len(things) > 1 else next(iter(things), None), WANTED)
    chosen = next(iter(drawn)) if picture is None else one_of(picture, drawn, "picture of it")
    return Image(drawn[chosen]())


def _several(
    things: Sequence[Any], *, title: str | None, reading: str, view: str, aspect: float
) -> Pictures | None:
    """The pictures of things that can stand side by side; None where they are none, or mixed."""
    from analysis.difference.edit import Changes
    from analysis.graph import Graph
    from analysis.graph.readings import READINGS

    if _all(things, Graph):
        from analysis.draw import picture

        one_of(reading, READINGS, "reading of a graph")
        if len(things) == 1:
            one = partial(picture.draw, things[0])
            return {"graph": partial(one, title=title, reading=reading, aspect=aspect)}
        beside = partial(picture.side_by_side, things)
        return {"graphs": partial(beside, title=title, reading=reading, aspect=aspect)}
    if _all(things, Changes):
        from analysis.difference.picture import VIEWS, difference_picture

        one_of(view, VIEWS, "view of a difference")
        return {"difference": partial(difference_picture, *things, title=title, view=view)}
    if _all(things, Mapping):
        from analysis.timeline import timelines

        return {"timelines": partial(timelines, things, title=title)}
    return None


def _alone(thing: Any, title: str | None) -> Pictures | None:
    """The pictures of what is drawn by itself; None where it has none."""
    import networkx as nx

    from analysis.api.results import Results
    from analysis.breakage.model import Breakage
    from analysis.breakage.picture import heat
    from analysis.comparison.comparison import Comparison
    from analysis.comparison.layers import Level
    from analysis.comparison.mix import Mix
    from analysis.comparison.pictures import album
    from analysis.history import Past
    from analysis.history.picture import history_picture

    drawn: Pictures | None = None
    match thing:
        case Comparison():
            drawn = album.of_comparison(thing)
        case Level():
            drawn = album.of_level(thing)
        case Mix():
            drawn = album.of_mix(thing)
        case Past():
            drawn = {"past": partial(history_picture, thing)}
        case Results():
            drawn = thing.pictures()
        case Breakage():
            drawn = {"heat": partial(heat, thing)}
        case nx.DiGraph():
            drawn = _boxes(thing, title or str(thing.name or "graph"))
    return drawn


def _boxes(graph: Any, title: str) -> Pictures:
    """A graph of networkx as boxes and arrows, and as a design structure matrix."""
    import networkx as nx

    from analysis.comparison.layers import ALL, ROWS, level_of
    from analysis.comparison.pictures.matrices import matrices
    from analysis.draw.picture import draw as drawn
    from analysis.graph import Edge, Graph, Node

    named = nx.relabel_nodes(graph, str)
    apart = nx.empty_graph(named, nx.DiGraph)
    boxes = [Node(each, "service") for each in named]
    arrows = [Edge(source, target, "invokes") for source, target in named.edges]
    layers = {row: named if row in ("control", ALL) else apart for row in ROWS}
    return {
        "graph": partial(drawn, Graph.of(title, boxes, arrows), reading="dependency"),
        "matrix": lambda: matrices(level_of(title, [title], [layers])),
    }


def _all(things: Sequence[object], kind: type) -> bool:
    return bool(things) and all(isinstance(each, kind) for each in things)

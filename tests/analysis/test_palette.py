"""A service looks the same wherever it is shown: a card of its kind, a ground for what it owns."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from analysis.draw.picture import draw, side_by_side
from analysis.export.dot import to_dot
from analysis.export.mermaid import to_mermaid
from analysis.graph import Edge, Graph, Node
from analysis.graph.views import services
from analysis.page import page
from analysis.palette import SERVICE, TONES

ROOT = Path(__file__).resolve().parents[2] / "analysis"
PARTS = ("pay-1", "pay-2", "post-1")
OWNED = Graph.of(
    "shop",
    [Node(each, "function", service=each.partition("-")[0]) for each in PARTS],
    [Edge("pay-1", "pay-2", "invokes"), Edge("pay-2", "post-1", "invokes")],
)
FOLDED = services(OWNED)
CARD, GROUND = TONES["tells"].light, SERVICE.light


def boxes(figure: Figure) -> set[tuple[str, str]]:
    """The outline and the fill of every box that is drawn."""
    found = {
        (to_hex(each.get_edgecolor()).upper(), to_hex(each.get_facecolor()).upper())
        for ax in figure.axes
        if isinstance(ax, Axes)
        for each in ax.patches
        if isinstance(each, FancyBboxPatch)
    }
    assert found
    return found


@pytest.mark.parametrize("drawn", [draw, lambda graph: side_by_side([graph, graph])])
def test_a_picture_has_one_look_for_a_service(drawn: Callable[[Graph], Figure]) -> None:
    assert boxes(drawn(FOLDED)) == {CARD}
    assert boxes(drawn(OWNED)) == {GROUND, TONES["acts"].light}


def test_graphviz_draws_a_service_in_the_same_colours() -> None:
    looks = re.compile(r'color="(#\w+)"[,;] fillcolor="(#\w+)"')
    assert set(looks.findall(to_dot(FOLDED))) == {CARD}
    assert set(looks.findall(to_dot(OWNED))) == {GROUND, TONES["acts"].light}


def test_mermaid_draws_a_service_in_the_same_colours() -> None:
    looks = re.compile(r"fill:(#\w+),stroke:(#\w+)")
    assert {each[::-1] for each in looks.findall(to_mermaid(FOLDED))} == {CARD}
    assert {each[::-1] for each in looks.findall(to_mermaid(OWNED))} == {
        GROUND,
        TONES["acts"].light,
    }


def test_the_page_has_the_same_colours_by_name() -> None:
    html = page(OWNED)
    paper = html[html.index(":root") : html.index("@media screen and (prefers-color-scheme: dark)")]
    said = dict(re.findall(r"--([\w-]+): (#\w+);", paper))
    assert (said["tells"], said["tells-fill"]) == CARD
    assert (said["service-rule"], said["service"]) == GROUND
    assert ".group rect { fill: var(--service); stroke: var(--service-rule); }" in html


def test_every_colour_is_the_palettes() -> None:
    modules = [each for each in ROOT.rglob("*.py") if each.name != "palette.py"]
    assert len(modules) > 100
    written = re.compile(r"""["']#[0-9A-Fa-f]{6}["']|["']white["']""")
    assert [each.name for each in modules if written.search(each.read_text("utf-8"))] == []

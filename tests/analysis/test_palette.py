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
from analysis.palette import (
    ALARM,
    BAND,
    CALM,
    INK,
    MARKS,
    PAPER,
    QUIET_INK,
    READABLE,
    ROLES,
    SERVICE,
    SIGNATURES,
    TONES,
    contrast,
)

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


DARK = re.escape("@media screen and (prefers-color-scheme: dark)")
ON_PAPER = [
    *((INK, each.fill) for each in (*TONES.values(), *ROLES.values(), SERVICE)),
    *((INK, look.fill) for _, look in MARKS.values()),
    *((INK, each.tint) for each in SIGNATURES),
    *((each.ink, each.colour) for each in SIGNATURES),
    *((ink, band) for ink in (INK, QUIET_INK, ALARM, CALM) for band in (PAPER, *BAND)),
    *((QUIET_INK, each.fill) for each in (*TONES.values(), SERVICE)),
]


@pytest.mark.parametrize(("ink", "ground"), ON_PAPER)
def test_words_can_be_read_on_their_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= READABLE


@pytest.mark.parametrize("dark", [False, True])
def test_words_on_the_page_can_be_read_on_their_ground(*, dark: bool) -> None:
    html = page(OWNED)
    screens = re.findall(DARK + r"\s*\{\s*:root \{[^}]*\}\s*\}", html)
    assert len(screens) == 2
    said = _colours(re.sub(DARK + r"[^}]*\}", "", html))
    said |= _colours("".join(screens)) if dark else {}
    grounds = ("paper", "ground", "soft", "machine", "service", *(f"{each}-fill" for each in TONES))
    pairs = [(ink, each) for ink in ("ink", "quiet") for each in grounds]
    pairs += [("on-accent", "accent"), *((f"on-{each}", f"hop-{each}") for each in range(7))]
    assert [each for each in pairs if contrast(said[each[0]], said[each[1]]) < READABLE] == []


def _colours(css: str) -> dict[str, str]:
    found = re.findall(r"--([\w-]+): #(\w+);", css)
    return {name: "#" + "".join(2 * each for each in hex_) if len(hex_) == 3 else f"#{hex_}"
            for name, hex_ in found}  # fmt: skip


def test_contrast_is_what_wcag_measures() -> None:
    assert contrast(PAPER, "#000000") == pytest.approx(21)
    assert contrast("#E69F00", PAPER) == pytest.approx(2.25, abs=0.01)

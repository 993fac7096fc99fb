"""Figures as SVG text, and the page with its panels in lines instead of dots."""

import re
from collections.abc import Sequence

from analysis.experiments.outcome import Outcome
from analysis.experiments.pictures.boxes import Area
from analysis.experiments.pictures.panels import EDGE, Panel, foot_height, laid_out
from analysis.experiments.pictures.poster import WIDE, poster
from analysis.palette import DESIGNS, Signatures
from analysis.style import to_svg

POINTS = 72  # an inch, which is what SVG of matplotlib counts in


def poster_svg(
    outcomes: Sequence[Outcome],
    graphs: Sequence[Panel] = (),
    *,
    before: Sequence[Outcome] = (),
    told: Signatures = DESIGNS,
) -> str:
    """The whole page as SVG, each panel a drawing within the drawing."""
    page = poster(outcomes, graphs, before=before, told=told, dots=False)
    high = float(page.get_figheight())
    at = laid_out(graphs, Area(EDGE, EDGE, WIDE - 2 * EDGE, foot_height(graphs))) if graphs else ()
    nested = [
        _nested(to_svg(panel.picture), box, high, f"panel-{number}-")
        for number, (panel, box) in enumerate(zip(graphs, at, strict=True))
    ]
    head, _, tail = to_svg(page).rpartition("</svg>")
    return f"{head}{''.join(nested)}</svg>{tail}"


def _nested(svg: str, box: Area, high: float, prefix: str) -> str:
    """The drawing at its place; its names get a prefix, so that they are its own."""
    inner = svg[svg.index("<svg") :]
    inner = re.sub(r'\bid="', f'id="{prefix}', inner)
    inner = re.sub(r'href="#', f'href="#{prefix}', inner)
    inner = inner.replace("url(#", f"url(#{prefix}")
    opening, _, rest = inner.partition(">")
    opening = re.sub(r'\b(width|height)="[^"]*"', "", opening)
    x, y = box.x * POINTS, (high - box.top) * POINTS
    place = (
        f' x="{x:.2f}" y="{y:.2f}" width="{box.wide * POINTS:.2f}" height="{box.high * POINTS:.2f}"'
    )
    return f"{opening}{place}>{rest}"

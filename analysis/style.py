"""How every picture is written: one font, the same bytes each time."""

from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from analysis.palette import INK, Look
from analysis.wording import clipped

FONT = "DejaVu Sans"  # comes with matplotlib, so that every machine draws the same
MOST_SAID = 1000  # signs that describe a picture
PIXELS = 36e6  # a larger PNG is drawn with fewer dots an inch

SETTINGS: Any = {  # matplotlib types each name of a setting
    "font.family": FONT,
    "svg.hashsalt": "ripple-lab",
    "svg.fonttype": "path",
    "path.simplify": False,
    "savefig.bbox": None,
}


def save(figure: Figure, path: Path, *, dpi: int = 150) -> Path:
    """Write a figure as PNG or SVG by its suffix; the same figure gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(to_bytes(figure, path.suffix.removeprefix("."), dpi=dpi))
    return path


def to_bytes(figure: Figure, form: str, *, dpi: int = 150) -> bytes:
    """The figure as a file of that format, png or svg, holds it; a huge one has fewer dots."""
    wide, high = figure.get_size_inches()
    most = int(min((PIXELS / (wide * high)) ** 0.5, 60_000 / max(wide, high)))
    metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    written = BytesIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(written, format=form, dpi=max(20, min(dpi, most)), metadata=metadata)
    return written.getvalue()


def to_svg(figure: Figure) -> str:
    """The figure as SVG; the same figure gives the same text."""
    return to_bytes(figure, "svg").decode()


def write(on: Axes | Figure, x: float, y: float, text: str, **look: Any) -> Text:
    """Words in the one font, never taken for mathematics; in ink and centred, unless told."""
    settings: dict[str, Any] = {"color": INK, "va": "center"} | look
    return on.text(x, y, drawable(text), family=FONT, parse_math=False, **settings)


def described(figure: Figure) -> str:
    """What a picture shows, for whoever cannot see it: its label, or else the words on it."""
    said = str(figure.get_label())
    if not said:
        texts = [*figure.texts, *(each for ax in figure.axes for each in (ax.title, *ax.texts))]
        words = (" ".join(text.get_text().split()) for text in texts)
        said = ". ".join(each for each in words if len(each) > 1 and not each.isdecimal())
    return clipped(said or "A picture without words.", MOST_SAID)


def rounded_box(
    ax: Axes, corner: tuple[float, float], wide: float, high: float, look: Look, **how: Any
) -> FancyBboxPatch:
    """A box with rounded corners; ``rounding`` says by how much, the rest is matplotlib's."""
    style = f"round,pad=0,rounding_size={how.pop('rounding', 0.07)}"
    settings: dict[str, Any] = {"ls": look.line} | how
    patch = FancyBboxPatch(
        corner, wide, high, boxstyle=style, ec=look.edge, fc=look.fill, lw=look.width, **settings
    )
    ax.add_patch(patch)
    return patch


def drawable(text: str) -> str:
    """The text without what the font has no sign for."""
    return "".join(each if each == "\n" or _known(each) else "?" for each in text)


def _known(sign: str) -> bool:
    return sign.isprintable() and (sign < "\u0250" or sign in "–—…→\N{MINUS SIGN}")

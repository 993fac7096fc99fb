"""How every picture is written: one font, the same bytes each time."""

from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

FONT = "DejaVu Sans"  # comes with matplotlib, so that every machine draws the same

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
    """The figure as a file of that format, png or svg, holds it."""
    metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    written = BytesIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(written, format=form, dpi=dpi, metadata=metadata)
    return written.getvalue()


def to_svg(figure: Figure) -> str:
    """The figure as SVG; the same figure gives the same text."""
    return to_bytes(figure, "svg").decode()


def drawable(text: str) -> str:
    """The text without what the font has no sign for."""
    return "".join(each if each == "\n" or _known(each) else "?" for each in text)


def _known(sign: str) -> bool:
    return sign.isprintable() and (sign < "\u0250" or sign in "…→\N{MINUS SIGN}")

"""How every picture is written: one font, the same bytes each time."""

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
    metadata = {"Date": None, "Creator": None} if path.suffix == ".svg" else {"Software": None}
    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(SETTINGS):
        figure.savefig(path, dpi=dpi, metadata=metadata)
    return path


def drawable(text: str) -> str:
    """The text without what the font has no sign for."""
    return "".join(each if each == "\n" or _known(each) else "?" for each in text)


def _known(sign: str) -> bool:
    return sign.isprintable() and (sign < "\u0250" or sign in "…→\N{MINUS SIGN}")

"""How every picture looks: colours that the colour-blind tell apart, sizes that fit a slide."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure


@dataclass(frozen=True)
class Look:
    """How a kind of thing is drawn; the line tells kinds apart without colour too."""

    edge: str
    fill: str
    line: str = "-"
    width: float = 1.2


# Edges from Okabe and Ito, "Color Universal Design" (2008); fills are their light tints.
ROLES: Mapping[str, Look] = {
    "deed": Look("#0072B2", "#DCEBF6"),
    "note": Look("#7A8894", "#FFFFFF"),
    "refusal": Look("#D55E00", "#FBDFCC", width=2.2),
    "undo": Look("#A6437D", "#F8E3EF", line="--", width=1.4),
    "fault": Look("#1A1A1A", "#E3E3E3", line=":", width=1.8),
}
DESIGNS: Mapping[str, Look] = {
    "choreography": Look("#0072B2", "#0072B2"),
    "orchestration": Look("#E69F00", "#E69F00"),
}
INK = "#1F2933"
QUIET_INK = "#5B6770"
BAND = ("#F3F5F7", "#FFFFFF")
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

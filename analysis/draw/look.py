"""How pictures of graphs look: sizes in inches, lines by what they mean, words that fit."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from re import compile as pattern
from typing import Any

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from analysis.style import FONT, drawable

NODE_WIDTH, NODE_HEIGHT = 1.44, 0.5
ICON = 0.28  # the part of a node that its icon takes
STREET, ROW_GAP = 0.3, 0.27  # the least room between columns, and between rows
TRACK, PAD, TITLE = 0.11, 0.12, 0.24
ARROW = 0.1
NAME_SIZE, WORD_SIZE, FRAME_SIZE = 9.0, 8.0, 10.5
LABEL_WIDTH, LABEL_LINES = 1.5, 3
LONGEST = 200  # signs of a name that are looked at
PIECES = pattern(
    r"[ ]?(?:[A-Z]+[^A-Z \-_.:/]*|[^A-Z \-_.:/]+)[\-_.:/]*|[ \-_.:/]+"
)  # words, each with the capital before it and the signs after it

DASHES: Mapping[str, Any] = {
    "-": "-", "--": (0, (3.5, 2)), "-.": (0, (6, 1.6, 1.2, 1.6)), ":": (0, (1.2, 2.6)),
}  # fmt: skip


@lru_cache(maxsize=20000)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in inches."""
    if not text:
        return 0.0
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    return float(_measure().get_text_width_height_descent(text, font, ismath=False)[0]) / 72


@lru_cache(maxsize=1)
def _measure() -> TextToPath:
    return TextToPath()


def line_height(size: float) -> float:
    """How far one line of text is below the one before it, in inches."""
    return size * 1.2 / 72


def fitted(
    text: str, room: float, size: float, *, lines: int = 2, bold: bool = False
) -> tuple[str, float]:
    """The text on so many lines of that width, and its size: a little smaller if that helps."""
    plain = drawable(" ".join(text[:LONGEST].split()))
    broken, least = "", size
    for less in (0, 0.5, 1.0, 1.5):
        least = size - less
        broken = _broken(plain, room, least, lines, bold=bold)
        if not broken.endswith("…"):
            break
    else:
        broken, least = _broken(plain, room, size - 0.5, lines, bold=bold), size - 0.5
    return broken, least


def _broken(plain: str, room: float, size: float, lines: int, *, bold: bool) -> str:
    """Cut at capitals and signs, clipped at its end."""
    found = [""]
    for piece in PIECES.findall(plain):
        if width(found[-1].lstrip() + piece, size, bold=bold) <= room:
            found[-1] += piece
        elif found[-1]:
            found.append(piece)
        else:
            found[-1] = piece
    kept = [line for line in found if line.strip()]
    if len(kept) > lines:
        kept = [*kept[: lines - 1], "".join(kept[lines - 1 :])]
    return "\n".join(clipped(line.strip(), room, size, bold=bold) for line in kept)


def clipped(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """One line, its end left out where it is too wide."""
    plain = drawable(" ".join(text[:LONGEST].split()))
    if len(text) <= LONGEST and width(plain, size, bold=bold) <= room:
        return plain
    fits = bisect_right(
        range(1, len(plain) + 1), room, key=lambda end: width(plain[:end] + "…", size, bold=bold)
    )
    return plain[:fits].rstrip() + "…"


def label(words: Sequence[str]) -> tuple[str, ...]:
    """The lines of a label: a few words, and how many there are besides."""
    shown = [clipped(word, LABEL_WIDTH, WORD_SIZE) for word in words[:LABEL_LINES]]
    if len(words) > LABEL_LINES:
        shown[-1] = f"and {len(words) - LABEL_LINES + 1} more"
    return tuple(line for line in shown if line)

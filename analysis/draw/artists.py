"""How one node, frame, line and label becomes something matplotlib draws; units are inches."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path

from analysis.draw import look
from analysis.draw.arrange import GridFrame
from analysis.draw.icons import ICONS
from analysis.draw.places import Label, Rectangle
from analysis.draw.scene import FOLDED, Arrow
from analysis.graph.captions import caption
from analysis.graph.kinds import kind
from analysis.graph.model import GUESSED, Node
from analysis.palette import INK, LINES, MARKS, PAPER, SERVICE, TONES, Look, Tone
from analysis.style import rounded_box, write

CORNER = 0.1  # how far a line's corner is rounded
HEAD = (look.ARROW, 0.036)  # the length of an arrow's head and half its breadth
HALF_CAPITAL = 0.365  # half the height of a capital in DejaVu Sans, of a size of 1


def draw_frame(ax: Axes, frame: GridFrame, box: Rectangle, *, quiet: bool = False) -> None:
    """A service as a light ground; a state machine as a bordered box, ``quiet`` in grey.

    An outline is a broken line around several.
    """
    if frame.kind == "outline":
        around = Look(INK, PAPER, width=1.6)
        _rounded(ax, box, around, line=look.DASHES["--"], zorder=0.1 + 0.01 * frame.depth)
        return
    machine = frame.kind == "machine"
    line = MARKS["same"][1].edge if quiet else tone("state machine").line
    shown = Look(line, PAPER, width=1.1) if machine else Look(*SERVICE.light, width=0.8)
    _rounded(ax, box, shown, zorder=0.1 + 0.01 * frame.depth)


def draw_title(ax: Axes, words: str, at: tuple[float, float]) -> None:
    """The name of a service, in its frame."""
    _write(ax, words, (at[0], at[1]), look.FRAME_SIZE, bold=True)


def draw_node(ax: Axes, node: Node, box: Rectangle, mark: str = "") -> None:
    """A card: the kind's sign at the left, the name beside it; a mark is one of `MARKS`."""
    shown = Look(*tone(node.kind).light, width=1.8 if node.unresolved else 1.2)
    line: Any = "dotted" if node.outside else "solid"
    if mark:
        shown = MARKS[mark][1]
        line = look.DASHES["-" if mark == "changed" else shown.line]
    _rounded(ax, box, shown, line=line, zorder=3)
    bold = node.kind in FOLDED
    size = 10.0 if bold else look.NAME_SIZE
    room = box.right - box.left - look.ICON - 0.15
    middle = (box.top + box.bottom) / 2
    words, size = look.fitted(caption(node) or node.id, room, size, bold=bold)
    _write(ax, words, (box.left + look.ICON + 0.07, middle), size, bold=bold)
    at = (box.left + 0.05 + look.ICON / 2, middle)
    draw_icon(ax, node.kind, at, colour=shown.edge if mark else "")


def draw_icon(
    ax: Axes, of: str, at: tuple[float, float], size: float = 0.1, *, colour: str = ""
) -> None:
    """The sign of a kind, in its own colour if no other is given."""
    colour = colour or tone(of).line
    if not kind(of).icon:
        _write(ax, "?", at, 15, bold=True, colour=colour, across="center")
        return
    for stroke in ICONS[kind(of).icon]:
        points = [(at[0] + x * size, at[1] - y * size) for x, y in stroke]
        path = PathPatch(
            Path(points), fill=False, ec=colour, lw=1.2, capstyle="round", joinstyle="round",
            zorder=4,
        )  # fmt: skip
        ax.add_patch(path)


def tone(of: str) -> Tone:
    """The colours of a kind."""
    return TONES[kind(of).family]


def draw_arrow(ax: Axes, arrow: Arrow, points: Sequence[tuple[float, float]]) -> None:
    """A line with rounded corners and a small head."""
    if arrow.mark:
        colours = MARKS[arrow.mark][1]
        dashes = look.DASHES[colours.line]
    else:
        colours = LINES[arrow.look][1]
        inferred = arrow.certainty in GUESSED and not arrow.faint
        dashes = look.DASHES[":" if arrow.off else "--" if inferred else "-"]
    placed = [(x, y) for x, y in points]
    tip, head = _head(placed)
    line = PathPatch(
        rounded([*placed[:-1], tip]), fill=False, ec=colours.edge, lw=colours.width, ls=dashes,
        zorder=1 if arrow.faint or arrow.mark == "same" else 2, capstyle="butt",
    )  # fmt: skip
    ax.add_patch(line)
    ax.add_patch(Polygon(head, closed=True, fc=colours.edge, ec="none", zorder=2.5))


def draw_label(ax: Axes, label: Label) -> None:
    """Words just above the level line that they belong to."""
    x, y = label.at
    step = look.line_height(look.WORD_SIZE)
    for number, line in enumerate(reversed(label.lines)):
        across = "right" if label.right else "left"
        write(ax, x, y - 0.04 - number * step, line, size=look.WORD_SIZE, style="italic",
              ha=across, va="baseline", zorder=5)  # fmt: skip


def rounded(points: Sequence[tuple[float, float]]) -> Path:
    """Straight pieces joined by quarter turns, smaller where pieces are short."""
    placed, codes = [points[0]], [Path.MOVETO]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(CORNER, _length(before, here) / 2, _length(here, after) / 2)
        placed += [_towards(here, before, reach), here, _towards(here, after, reach)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*placed, points[-1]], [*codes, Path.LINETO])


def _head(
    points: Sequence[tuple[float, float]],
) -> tuple[tuple[float, float], list[Sequence[float]]]:
    """Where the line ends, and the three corners of its head."""
    long, half = HEAD
    tip = points[-1]
    before = points[-2]
    reach = min(long, _length(before, tip))
    back = _towards(tip, before, reach)
    away = _length(before, tip) or 1
    dx, dy = (tip[0] - before[0]) / away * half, (tip[1] - before[1]) / away * half
    return back, [tip, (back[0] - dy, back[1] + dx), (back[0] + dy, back[1] - dx)]


def _length(one: tuple[float, float], other: tuple[float, float]) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])  # level or upright


def _towards(
    start: tuple[float, float], goal: tuple[float, float], far: float
) -> tuple[float, float]:
    long = _length(start, goal) or 1
    return (
        start[0] + (goal[0] - start[0]) * far / long,
        start[1] + (goal[1] - start[1]) * far / long,
    )


def _rounded(ax: Axes, box: Rectangle, shown: Look, *, zorder: float, line: Any = "solid") -> None:
    wide, high = box.right - box.left, box.bottom - box.top
    rounded_box(ax, (box.left, box.top), wide, high, shown, ls=line, zorder=zorder)


def _write(
    ax: Axes, words: str, at: tuple[float, float], size: float, *, bold: bool = False,
    colour: str = INK, across: str = "left",
) -> None:  # fmt: skip
    lines = words.split("\n")
    step = look.line_height(size)
    for number, line in enumerate(lines):
        # Each line by itself, at its baseline: matplotlib sets lines apart by what is in them.
        y = at[1] + (number - (len(lines) - 1) / 2) * step + HALF_CAPITAL * size / 72
        write(ax, at[0], y, line, size=size, weight="bold" if bold else "normal", color=colour,
              ha=across, va="baseline", zorder=5)  # fmt: skip

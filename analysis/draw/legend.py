"""The legend: only what occurs, in one order."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from analysis.draw import look
from analysis.draw.artists import draw_arrow, draw_icon
from analysis.draw.scene import SWITCHED_OFF, Arrow, Scene
from analysis.graph.kinds import KINDS, kind
from analysis.graph.model import GUESSED
from analysis.palette import LINES, MARKS, QUIET_INK
from analysis.records import dataclass
from analysis.style import write

SIZE, ROW, GAP, SIGN, LINE = 8.5, 0.26, 0.32, 0.26, 0.42
DASHED, DOTTED = "inferred, as from a permission", "outside the files read"


@dataclass(frozen=True)
class Legend:
    """Each entry: what is drawn before it, and its words."""

    entries: tuple[tuple[str, str, str], ...]  # sort, key, words

    def rows(self, wide: float) -> list[list[tuple[float, tuple[str, str, str]]]]:
        """The entries on rows of that width, each with its x."""
        rows: list[list[tuple[float, tuple[str, str, str]]]] = [[]]
        x = 0.0
        for entry in self.entries:
            room = (SIGN if entry[0] == "kind" else LINE) + look.width(entry[2], SIZE) + GAP
            if rows[-1] and x + room > wide + GAP:
                rows.append([])
                x = 0.0
            rows[-1].append((x, entry))
            x += room
        return rows

    def height(self, wide: float) -> float:
        """How high it is on a page of that width."""
        return len(self.rows(wide)) * ROW if self.entries else 0.0


def legend(scenes: Sequence[Scene]) -> Legend:
    """What occurs in the scenes: kinds first, lines next, then how lines may differ."""
    nodes = [node for each in scenes for node in each.nodes.values()]
    arrows = [arrow for each in scenes for arrow in each.arrows]
    kinds = {kind(node.kind).id for node in nodes}
    entries = [("kind", each, each) for each in KINDS if each in kinds]
    marks = {arrow.mark for arrow in arrows} | {m for each in scenes for m in each.marks.values()}
    if marks - {""}:
        found = MARKS.items()
        entries += [("mark", key, words) for key, (words, _) in found if key in marks]
    else:
        looks = {arrow.look for arrow in arrows}
        entries += [("line", key, words) for key, (words, _) in LINES.items() if key in looks]
        if any(arrow.certainty in GUESSED and not arrow.faint for arrow in arrows):
            entries.append(("line", "inferred", DASHED))
        if any(arrow.off for arrow in arrows):
            entries.append(("line", "off", SWITCHED_OFF))
    if any(node.outside for node in nodes):
        entries.append(("kind", "outside", DOTTED))
    return Legend(tuple(entries))


def draw_legend(ax: Axes, key: Legend, top: float, wide: float) -> None:
    """Draw it below ``top``."""
    for number, row in enumerate(key.rows(wide)):
        y = top + (number + 0.5) * ROW
        for x, entry in row:
            _sign(ax, entry, x, y, marked=any(sort == "mark" for sort, _, _ in key.entries))
            indent = SIGN if entry[0] == "kind" else LINE
            write(ax, x + indent, y, entry[2], size=SIZE, color=QUIET_INK, va="center_baseline")


def _sign(ax: Axes, entry: tuple[str, str, str], x: float, y: float, *, marked: bool) -> None:
    sort, name, _ = entry
    if name == "outside":
        ax.plot([x, x + 0.18], [y, y], ls=":", lw=1.4, color=QUIET_INK)
    elif sort == "kind":
        draw_icon(ax, name, (x + 0.1, y), 0.085, colour=QUIET_INK if marked else "")
    elif sort == "mark":
        arrow = Arrow("", "", "call", "declared", mark=name)
        draw_arrow(ax, arrow, [(x, y), (x + LINE - 0.1, y)])
    else:
        certainty = "inferred" if name == "inferred" else "declared"
        shown = "call" if name in ("inferred", "off") else name
        arrow = Arrow("", "", shown, certainty, off=name == "off")
        draw_arrow(ax, arrow, [(x, y), (x + LINE - 0.1, y)])

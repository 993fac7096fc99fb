"""Where everything stands, in inches, and the last touches: titles no line crosses, no margins."""

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from itertools import pairwise

from analysis.draw import look
from analysis.draw.arrange import GridFrame
from analysis.draw.scene import Arrow, Scene
from analysis.records import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Rectangle:
    """Left, top, right and bottom; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Label:
    """Lines of words just above a level line; ``right`` says at which end they are aligned."""

    lines: tuple[str, ...]
    at: Point
    right: bool


@dataclass
class Drawing:
    """Everything with its place, in inches."""

    width: float = 0.0
    height: float = 0.0
    nodes: dict[str, Rectangle] = field(default_factory=dict)
    frames: list[tuple[GridFrame, Rectangle]] = field(default_factory=list)
    lines: list[tuple[Arrow, tuple[Point, ...]]] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    titles: list[tuple[str, Point]] = field(default_factory=list)


def labelled(lines: Iterable[tuple[Arrow, Sequence[Point]]]) -> list[Label]:
    """The words of each line at its end, clear of the arrow's head."""
    found = []
    for arrow, points in lines:
        if words := look.label(arrow.words):
            (before, _), (x, y) = points[-2:]
            away = look.ARROW + 0.03
            found.append(Label(words, (x - away if before < x else x + away, y), before < x))
    return found


def part(drawing: Drawing, scene: Scene) -> Drawing:
    """What a scene has of a drawing, where it stands there."""
    own = {arrow.key: arrow for arrow in scene.arrows}
    lines = [(own[arrow.key], at) for arrow, at in drawing.lines if arrow.key in own]
    nodes = {id_: box for id_, box in drawing.nodes.items() if id_ in scene.nodes}
    return replace(drawing, nodes=nodes, lines=lines, labels=labelled(lines))


INDENT, ROOM = 0.1, 0.06


def place_titles(drawing: Drawing) -> None:
    """Each service's name in the first gap between the lines that enter from above."""
    uprights = [
        (one[0], *sorted((one[1], other[1])))
        for _, points in drawing.lines
        for one, other in pairwise(points)
        if abs(one[0] - other[0]) < 1e-6
    ]
    for frame, box in drawing.frames:
        if frame.kind == "machine":
            continue
        low = box.top + look.TITLE
        blocked = sorted(x for x, top, bottom in uprights if top < low and bottom > box.top)
        words = look.clipped(
            frame.name, box.right - box.left - 2 * INDENT, look.FRAME_SIZE, bold=True
        )
        wide = look.width(words, look.FRAME_SIZE, bold=True)
        x = box.left + INDENT
        for line in blocked:
            if x - ROOM < line < x + wide + ROOM:
                x = line + ROOM + 0.02
        if x + wide > box.right:
            x = box.left + INDENT
        drawing.titles.append((words, (x, box.top + 0.03 + look.TITLE / 2)))


def cropped(drawing: Drawing) -> Drawing:
    """The drawing without empty room around it."""
    boxes = [*drawing.nodes.values(), *(box for _, box in drawing.frames)]
    points = [point for _, line in drawing.lines for point in line]
    for label in drawing.labels:
        wide = max(look.width(line, look.WORD_SIZE) for line in label.lines)
        x, y = label.at
        high = len(label.lines) * look.line_height(look.WORD_SIZE) + 0.03
        points += [(x - wide if label.right else x, y - high), (x if label.right else x + wide, y)]
    if not boxes:
        return Drawing()
    left = min([box.left for box in boxes] + [x for x, _ in points])
    top = min([box.top for box in boxes] + [y for _, y in points])
    right = max([box.right for box in boxes] + [x for x, _ in points])
    bottom = max([box.bottom for box in boxes] + [y for _, y in points])

    drawing.width, drawing.height = right - left, bottom - top
    return moved(drawing, -left, -top)


def moved(drawing: Drawing, right: float, down: float) -> Drawing:
    """The same drawing elsewhere on the page."""

    def point(at: Point) -> Point:
        return (at[0] + right, at[1] + down)

    def box(old: Rectangle) -> Rectangle:
        return Rectangle(*point((old.left, old.top)), *point((old.right, old.bottom)))

    return Drawing(
        drawing.width,
        drawing.height,
        {id_: box(each) for id_, each in drawing.nodes.items()},
        [(frame, box(each)) for frame, each in drawing.frames],
        [(arrow, tuple(map(point, line))) for arrow, line in drawing.lines],
        [replace(label, at=point(label.at)) for label in drawing.labels],
        [(words, point(at)) for words, at in drawing.titles],
    )

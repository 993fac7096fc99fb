"""From cells and ways to inches: where each node, frame, line and word stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis.draw import look
from analysis.draw.arrange import Frame, Plan
from analysis.draw.routes import Way
from analysis.draw.scene import Arrow
from analysis.draw.tracks import Stretch, spread

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
    frames: list[tuple[Frame, Rectangle]] = field(default_factory=list)
    lines: list[tuple[Arrow, tuple[Point, ...]]] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


def measure(plan: Plan, ways: Sequence[Way]) -> Drawing:
    """The drawing of a plan and its ways."""
    return _Survey(plan, ways).drawing()


class _Survey:
    """First the uprights take their tracks, so that it is known how far the level lines reach."""

    def __init__(self, plan: Plan, ways: Sequence[Way]) -> None:
        self.plan, self.ways = plan, ways
        self.words = [look.label(way.arrow.words) for way in ways]
        self.uprights = list(self._stretches(upright=True))
        for line in _by_line(self.uprights):
            spread(line, gap=look.TRACK, margin=0.01)
            _squeeze(line)
        self.pads = _Pads(plan)
        self._columns()
        self.levels = list(self._stretches(upright=False))
        for stretch in self.levels:
            self._reach(stretch)
        for line in _by_line(self.levels):
            spread(line, gap=look.TRACK, margin=0.09)
        self._rows()

    def _stretches(self, *, upright: bool) -> Iterable[Stretch]:
        """The pieces of all ways that run up and down, or from side to side."""
        along = 1 if upright else 0
        for number, way in enumerate(self.ways):
            corners = way.corners
            for at, (one, other) in enumerate(zip(corners, corners[1:], strict=False)):
                if one[along] == other[along]:
                    continue
                side = 1 - along
                turns = [0, 0]
                if at > 0:
                    turns[0] = _sign(corners[at - 1][side] - one[side])
                if at + 2 < len(corners):
                    turns[1] = _sign(corners[at + 2][side] - other[side])
                low, high = one[along], other[along]
                if low > high:
                    low, high, turns = high, low, turns[::-1]
                yield Stretch(number, at, one[side], low, high, (turns[0], turns[1]))

    def _columns(self) -> None:
        """The x of every line of the lattice that runs up and down."""
        tracks = _rooms(self.uprights)
        left, right = self._label_rooms()
        self.x: list[float] = []
        at = 0.0
        for column in range(self.plan.width + 1):
            at += left.get(column, 0) + self.pads.right.get(column, 0)
            room = look.STREET + tracks.get(2 * column, 0)
            self.x.append(at + room / 2)
            at += room + self.pads.left.get(column, 0) + right.get(column, 0)
            if column < self.plan.width:
                self.x.append(at + look.NODE_WIDTH / 2)
                at += look.NODE_WIDTH
        self.width, self.label_left, self.label_right = at, left, right

    def _label_rooms(self) -> tuple[dict[int, float], dict[int, float]]:
        """By street, the room for words right of the nodes before it, and left of those after."""
        left: dict[int, float] = {}
        right: dict[int, float] = {}
        for way, words in zip(self.ways, self.words, strict=True):
            if words:
                (x1, _), (x2, _) = way.corners[-2:]
                wide = max(look.width(word, look.WORD_SIZE) for word in words) + look.ARROW + 0.06
                rooms, street = (right, (x2 - 1) // 2) if x1 < x2 else (left, (x2 + 1) // 2)
                rooms[street] = max(rooms.get(street, 0), wide)
        return left, right

    def _reach(self, stretch: Stretch) -> None:
        """The x of both ends, and the room for the words above it."""
        way = self.ways[stretch.way]
        ends = []
        for at in (stretch.number, stretch.number + 1):
            beside = self._upright(stretch.way, at - 1 if at == stretch.number else at)
            x = self.x[way.corners[at][0]]
            if beside is not None:
                ends.append(x + beside.offset)
            else:
                other = way.corners[stretch.number + (at == stretch.number)]
                ends.append(x + _sign(other[0] - way.corners[at][0]) * look.NODE_WIDTH / 2)
        stretch.start, stretch.end = min(ends), max(ends)
        if stretch.number == len(way.corners) - 2:
            lines = len(self.words[stretch.way])
            stretch.before = lines * look.line_height(look.WORD_SIZE)

    def _upright(self, way: int, number: int) -> Stretch | None:
        if not hasattr(self, "_by_key"):
            self._by_key = {(each.way, each.number): each for each in self.uprights}
        return self._by_key.get((way, number))

    def _rows(self) -> None:
        """The y of every level line of the lattice."""
        rooms = _rooms(self.levels)
        self.y: list[float] = []
        at = 0.0
        for row in range(self.plan.height + 1):
            at += self.pads.bottom.get(row, 0)
            room = look.ROW_GAP + rooms.get(2 * row, 0)
            self.y.append(at + room / 2)
            at += room + self.pads.top.get(row, 0)
            if row < self.plan.height:
                high = max(look.NODE_HEIGHT, rooms.get(2 * row + 1, 0) + 0.2)
                self.y.append(at + high / 2)
                at += high
        self.height = at

    def drawing(self) -> Drawing:
        drawing = Drawing(self.width, self.height)
        levels = {(each.way, each.number): each for each in self.levels}
        half = dict.fromkeys(self.plan.cells.values(), look.NODE_HEIGHT / 2)
        for each in self.levels:
            for corner in (self.ways[each.way].corners[0], self.ways[each.way].corners[-1]):
                cell = ((corner[0] - 1) // 2, (corner[1] - 1) // 2)
                if corner[1] == each.line and corner in (
                    self.ways[each.way].corners[each.number],
                    self.ways[each.way].corners[each.number + 1],
                ):
                    half[cell] = max(half[cell], abs(each.offset) + 0.08)
        for id_, (column, row) in self.plan.cells.items():
            x, y, high = self.x[2 * column + 1], self.y[2 * row + 1], half[column, row]
            wide = look.NODE_WIDTH / 2
            drawing.nodes[id_] = Rectangle(x - wide, y - high, x + wide, y + high)
        drawing.frames = [(frame, self._frame(frame)) for frame in self.plan.frames]
        for number, way in enumerate(self.ways):
            points = self._points(number, way, levels, drawing)
            drawing.lines.append((way.arrow, points))
            if self.words[number]:
                right = points[-2][0] < points[-1][0]
                shift = -look.ARROW - 0.03 if right else look.ARROW + 0.03
                at = (points[-1][0] + shift, points[-1][1])
                drawing.labels.append(Label(self.words[number], at, right))
        return drawing

    def _points(
        self, number: int, way: Way, levels: dict[tuple[int, int], Stretch], drawing: Drawing
    ) -> tuple[Point, ...]:
        """The corners in inches, the ends at the borders of their nodes."""
        points: list[Point] = []
        last = len(way.corners) - 1
        for at, (x, y) in enumerate(way.corners):
            place = [self.x[x], self.y[y]]
            for piece in (at - 1, at):
                if upright := self._upright(number, piece):
                    place[0] = self.x[x] + upright.offset
                if level := levels.get((number, piece)):
                    place[1] = self.y[y] + level.offset
            if at in (0, last):
                box = drawing.nodes[way.arrow.source if at == 0 else way.arrow.target]
                other = way.corners[1 if at == 0 else last - 1]
                if other[1] == y:
                    place[0] = box.right if other[0] > x else box.left
                else:
                    place[1] = box.bottom if other[1] > y else box.top
            points.append((place[0], place[1]))
        return tuple(points)

    def _frame(self, frame: Frame) -> Rectangle:
        left, top, right, bottom = self.pads.of[frame]
        half = look.NODE_WIDTH / 2
        return Rectangle(
            self.x[2 * frame.left + 1] - half - self.label_right.get(frame.left, 0) - left,
            self._edge(frame.top, -1) - top,
            self.x[2 * frame.right + 1] + half + self.label_left.get(frame.right + 1, 0) + right,
            self._edge(frame.bottom, 1) + bottom,
        )

    def _edge(self, row: int, side: int) -> float:
        """The upper (-1) or lower border of a row of cells."""
        street = 2 * row + 1 + side
        pads = self.pads.top.get(row, 0) if side < 0 else self.pads.bottom.get(row + 1, 0)
        rooms = look.ROW_GAP + _rooms(self.levels).get(street, 0)
        return self.y[street] - side * (rooms / 2 + pads)


class _Pads:
    """The room that the borders and titles of frames need, inside the streets where they lie."""

    def __init__(self, plan: Plan) -> None:
        self.left: dict[int, float] = {}
        self.right: dict[int, float] = {}
        self.top: dict[int, float] = {}
        self.bottom: dict[int, float] = {}
        self.of: dict[Frame, tuple[float, float, float, float]] = {}
        for frame in sorted(plan.frames, key=lambda frame: -frame.depth):
            inner = [each for each in self.of if _inside(each, frame)]
            title = look.TITLE if frame.kind != "machine" else 0.0
            sides = (
                look.PAD + max((self.of[e][0] for e in inner if e.left == frame.left), default=0),
                look.PAD + title
                + max((self.of[e][1] for e in inner if e.top == frame.top), default=0),
                look.PAD + max((self.of[e][2] for e in inner if e.right == frame.right), default=0),
                look.PAD
                + max((self.of[e][3] for e in inner if e.bottom == frame.bottom), default=0),
            )  # fmt: skip
            self.of[frame] = sides
            for rooms, street, room in (
                (self.left, frame.left, sides[0]),
                (self.top, frame.top, sides[1]),
                (self.right, frame.right + 1, sides[2]),
                (self.bottom, frame.bottom + 1, sides[3]),
            ):
                rooms[street] = max(rooms.get(street, 0), room)


def _inside(inner: Frame, outer: Frame) -> bool:
    return (
        inner.depth > outer.depth
        and outer.holds((inner.left, inner.top))
        and outer.holds((inner.right, inner.bottom))
    )


def _by_line(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    found: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        found.setdefault(stretch.line, []).append(stretch)
    return [found[line] for line in sorted(found)]


def _rooms(stretches: Sequence[Stretch]) -> dict[int, float]:
    """By line, twice the farthest that anything lies from its middle."""
    rooms: dict[int, float] = {}
    for each in stretches:
        far = 2 * max(abs(each.offset - each.before), abs(each.offset))
        rooms[each.line] = max(rooms.get(each.line, 0), far)
    return rooms


def _squeeze(line: Sequence[Stretch]) -> None:
    """Lines up and down that end at nodes must end within their width."""
    if line[0].line % 2:
        far = max(abs(each.offset) for each in line)
        most = look.NODE_WIDTH / 2 - 0.15
        if far > most:
            for each in line:
                each.offset *= most / far


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)

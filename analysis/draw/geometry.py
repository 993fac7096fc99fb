"""From cells and ways to inches: where each node, frame, line and word stands."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from analysis.draw import look
from analysis.draw.arrange import GridFrame, Pads, Plan
from analysis.draw.places import Drawing, Point, Rectangle, cropped, labelled, place_titles
from analysis.draw.routes import ArrowRoute
from analysis.draw.tracks import Stretch, spread
from analysis.walking import grouped

Key = tuple[int, int]  # a way, and which piece of it


def measure(plan: Plan, ways: Sequence[ArrowRoute]) -> Drawing:
    """The drawing of a plan and its ways."""
    survey = _Survey(plan, ways)
    drawing = Drawing(survey.width, survey.height, survey.nodes())
    drawing.frames = [(frame, survey.frame(frame)) for frame in plan.frames]
    for number, way in enumerate(ways):
        drawing.lines.append((way.arrow, survey.points(number, drawing.nodes)))
    drawing.labels = labelled(drawing.lines)
    place_titles(drawing)
    return cropped(drawing)


class _Survey:
    """First the uprights take their tracks, so that it is known how far the level lines reach."""

    def __init__(self, plan: Plan, ways: Sequence[ArrowRoute]) -> None:
        self.plan, self.ways = plan, ways
        self.words = [look.label(way.arrow.words) for way in ways]
        self.uprights = {(each.way, each.number): each for each in _stretches(ways, along=1)}
        for line in _by_line(self.uprights.values()):
            spread(line, gap=look.TRACK, margin=0.01)
            _squeeze(line)
        self.pads = Pads(plan)
        self.label_left, self.label_right = self._label_rooms()
        self._columns()
        self.levels = {(each.way, each.number): each for each in _stretches(ways, along=0)}
        for stretch in self.levels.values():
            self._reach(stretch)
        for line in _by_line(self.levels.values()):
            spread(line, gap=look.TRACK, margin=0.09)
        self.rooms = _rooms(self.levels.values())
        self._rows()

    def _columns(self) -> None:
        """The x of every line of the lattice that runs up and down."""
        tracks = _rooms(self.uprights.values())
        self.x: list[float] = []
        at = 0.0
        for column in range(self.plan.width + 1):
            at += self.label_left.get(column, 0) + self.pads.right.get(column, 0)
            room = look.STREET + tracks.get(2 * column, 0)
            self.x.append(at + room / 2)
            at += room + self.pads.left.get(column, 0) + self.label_right.get(column, 0)
            if column < self.plan.width:
                self.x.append(at + look.NODE_WIDTH / 2)
                at += look.NODE_WIDTH
        self.width = at

    def _label_rooms(self) -> tuple[dict[int, float], dict[int, float]]:
        """By street, the room for words right of the nodes before it, and left of those after."""
        left: dict[int, float] = {}
        right: dict[int, float] = {}
        for way, words in zip(self.ways, self.words, strict=True):
            if words:
                (x1, _), (x2, _) = way.corners[-2:]
                wide = max(look.width(word, look.WORD_SIZE) for word in words) + look.ARROW + 0.1
                rooms, street = (right, (x2 - 1) // 2) if x1 < x2 else (left, (x2 + 1) // 2)
                rooms[street] = max(rooms.get(street, 0), wide)
        return left, right

    def _reach(self, stretch: Stretch) -> None:
        """The x of both ends, and the room for the words above it."""
        corners = self.ways[stretch.way].corners
        ends = []
        for at, other in ((0, 1), (1, 0)):
            here = corners[stretch.number + at]
            beside = self.uprights.get((stretch.way, stretch.number - 1 + 2 * at))
            towards = _sign(corners[stretch.number + other][0] - here[0])
            shift = beside.offset if beside else towards * look.NODE_WIDTH / 2
            ends.append(self.x[here[0]] + shift)
        stretch.start, stretch.end = min(ends), max(ends)
        if stretch.number == len(corners) - 2:
            stretch.before = len(self.words[stretch.way]) * look.line_height(look.WORD_SIZE)

    def _rows(self) -> None:
        """The y of every level line of the lattice."""
        self.y: list[float] = []
        at = 0.0
        for row in range(self.plan.height + 1):
            at += self.pads.bottom.get(row, 0)
            room = look.ROW_GAP + self.rooms.get(2 * row, 0)
            self.y.append(at + room / 2)
            at += room + self.pads.top.get(row, 0)
            if row < self.plan.height:
                high = max(look.NODE_HEIGHT, self.rooms.get(2 * row + 1, 0) + 0.2)
                self.y.append(at + high / 2)
                at += high
        self.height = at

    def nodes(self) -> dict[str, Rectangle]:
        """Each node's card, as high as the lines at its sides need it."""
        above = dict.fromkeys(self.plan.cells.values(), look.NODE_HEIGHT / 2)
        below = above.copy()
        for (number, piece), level in self.levels.items():
            corners = self.ways[number].corners
            for at, end in ((0, 0), (len(corners) - 2, -1)):
                if piece == at:
                    cell = ((corners[end][0] - 1) // 2, (corners[end][1] - 1) // 2)
                    above[cell] = max(above[cell], 0.1 - level.offset)
                    below[cell] = max(below[cell], 0.1 + level.offset)
        wide = look.NODE_WIDTH / 2
        found = {}
        for id_, cell in self.plan.cells.items():
            x, y = self.x[2 * cell[0] + 1], self.y[2 * cell[1] + 1]
            found[id_] = Rectangle(x - wide, y - above[cell], x + wide, y + below[cell])
        return found

    def points(self, number: int, nodes: Mapping[str, Rectangle]) -> tuple[Point, ...]:
        """The corners of a way in inches, its ends at the borders of their nodes."""
        way = self.ways[number]
        points: list[Point] = []
        last = len(way.corners) - 1
        for at, (column, row) in enumerate(way.corners):
            x, y = self.x[column], self.y[row]
            for piece in (at - 1, at):
                if upright := self.uprights.get((number, piece)):
                    x += upright.offset
                if level := self.levels.get((number, piece)):
                    y += level.offset
            if at in (0, last):
                box = nodes[way.arrow.source if at == 0 else way.arrow.target]
                other = way.corners[1 if at == 0 else last - 1]
                if other[1] == row:
                    x = box.right if other[0] > column else box.left
                else:
                    y = box.bottom if other[1] > row else box.top
            points.append((x, y))
        return tuple(points)

    def frame(self, frame: GridFrame) -> Rectangle:
        """A frame around its cells, the words at them, and the frames inside."""
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
        room = look.ROW_GAP + self.rooms.get(street, 0)
        return self.y[street] - side * (room / 2 + pads)


def _stretches(ways: Sequence[ArrowRoute], *, along: int) -> Iterable[Stretch]:
    """The pieces of all ways that run from side to side (0), or up and down (1)."""
    side = 1 - along
    for number, way in enumerate(ways):
        corners = way.corners
        for at, (one, other) in enumerate(pairwise(corners)):
            if one[along] == other[along]:
                continue
            turns = [0, 0]
            if at > 0:
                turns[0] = _sign(corners[at - 1][side] - one[side])
            if at + 2 < len(corners):
                turns[1] = _sign(corners[at + 2][side] - other[side])
            low, high = one[along], other[along]
            if low > high:
                low, high, turns = high, low, turns[::-1]
            ends = (turns[0], turns[1])
            main = way.arrow.straight
            yield Stretch(number, at, one[side], low, high, ends, main=main, bundle=way.bundle)


def _by_line(stretches: Iterable[Stretch]) -> list[list[Stretch]]:
    found = grouped((stretch.line, stretch) for stretch in stretches)
    return [found[line] for line in sorted(found)]


def _rooms(stretches: Iterable[Stretch]) -> dict[int, float]:
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

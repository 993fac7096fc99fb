"""Ways for arrows through the streets between cells, so that no line crosses a node.

The lattice has two steps a cell: odd by odd is a cell, even a street. A way is a list of corners.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from analysis.draw.arrange import Cell, Frame, Plan
from analysis.draw.steps import Arrow

Point = tuple[int, int]  # on the lattice
RIGHT, LEFT, DOWN, UP = (1, 0), (-1, 0), (0, 1), (0, -1)
WAYS = (RIGHT, LEFT, DOWN, UP)
LEAVING = {RIGHT: 0.0, DOWN: 0.7, UP: 0.7, LEFT: 2.2}
ARRIVING = {RIGHT: 0.0, DOWN: 0.7, UP: 0.7, LEFT: 2.2}  # by the direction of the last step
BEND, CROSSING, BESIDE, THROUGH, ABROAD = 1.1, 0.35, 0.12, 0.3, 0.15
ACROSS, ALONG = 0.9, 0.5  # a step to the side is longer than one down


@dataclass(frozen=True)
class Way:
    """The corners of an arrow's line, from the cell of its source to that of its target."""

    arrow: Arrow
    corners: tuple[Point, ...]


@dataclass
class Streets:
    """Where lines may go, and how many go there already."""

    plan: Plan
    nodes: set[Point] = field(init=False)
    frames: list[tuple[Point, Point]] = field(init=False)
    across: dict[Point, int] = field(default_factory=dict)
    along: dict[Point, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes = {lattice(cell) for cell in self.plan.cells.values()}
        self.frames = [_corners(frame) for frame in self.plan.frames]

    def lay(self, way: tuple[Point, ...]) -> None:
        """Count the line wherever it passes."""
        for point, step in passed(way):
            used = self.across if step[0] else self.along
            used[point] = used.get(point, 0) + 1


def lattice(cell: Cell) -> Point:
    """The lattice point in the middle of a cell."""
    return (2 * cell[0] + 1, 2 * cell[1] + 1)


def route(plan: Plan, arrows: tuple[Arrow, ...]) -> list[Way]:
    """A way for each arrow; short ones choose first, and the way on before all."""
    streets = Streets(plan)
    ways = []
    for arrow in sorted(arrows, key=lambda arrow: _turn(arrow, plan.cells)):
        start, end = lattice(plan.cells[arrow.source]), lattice(plan.cells[arrow.target])
        corners = _search(streets, start, end, sideways=bool(arrow.words))
        streets.lay(corners)
        ways.append(Way(arrow, corners))
    return ways


def passed(corners: tuple[Point, ...]) -> Iterator[tuple[Point, Point]]:
    """Every lattice point on the way but the ends, with the direction in which it is passed."""
    for (x1, y1), (x2, y2) in pairwise(corners):
        step = ((x2 > x1) - (x2 < x1), (y2 > y1) - (y2 < y1))
        for number in range(1, abs(x2 - x1) + abs(y2 - y1)):
            yield (x1 + number * step[0], y1 + number * step[1]), step


def _turn(arrow: Arrow, cells: Mapping[str, Cell]) -> tuple[object, ...]:
    (c1, r1), (c2, r2) = cells[arrow.source], cells[arrow.target]
    distance = abs(c1 - c2) + abs(r1 - r2)
    return (not arrow.straight, arrow.faint, distance, arrow.source, arrow.target, arrow.look)


def _corners(frame: Frame) -> tuple[Point, Point]:
    return (2 * frame.left, 2 * frame.top), (2 * frame.right + 2, 2 * frame.bottom + 2)


def _search(streets: Streets, start: Point, end: Point, *, sideways: bool) -> tuple[Point, ...]:
    """The cheapest way (A*); with ``sideways`` it arrives level, so that words fit on it."""
    width, height = 2 * streets.plan.width, 2 * streets.plan.height
    home = _home(streets, start, end)
    waiting: list[tuple[float, float, Point, Point]] = [(0.0, 0.0, start, (0, 0))]
    came: dict[tuple[Point, Point], tuple[Point, Point]] = {}
    best: dict[tuple[Point, Point], float] = {(start, (0, 0)): 0.0}
    while waiting:
        _, cost, here, came_by = heappop(waiting)
        if here == end:
            return _straightened(came, (here, came_by), start)
        if cost > best[here, came_by]:
            continue
        for step in WAYS:
            there = (here[0] + step[0], here[1] + step[1])
            if not (0 <= there[0] <= width and 0 <= there[1] <= height):
                continue
            if (there in streets.nodes and there != end) or step == (-came_by[0], -came_by[1]):
                continue
            if there == end and sideways and step[1]:
                continue
            more = cost + _price(streets, here, there, (came_by, step), (start, end), home)
            state = (there, step)
            if more < best.get(state, float("inf")):
                best[state] = more
                came[state] = (here, came_by)
                left = ACROSS * abs(end[0] - there[0]) + ALONG * abs(end[1] - there[1])
                heappush(waiting, (more + left, more, there, step))
    return (start, end)  # walled in, which the streets around every cell forbid


def _price(
    streets: Streets,
    here: Point,
    there: Point,
    steps: tuple[Point, Point],
    ends: tuple[Point, Point],
    home: tuple[Point, Point] | None,
) -> float:
    came_by, step = steps
    price = ACROSS if step[0] else ALONG
    if here == ends[0]:
        price += LEAVING[step]
    elif came_by != step:
        price += BEND
    if there == ends[1]:
        return price + ARRIVING[step]
    same, other = (streets.across, streets.along) if step[0] else (streets.along, streets.across)
    price += BESIDE * same.get(there, 0) + CROSSING * other.get(there, 0)
    if there[0] % 2 and there[1] % 2:
        price += THROUGH
    if home is not None and not _within(there, home):
        price += ABROAD + 0.3
    elif any(not _within(ends[0], f) and not _within(ends[1], f) and _within(there, f)
             for f in streets.frames):  # fmt: skip
        price += ABROAD
    return price


def _home(streets: Streets, start: Point, end: Point) -> tuple[Point, Point] | None:
    """The innermost frame that holds both ends."""
    both = [frame for frame in streets.frames if _within(start, frame) and _within(end, frame)]
    return both[-1] if both else None


def _within(point: Point, frame: tuple[Point, Point]) -> bool:
    (left, top), (right, bottom) = frame
    return left < point[0] < right and top < point[1] < bottom


def _straightened(
    came: Mapping[tuple[Point, Point], tuple[Point, Point]],
    state: tuple[Point, Point],
    start: Point,
) -> tuple[Point, ...]:
    """Only the ends and the corners."""
    corners = [state[0]]
    step = state[1]
    while state[0] != start:
        state = came[state]
        if state[1] != step:
            corners.append(state[0])
            step = state[1]
    if corners[-1] != start:
        corners.append(start)
    return tuple(reversed(corners))

"""Ways for arrows through the streets between cells, so that no line crosses a node.

The lattice has two steps a cell: odd by odd is a cell, even a street. A way is a list of corners.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import field
from heapq import heappop, heappush
from itertools import pairwise

from analysis.draw.arrange import Cell, Plan
from analysis.draw.scene import Arrow
from analysis.records import dataclass

Point = tuple[int, int]  # on the lattice
Bundle = tuple[str, str, str, str]  # from or to, which node, look, certainty
RIGHT, LEFT, DOWN, UP = (1, 0), (-1, 0), (0, 1), (0, -1)
WAYS = (RIGHT, LEFT, DOWN, UP)
LEAVING = {RIGHT: 0.0, DOWN: 0.7, UP: 0.7, LEFT: 2.2}
ARRIVING = {RIGHT: 0.0, DOWN: 0.7, UP: 0.7, LEFT: 2.2}  # by the direction of the last step
BEND, CROSSING, BESIDE, THROUGH, ABROAD = 1.1, 0.35, 0.12, 0.3, 0.15
ACROSS, ALONG = 0.9, 0.5  # a step to the side is longer than one down
TOGETHER = -0.35  # a step along one's own bundle is cheap
HUB = 6  # from more wordless arrows than these, alike and at one node, becomes a bundle
MANY, HASTE = 150, 1.25  # among so many arrows a good way will do, if it is found sooner


@dataclass(frozen=True)
class ArrowRoute:
    """The corners of an arrow's line, from the cell of its source to that of its target."""

    arrow: Arrow
    corners: tuple[Point, ...]
    bundle: Bundle | None = None  # ways of one bundle run together as far as they can


@dataclass
class Streets:
    """Where lines may go, and how many go there already."""

    plan: Plan
    nodes: set[Point] = field(init=False)
    inside: dict[Point, int] = field(init=False)  # by point, a bit for each frame that holds it
    across: dict[Point, int] = field(default_factory=dict)
    along: dict[Point, int] = field(default_factory=dict)
    bundled: dict[Bundle | None, set[Point]] = field(default_factory=dict)
    haste: float = 1.0

    def __post_init__(self) -> None:
        self.nodes = {lattice(cell) for cell in self.plan.cells.values()}
        self.inside = {}
        for number, frame in enumerate(self.plan.frames):
            for x in range(2 * frame.left + 1, 2 * frame.right + 2):
                for y in range(2 * frame.top + 1, 2 * frame.bottom + 2):
                    self.inside[x, y] = self.inside.get((x, y), 0) | 1 << number

    def open(self, point: Point, end: Point) -> bool:
        """Whether a way to ``end`` may pass here."""
        x, y = point
        on_plan = 0 <= x <= 2 * self.plan.width and 0 <= y <= 2 * self.plan.height
        return on_plan and (point not in self.nodes or point == end)

    def lay(self, way: tuple[Point, ...], bundle: Bundle | None) -> None:
        """Count the line wherever it passes, a bundle once."""
        own: set[Point] = self.bundled.setdefault(bundle, set()) if bundle else set()
        for point, step in passed(way):
            if point not in own:
                used = self.across if step[0] else self.along
                used[point] = used.get(point, 0) + 1
                own.add(point)


def lattice(cell: Cell) -> Point:
    """The lattice point in the middle of a cell."""
    return (2 * cell[0] + 1, 2 * cell[1] + 1)


def route(plan: Plan, arrows: tuple[Arrow, ...]) -> list[ArrowRoute]:
    """A way for each arrow; short ones choose first, and the way on before all."""
    streets = Streets(plan, haste=HASTE if len(arrows) > MANY else 1.0)
    hubs = _hubs(arrows)
    ways = []
    for arrow in sorted(arrows, key=lambda arrow: _turn(arrow, plan.cells)):
        start, end = lattice(plan.cells[arrow.source]), lattice(plan.cells[arrow.target])
        bundle = next((each for each in _bundles(arrow) if each in hubs), None)
        own: AbstractSet[Point] = streets.bundled.get(bundle, frozenset())
        corners = _search(streets, (start, end), own, sideways=bool(arrow.words))
        streets.lay(corners, bundle)
        ways.append(ArrowRoute(arrow, corners, bundle))
    return ways


def _hubs(arrows: tuple[Arrow, ...]) -> set[Bundle]:
    counts: dict[Bundle, int] = {}
    for arrow in arrows:
        for bundle in _bundles(arrow):
            counts[bundle] = counts.get(bundle, 0) + 1
    return {bundle for bundle, count in counts.items() if count > HUB}


def _bundles(arrow: Arrow) -> list[Bundle]:
    """What it could be bundled with; never with words, which must stay with their own line."""
    if arrow.words or arrow.straight:
        return []
    ends = (("from", arrow.source), ("to", arrow.target))
    return [(side, node, arrow.mark or arrow.look, arrow.certainty) for side, node in ends]


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


def _search(
    streets: Streets, between: tuple[Point, Point], own: AbstractSet[Point], *, sideways: bool
) -> tuple[Point, ...]:
    """The cheapest way (A*); with ``sideways`` it arrives level, so that words fit on it."""
    start, end = between
    ends = streets.inside.get(start, 0), streets.inside.get(end, 0)
    home, known = ends[0] & ends[1], ends[0] | ends[1]
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
            if step == (-came_by[0], -came_by[1]) or not streets.open(there, end):
                continue
            if there == end and sideways and step[1]:
                continue
            more = cost + (ACROSS if step[0] else ALONG)
            more += LEAVING[step] if here == start else BEND if came_by != step else 0
            if there == end:
                more += ARRIVING[step]
            elif there in own:
                more += TOGETHER
            else:
                more += _price(streets, there, step, home, known)
            state = (there, step)
            if more < best.get(state, float("inf")):
                best[state] = more
                came[state] = (here, came_by)
                left = ACROSS * abs(end[0] - there[0]) + ALONG * abs(end[1] - there[1])
                heappush(waiting, (more + left * streets.haste, more, there, step))
    return (start, end)  # walled in, which the streets around every cell forbid


def _price(streets: Streets, there: Point, step: Point, home: int, known: int) -> float:
    """What it costs to pass: lines there already, cells, and frames that are none of its own.

    ``home`` are the frames that hold both ends, ``known`` those that hold either.
    """
    if step[0]:
        price = BESIDE * streets.across.get(there, 0) + CROSSING * streets.along.get(there, 0)
    else:
        price = BESIDE * streets.along.get(there, 0) + CROSSING * streets.across.get(there, 0)
    if there[0] % 2 and there[1] % 2:
        price += THROUGH
    frames = streets.inside.get(there, 0)
    if home & ~frames:
        return price + 3 * ABROAD
    return price + ABROAD if frames & ~known else price


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

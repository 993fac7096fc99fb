"""The curves of edges: from border to border, past the boxes between where there is a way."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from analysis.records import dataclass

Point = tuple[float, float]
Bounds = tuple[float, float, float, float]  # left, top, width, height
SIDES: tuple[Point, ...] = ((1, 0), (0, 1), (-1, 0), (0, -1))
CELL = 160.0
NEAR = 3.0
CROSSING = 700.0  # so much longer may a way be that passes one box fewer


@dataclass(frozen=True)
class Curve:
    """A chain of cubic curves: a start, then two handles and an end for each."""

    points: tuple[Point, ...]

    def samples(self) -> Iterable[Point]:
        """Points along the curve."""
        for at in range(0, len(self.points) - 1, 3):
            a, b, c, d = self.points[at : at + 4]
            for step in range(1, 25):
                t = step / 25
                u = 1 - t
                yield tuple(  # type: ignore[misc]
                    u * u * u * a[i]
                    + 3 * u * u * t * b[i]
                    + 3 * u * t * t * c[i]
                    + t * t * t * d[i]
                    for i in (0, 1)
                )

    @property
    def length(self) -> float:
        """Roughly how long it is: the length of its handles' polygon."""
        steps = pairwise(self.points)
        return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in steps)


class Obstacles:
    """The boxes that a curve should not pass behind, found by place."""

    def __init__(self, boxes: Mapping[int, Bounds]) -> None:
        self._boxes = boxes
        self._cells: dict[tuple[int, int], list[int]] = {}
        for each, (x, y, w, h) in sorted(boxes.items()):
            for column in range(int(x // CELL), int((x + w) // CELL) + 1):
                for row in range(int(y // CELL), int((y + h) // CELL) + 1):
                    self._cells.setdefault((column, row), []).append(each)

    def passed(self, curve: Curve, ends: tuple[int, int]) -> int:
        """How many boxes a curve passes behind, those at its ends included."""
        met: set[int] = set()
        for point in curve.samples():
            met |= {each for each in self.at(point) if each not in ends or self._deep(each, point)}
        return len(met)

    def _deep(self, each: int, point: Point) -> bool:
        left, top, wide, high = self._boxes[each]
        return 8 < point[0] - left < wide - 8 and 8 < point[1] - top < high - 8

    def at(self, point: Point) -> set[int]:
        """The boxes at a place, or very near to it."""
        x, y = point
        near = self._cells.get((int(x // CELL), int(y // CELL)), ())
        return {each for each in near if _within(self._boxes[each], x, y)}


def _within(box: Bounds, x: float, y: float) -> bool:
    left, top, wide, high = box
    return left - NEAR < x < left + wide + NEAR and top - NEAR < y < top + high + NEAR


def through(points: Sequence[Point], *, down: bool) -> Curve:
    """A curve through points that leaves and enters each of them along one direction."""
    chain = [points[0]]
    for (ax, ay), (bx, by) in pairwise(points):
        if down:
            chain += [(ax, (ay + by) / 2), (bx, (ay + by) / 2), (bx, by)]
        else:
            chain += [((ax + bx) / 2, ay), ((ax + bx) / 2, by), (bx, by)]
    return Curve(tuple(chain))


def between(start: Point, leaving: Point, end: Point, entering: Point) -> Curve:
    """A curve that leaves and enters at right angles to the sides on which its ends are."""
    far = max(abs(start[0] - end[0]), abs(start[1] - end[1]))
    handle = min(max(far * 0.45, 24), 220)
    first = (start[0] + leaving[0] * handle, start[1] + leaving[1] * handle)
    last = (end[0] + entering[0] * handle, end[1] + entering[1] * handle)
    return Curve((start, first, last, end))


def port(box: Bounds, side: Point, share: float = 0.0) -> Point:
    """A place on a side of a box; ``share`` is from -0.5 to 0.5 along it."""
    x, y, w, h = box
    along = 0.8 * share
    return (
        x + w / 2 + side[0] * w / 2 + (along * w if not side[0] else 0),
        y + h / 2 + side[1] * h / 2 + (along * h if not side[1] else 0),
    )


def best_sides(
    boxes: tuple[Bounds, Bounds], ends: tuple[int, int], obstacles: Obstacles
) -> tuple[Point, Point]:
    """On which sides an edge best leaves and enters: few boxes passed, then a short way."""

    def cost(sides: tuple[Point, Point]) -> float:
        curve = between(port(boxes[0], sides[0]), sides[0], port(boxes[1], sides[1]), sides[1])
        return CROSSING * obstacles.passed(curve, ends) + curve.length

    return min(((one, other) for one in SIDES for other in SIDES), key=cost)

"""Ways round the boxes for edges that no single curve can lead past them."""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from analysis.page.curves import Bounds, Curve, Obstacles, Point

CLEAR = 14.0  # from a box
ASIDE = (0.0, 8.0, -8.0, 4.0, -4.0)  # from the grid's lines, one way after the other
ENDS = (10.0, -10.0, 18.0, -18.0)  # from the middle of a box
APART = 6.0  # so near, two ways look as one
BEND = 70.0  # so much longer may a way be that has one bend fewer
SHARED = 2.5  # how much longer a stretch counts beside one that another edge takes
ROUND = 16.0
MANY = 120  # boxes; a denser drawing is not read edge by edge

Spot = tuple[int, int]
Stretch = tuple[float, float, float]  # where on the other axis, from where to where
Step = tuple[Spot, int]  # a crossing of the grid, and the axis along which it was reached


class Detours:
    """A grid of lines beside the boxes, on which edges are led one after the other."""

    def __init__(self, boxes: Sequence[Bounds], obstacles: Obstacles) -> None:
        self._obstacles = obstacles
        self._boxes = boxes
        self._used: dict[tuple[int, int], list[Stretch]] = {}
        self._count = 0
        self._aside = 0.0

    def lead(self, one: Bounds, other: Bounds, ends: tuple[int, int]) -> Curve | None:
        """A way from one box to another past all the others; None if there is none."""
        if len(self._boxes) > MANY:
            return None
        self._aside = ASIDE[self._count % len(ASIDE)]
        start, end = (_near_middle(box, ENDS[self._count % len(ENDS)]) for box in (one, other))
        self._count += 1
        lines = tuple(self._lines(axis, (start[axis], end[axis])) for axis in (0, 1))
        way = self._search(lines, start, end, ends)
        if not way:
            return None
        points = [(lines[0][x], lines[1][y]) for x, y in way]
        self._take(points)
        corners = _corners(points)
        return _rounded(_clipped(_clipped(corners, one)[::-1], other)[::-1])

    def _lines(self, axis: int, own: Iterable[float]) -> list[float]:
        beside = {round(box[axis] - CLEAR + self._aside) for box in self._boxes}
        beside |= {round(box[axis] + box[axis + 2] + CLEAR + self._aside) for box in self._boxes}
        lines: list[float] = list(own)
        for each in sorted(beside):
            if all(abs(each - line) > 5 for line in lines):
                lines.append(float(each))
        return sorted(set(lines))

    def _search(
        self, lines: tuple[list[float], ...], start: Point, end: Point, ends: tuple[int, int]
    ) -> list[Spot]:
        first, last = (
            (bisect_left(lines[0], at[0]), bisect_left(lines[1], at[1])) for at in (start, end)
        )
        best: dict[Step, float] = {(first, axis): 0.0 for axis in (0, 1)}
        came: dict[Step, Step] = {}
        heap: list[tuple[float, float, Spot, int]] = [(0.0, 0.0, first, axis) for axis in (0, 1)]
        while heap:
            _, cost, spot, axis = heapq.heappop(heap)
            if spot == last:
                return _back(came, (spot, axis))
            if best.get((spot, axis), cost) < cost:
                continue
            for new, turn, length in self._steps(lines, spot, ends):
                price = cost + length + (BEND if turn != axis else 0.0)
                if price < best.get((new, turn), float("inf")):
                    best[new, turn] = price
                    came[new, turn] = (spot, axis)
                    left = abs(lines[0][new[0]] - end[0]) + abs(lines[1][new[1]] - end[1])
                    heapq.heappush(heap, (price + left, price, new, turn))
        return []

    def _steps(
        self, lines: tuple[list[float], ...], spot: Spot, ends: tuple[int, int]
    ) -> Iterable[tuple[Spot, int, float]]:
        here = (lines[0][spot[0]], lines[1][spot[1]])
        for axis, by in ((0, -1), (0, 1), (1, -1), (1, 1)):
            at = spot[axis] + by
            if not 0 <= at < len(lines[axis]):
                continue
            new = (at, spot[1]) if axis == 0 else (spot[0], at)
            there = (lines[0][new[0]], lines[1][new[1]])
            middle = ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2)
            if any(self._obstacles.at(point) - set(ends) for point in (middle, there)):
                continue
            length = abs(here[0] - there[0]) + abs(here[1] - there[1])
            yield new, axis, length * SHARED ** self._beside(here, there)

    def _take(self, points: Sequence[Point]) -> None:
        for one, other in pairwise(_corners(points)):
            axis, at, low, high = _stretch(one, other)
            self._used.setdefault((axis, round(at / APART)), []).append((at, low, high))

    def _beside(self, one: Point, other: Point) -> int:
        """How many ways run so near to a stretch that they would look as one."""
        axis, at, low, high = _stretch(one, other)
        return sum(
            abs(line - at) < APART and start < high and low < end
            for lane in (-1, 0, 1)
            for line, start, end in self._used.get((axis, round(at / APART) + lane), ())
        )


def _stretch(one: Point, other: Point) -> tuple[int, float, float, float]:
    """The axis along which it runs, where on the other, and from where to where."""
    axis = 0 if one[1] == other[1] else 1
    low, high = sorted((one[axis], other[axis]))
    return axis, one[1 - axis], low, high


def _near_middle(box: Bounds, aside: float) -> Point:
    within = max(min(abs(aside), box[3] / 2 - 6), 0.0)
    down = within if aside > 0 else -within
    return (round(box[0] + box[2] / 2 + aside), round(box[1] + box[3] / 2 + down))


def _back(came: dict[Step, Step], step: Step) -> list[Spot]:
    way = [step[0]]
    while step in came:
        step = came[step]
        way.append(step[0])
    return way[::-1]


def _corners(points: Sequence[Point]) -> list[Point]:
    kept = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        straight = before[0] == here[0] == after[0] or before[1] == here[1] == after[1]
        if not straight:
            kept.append(here)
    return [*kept, points[-1]]


def _clipped(points: list[Point], box: Bounds) -> list[Point]:
    """The way from where it leaves the box in which it begins."""
    left, top, wide, high = box

    def within(at: Point) -> bool:
        return left <= at[0] <= left + wide and top <= at[1] <= top + high

    last = max((at for at, each in enumerate(points) if within(each)), default=0)
    if last + 1 >= len(points):
        return points
    (x, y), (nx, ny) = points[last], points[last + 1]
    if x == nx:
        return [(x, top + high if ny > y else top), *points[last + 1 :]]
    return [(left + wide if nx > x else left, y), *points[last + 1 :]]


def _rounded(points: Sequence[Point]) -> Curve:
    """The way with its corners rounded, as a chain of curves."""
    chain = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _towards(here, before), _towards(here, after)
        chain += [chain[-1], enter, enter, here, here, leave]
    chain += [chain[-1], points[-1], points[-1]]
    return Curve(tuple(chain))


def _towards(here: Point, there: Point) -> Point:
    dx, dy = there[0] - here[0], there[1] - here[1]
    length = max(abs(dx) + abs(dy), 1.0)
    share = min(ROUND, length / 2) / length
    return (here[0] + dx * share, here[1] + dy * share)

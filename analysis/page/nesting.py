"""Boxes in boxes, laid out from the inside out, and the routes of the edges between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.page.groups import Item
from analysis.page.layered import Drawing, Point, Size, layered
from analysis.page.layering import Pair

HEAD, PAD = 30.0, 16.0
MANY = 250  # a level with more boxes is drawn in one direction only: choosing costs too much

Box = tuple[float, float, float, float]  # left, top, width, height


@dataclass(frozen=True)
class Route:
    """The points of an edge from border to border; it leaves and enters along one direction."""

    down: bool
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Plan:
    """Where everything stands."""

    boxes: Mapping[int, Box]
    groups: tuple[tuple[Item, Box], ...]
    routes: Mapping[Pair, Route]
    size: Size


class Arrangement:
    """One arrangement of an item's boxes; sizes from the inside out, then places from outside."""

    def __init__(self, root: Item, sizes: Mapping[int, Size], pairs: Sequence[Pair]) -> None:
        self._sizes = sizes
        self._paths: dict[int, list[tuple[Item, int]]] = {}
        self._trace(root, [])
        self._lifted: dict[int, set[Pair]] = {}
        self._meet = {pair: meet for pair in pairs if (meet := self._lift(pair))}
        self._drawings: dict[int, Drawing] = {}
        self._corners: dict[int, Point] = {}
        self.boxes: dict[int, Box] = {}
        self.groups: list[tuple[Item, Box]] = []
        self.size = self._measure(root)
        self._place(root, (0.0, 0.0), self.size)

    def _trace(self, item: Item, path: list[tuple[Item, int]]) -> None:
        if item.node >= 0:
            self._paths[item.node] = path
        for at, each in enumerate(item.inside):
            self._trace(each, [*path, (item, at)])

    def _lift(self, pair: Pair) -> tuple[Item, int, int] | None:
        """The innermost item that holds both ends, and through which of its boxes they go."""
        for (item, one), (same, other) in zip(
            self._paths[pair[0]], self._paths[pair[1]], strict=False
        ):
            if item is not same:
                return None
            if one != other:
                self._lifted.setdefault(id(item), set()).add((one, other))
                return item, one, other
        return None

    def _measure(self, item: Item) -> Size:
        if not item.inside:
            return self._sizes[item.node]
        sizes = [self._measure(each) for each in item.inside]
        edges = sorted(self._lifted.get(id(item), ()))
        ways = (False, True) if len(sizes) <= MANY else (False,)
        drawing = min(
            (layered(sizes, edges, down=way) for way in ways), key=lambda each: each.strain
        )
        self._drawings[id(item)] = drawing
        least = 8.0 * len(item.title[:40]) + 3 * PAD
        return (max(drawing.size[0] + 2 * PAD, least), drawing.size[1] + HEAD + PAD)

    def _place(self, item: Item, corner: Point, size: Size) -> None:
        box = (*corner, *size)
        if item.node >= 0:
            self.boxes[item.node] = box
        if not item.inside:
            return
        self.groups.append((item, box))
        drawing = self._drawings[id(item)]
        left = corner[0] + (size[0] - drawing.size[0]) / 2
        self._corners[id(item)] = (left, corner[1] + HEAD)
        for each, at in zip(item.inside, drawing.centres, strict=True):
            own = self._own_size(each)
            inner = (left + at[0] - own[0] / 2, corner[1] + HEAD + at[1] - own[1] / 2)
            self._place(each, inner, own)

    def _own_size(self, item: Item) -> Size:
        if not item.inside:
            return self._sizes[item.node]
        drawing = self._drawings[id(item)]
        least = 8.0 * len(item.title[:40]) + 3 * PAD
        return (max(drawing.size[0] + 2 * PAD, least), drawing.size[1] + HEAD + PAD)

    def bends(self, pair: Pair) -> tuple[bool, tuple[Point, ...]] | None:
        """Whether an edge goes downwards, and the points it passes between its boxes."""
        if pair not in self._meet:
            return None
        item, one, other = self._meet[pair]
        drawing, corner = self._drawings[id(item)], self._corners[id(item)]
        points = drawing.bends.get((one, other), ())
        return drawing.down, tuple((x + corner[0], y + corner[1]) for x, y in points)


def plan(root: Item, sizes: Mapping[int, Size], pairs: Sequence[Pair]) -> Plan:
    """Where the boxes of an item stand and how the edges between them run."""
    if not root.inside:
        return Plan({}, (), {}, (0.0, 0.0))
    arrangement = Arrangement(root, sizes, pairs)
    runs = {pair: run for pair in pairs if (run := arrangement.bends(pair))}
    groups = tuple(each for each in arrangement.groups if each[0] is not root)
    return Plan(arrangement.boxes, groups, _joined(arrangement.boxes, runs), arrangement.size)


Run = tuple[bool, tuple[Point, ...]]


def _joined(boxes: Mapping[int, Box], runs: Mapping[Pair, Run]) -> dict[Pair, Route]:
    """Each edge from border to border, its ends beside those of the others on the same side."""
    sides: dict[tuple[int, bool, bool], list[tuple[float, Pair, bool]]] = {}
    for pair, (down, bends) in runs.items():
        one, other = (_middle(boxes[end]) for end in pair)
        axis = 1 if down else 0
        forth = (bends[0] if bends else other)[axis] >= one[axis]
        back = (bends[-1] if bends else one)[axis] >= other[axis]
        aim, come = (bends[0] if bends else other), (bends[-1] if bends else one)
        sides.setdefault((pair[0], down, forth), []).append((aim[1 - axis], pair, True))
        sides.setdefault((pair[1], down, back), []).append((come[1 - axis], pair, False))
    ends: dict[tuple[Pair, bool], Point] = {}
    for (node, down, beyond), members in sides.items():
        members.sort()
        for at, (_, pair, leaving) in enumerate(members):
            share = (at + 1) / (len(members) + 1) - 0.5
            ends[pair, leaving] = _port(boxes[node], share, down=down, beyond=beyond)
    return {
        pair: Route(down, (ends[pair, True], *bends, ends[pair, False]))
        for pair, (down, bends) in runs.items()
    }


def _middle(box: Box) -> Point:
    return (box[0] + box[2] / 2, box[1] + box[3] / 2)


def _port(box: Box, share: float, *, down: bool, beyond: bool) -> Point:
    x, y = _middle(box)
    if down:
        return (x + share * box[2] * 0.8, y + (box[3] / 2 if beyond else -box[3] / 2))
    return (x + (box[2] / 2 if beyond else -box[2] / 2), y + share * box[3] * 0.8)

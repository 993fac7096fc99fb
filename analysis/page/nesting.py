"""Boxes in boxes, laid out from the inside out, and the routes of the edges between them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from analysis.layout.clusters import Cluster
from analysis.layout.layering import Pair
from analysis.page.curves import Bounds, Curve
from analysis.page.layered import Layout, Point, Size, layered, shelved
from analysis.page.routing import routed
from analysis.records import dataclass

Words = Mapping[Pair, Size]
NO_WORDS: Words = MappingProxyType({})
HEAD, PAD = 30.0, 16.0
SAVING = 0.75
MANY = 250  # a level with more boxes is drawn in one direction only: choosing costs too much


@dataclass(frozen=True)
class Placement:
    """Where everything stands."""

    boxes: Mapping[int, Bounds]
    groups: tuple[tuple[Cluster, Bounds], ...]
    routes: Mapping[Pair, Curve]
    size: Size


class Arrangement:
    """One arrangement of an item's boxes; sizes from the inside out, then places from outside."""

    def __init__(
        self, root: Cluster, sizes: Mapping[int, Size], pairs: Sequence[Pair], words: Words
    ) -> None:
        self._sizes = sizes
        self._words = words
        self._room: dict[int, Size] = {}
        self._paths: dict[int, list[tuple[Cluster, int]]] = {}
        self._trace(root, [])
        self._lifted: dict[int, set[Pair]] = {}
        self._meet = {pair: meet for pair in pairs if (meet := self._lift(pair))}
        self._drawings: dict[int, Layout] = {}
        self._corners: dict[int, Point] = {}
        self.boxes: dict[int, Bounds] = {}
        self.groups: list[tuple[Cluster, Bounds]] = []
        self.size = self._measure(root)
        self._place(root, (0.0, 0.0), self.size)

    def _trace(self, item: Cluster, path: list[tuple[Cluster, int]]) -> None:
        if item.at >= 0:
            self._paths[item.at] = path
        for at, each in enumerate(item.inside):
            self._trace(each, [*path, (item, at)])

    def _lift(self, pair: Pair) -> tuple[Cluster, int, int] | None:
        """The innermost item that holds both ends, and through which of its boxes they go."""
        for (item, one), (same, other) in zip(
            self._paths[pair[0]], self._paths[pair[1]], strict=False
        ):
            if item is not same:
                return None
            if one != other:
                self._lifted.setdefault(id(item), set()).add((one, other))
                wide, high = self._room.get(id(item), (0.0, 0.0))
                own = self._words.get(pair, (0.0, 0.0))
                self._room[id(item)] = (max(wide, own[0]), max(high, own[1]))
                return item, one, other
        return None

    def _measure(self, item: Cluster) -> Size:
        if not item.inside:
            return self._sizes[item.at]
        sizes = [self._measure(each) for each in item.inside]
        edges = sorted(self._lifted.get(id(item), ()))
        drawing = _drawn(
            sizes,
            edges,
            self._room.get(id(item), (0.0, 0.0)),
            grouped=any(each.inside for each in item.inside),
        )
        self._drawings[id(item)] = drawing
        return self._own_size(item)

    def _place(self, item: Cluster, corner: Point, size: Size) -> None:
        box = (*corner, *size)
        if item.at >= 0:
            self.boxes[item.at] = box
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

    def _own_size(self, item: Cluster) -> Size:
        if not item.inside:
            return self._sizes[item.at]
        drawing = self._drawings[id(item)]
        least = 8.0 * len(item.id[:40]) + 3 * PAD
        return (max(drawing.size[0] + 2 * PAD, least), drawing.size[1] + HEAD + PAD)

    def bends(self, pair: Pair) -> tuple[bool, tuple[Point, ...]] | None:
        """Whether an edge goes downwards, and the points it passes between its boxes."""
        if pair not in self._meet:
            return None
        item, one, other = self._meet[pair]
        drawing, corner = self._drawings[id(item)], self._corners[id(item)]
        points = drawing.bends.get((one, other), ())
        return drawing.goes_down((one, other)), tuple(
            (x + corner[0], y + corner[1]) for x, y in points
        )


def _drawn(sizes: Sequence[Size], edges: Sequence[Pair], room: Size, *, grouped: bool) -> Layout:
    """The drawing that can be shown largest; shelves only where layers would waste much room."""
    ways = (False, True) if len(sizes) <= MANY else (False,)
    drawings = [layered(sizes, edges, down=way, room=room) for way in ways]
    best = min(drawings, key=lambda each: each.reach)
    if not grouped:
        return best
    order = sorted(range(len(sizes)), key=lambda each: (drawings[0].centres[each], each))
    folded = shelved(sizes, order)
    return folded if folded.reach < SAVING * best.reach else best


def arranged(
    root: Cluster, sizes: Mapping[int, Size], pairs: Sequence[Pair], words: Words = NO_WORDS
) -> Placement:
    """Where the boxes of an item stand and how the edges between them run.

    ``words`` is the size of what is written on an edge.
    """
    if not root.inside:
        return Placement({}, (), {}, (0.0, 0.0))
    arrangement = Arrangement(root, sizes, pairs, words)
    runs = {pair: run for pair in pairs if (run := arrangement.bends(pair))}
    inner = [item for item, _ in arrangement.groups if item is not root]
    holders = {item.at for item in inner}
    leaves = {at: box for at, box in arrangement.boxes.items() if at not in holders}
    groups = tuple(each for each in arrangement.groups if each[0] is not root)
    curves = routed(arrangement.boxes, leaves, runs)
    return Placement(arrangement.boxes, groups, curves, arrangement.size)

"""A layered drawing of boxes: places and bends, computed here so that they are always the same."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from analysis.layout.layering import Pair, acyclic, layers_of, shelves
from analysis.page.ordering import GAP, Layers, ordered, placed
from analysis.records import dataclass
from analysis.walking import components

Point = tuple[float, float]
Size = tuple[float, float]
BENDS = 20_000  # past this, long edges go straight: a drawing so dense is not read edge by edge
AISLE = 64.0  # between boxes on shelves, for the edges
WIDE = 1.25  # width over height of a drawing that fits a screen


@dataclass(frozen=True)
class Layout:
    """Centres of the boxes, bends of the edges by (source, target), and the size of the whole."""

    centres: tuple[Point, ...]
    bends: dict[Pair, tuple[Point, ...]]
    size: Size
    down: bool

    @property
    def reach(self) -> float:
        """The smaller it is, the larger the drawing can be shown."""
        return max(self.size[0] / WIDE, self.size[1])

    def goes_down(self, pair: Pair) -> bool:  # noqa: ARG002 - only shelves need it
        """Whether an edge leaves and enters from above or below, not from the sides."""
        return self.down


@dataclass(frozen=True)
class Shelved(Layout):
    """Boxes on shelves: edges of one shelf go sideways, the others up or down."""

    def goes_down(self, pair: Pair) -> bool:
        """Whether its boxes stand on different shelves."""
        one, other = (self.centres[end] for end in pair)
        return one[1] != other[1]


def layered(
    sizes: Sequence[Size], edges: Sequence[Pair], *, down: bool, room: Size = (0.0, 0.0)
) -> Layout:
    """Boxes of those sizes in layers, from left to right or downwards.

    Between layers there is ``room`` for what is written on the edges.
    """
    turned = [(height, width) if down else (width, height) for width, height in sizes]
    parts = [
        _part(members, turned, edges, room[1] if down else room[0])
        for members in sorted(components(range(len(sizes)), edges), key=len, reverse=True)
    ]
    centres, bends, size = _packed(parts, down=down)
    flip = (lambda at: (at[1], at[0])) if down else (lambda at: at)
    return Layout(
        tuple(flip(centres[each]) for each in range(len(sizes))),
        {pair: tuple(map(flip, points)) for pair, points in bends.items()},
        flip(size),
        down,
    )


@dataclass(frozen=True)
class _Component:
    centres: dict[int, Point]
    bends: dict[Pair, list[Point]]
    size: Size


def _part(
    members: Sequence[int], sizes: Sequence[Size], edges: Sequence[Pair], room: float
) -> _Component:
    """One component, drawn from left to right with its corner at the origin."""
    own = {each: at for at, each in enumerate(members)}
    pairs = acyclic(len(members), [(own[a], own[b]) for a, b in edges if a in own])
    layer = layers_of(len(members), pairs)
    chains, rank = _chains(pairs, layer)
    extent = [sizes[each] for each in members] + [(0.0, 0.0)] * (len(rank) - len(members))
    before: list[list[int]] = [[] for _ in rank]
    after: list[list[int]] = [[] for _ in rank]
    for chain in chains.values():
        for one, other in pairwise(chain):
            after[one].append(other)
            before[other].append(one)
    sweeps = 24 if len(rank) < 400 else 10 if len(rank) < 4000 else 4
    layers = ordered(_by_layer(rank), before, after, sweeps)
    across = placed(layers, before, after, [height for _, height in extent])
    middles, widths = _columns(layers, extent, after, room)
    top = min(across[each] - extent[each][1] / 2 for each in range(len(rank)))
    low = max(across[each] + extent[each][1] / 2 for each in range(len(rank)))
    centre = [(middles[rank[each]], across[each] - top) for each in range(len(rank))]
    bends: dict[Pair, list[Point]] = {}
    for (one, other), chain in chains.items():
        points = [
            (centre[bend][0] + side * widths[rank[bend]] / 2, centre[bend][1])
            for bend in chain[1:-1]
            for side in (-1, 1)
        ]
        bends[members[one], members[other]] = points
        bends[members[other], members[one]] = points[::-1]
    size = (middles[-1] + widths[-1] / 2, low - top)
    return _Component({each: centre[own[each]] for each in members}, bends, size)


def _chains(pairs: Sequence[Pair], layer: list[int]) -> tuple[dict[Pair, list[int]], list[int]]:
    """Each edge as a chain through a bend in every layer that it passes; and all the layers."""
    rank = list(layer)
    straight = sum(layer[b] - layer[a] - 1 for a, b in pairs) > BENDS
    chains = {}
    for one, other in pairs:
        passed = () if straight else range(layer[one] + 1, layer[other])
        bends = range(len(rank), len(rank) + len(passed))
        rank.extend(passed)
        chains[one, other] = [one, *bends, other]
    return chains, rank


def _by_layer(rank: Sequence[int]) -> Layers:
    layers: Layers = [[] for _ in range(max(rank, default=-1) + 1)]
    for each, at in enumerate(rank):
        layers[at].append(each)
    return layers


def _columns(
    layers: Layers, extent: Sequence[Size], after: Sequence[Sequence[int]], room: float
) -> tuple[list[float], list[float]]:
    widths = [max((extent[each][0] for each in layer), default=0.0) for layer in layers]
    middles, edge = [], 0.0
    for layer, width in zip(layers, widths, strict=True):
        middles.append(edge + width / 2)
        leaving = sum(len(after[each]) for each in layer)
        edge += width + max(48 + min(56, 5 * leaving), room + 28)
    return middles, widths


def _packed(
    parts: Sequence[_Component], *, down: bool
) -> tuple[dict[int, Point], dict[Pair, list[Point]], Size]:
    """The components on shelves: the largest first, the single ones in rows below."""
    gap = 1.8 * GAP
    area = sum((part.size[0] + gap) * (part.size[1] + gap) for part in parts)
    shape = 1 / WIDE if down else WIDE
    limit = max([math.sqrt(area * shape), *(part.size[0] for part in parts)])
    corners, size = shelves([part.size for part in parts], range(len(parts)), limit, gap)
    centres: dict[int, Point] = {}
    bends: dict[Pair, list[Point]] = {}
    for part, (x, y) in zip(parts, corners, strict=True):
        for each, at in part.centres.items():
            centres[each] = (at[0] + x, at[1] + y)
        for pair, points in part.bends.items():
            bends[pair] = [(at[0] + x, at[1] + y) for at in points]
    return centres, bends, size


def shelved(sizes: Sequence[Size], order: Sequence[int]) -> Layout:
    """Boxes in that order on as many shelves as let the drawing be shown largest."""
    rows = (
        [order[at : at + each] for at in range(0, len(order), each)] for each in _lengths(order)
    )
    return min((_shelves(sizes, row) for row in rows), key=lambda drawing: drawing.reach)


def _lengths(order: Sequence[int]) -> Iterable[int]:
    return range(1, min(len(order), 24) + 1)


def _shelves(sizes: Sequence[Size], rows: Sequence[Sequence[int]]) -> Layout:
    wide = max(sum(sizes[each][0] + AISLE for each in row) for row in rows) - AISLE
    centres: dict[int, Point] = {}
    y = 0.0
    for row in rows:
        high = max(sizes[each][1] for each in row)
        spare = wide - sum(sizes[each][0] for each in row)
        gap = spare / (len(row) - 1) if len(row) > 1 else 0.0
        x = 0.0 if len(row) > 1 else spare / 2
        if len(row) > 1 and gap > 2 * AISLE:
            gap = AISLE
        for each in row:
            centres[each] = (x + sizes[each][0] / 2, y + high / 2)
            x += sizes[each][0] + gap
        y += high + AISLE
    places = tuple(centres[each] for each in range(len(sizes)))
    return Shelved(places, {}, (wide, y - AISLE), down=True)

"""Layers of a directed graph, its cycles broken, and rectangles on shelves."""

import heapq
import math
from collections.abc import Collection, Iterable, Sequence

Pair = tuple[int, int]


def acyclic(count: int, edges: Sequence[Pair]) -> list[Pair]:
    """The edges between 0 … count-1, those that close a cycle turned round; each pair once."""
    after: list[list[int]] = [[] for _ in range(count)]
    pull = [0] * count
    for source, target in edges:
        after[source].append(target)
        pull[source] -= 1
        pull[target] += 1
    entered = {target for _, target in edges}
    starts = sorted(range(count), key=lambda each: (each in entered, pull[each], each))
    number = finish_order(starts, after)
    turned = {
        (source, target) if number[source] > number[target] else (target, source)
        for source, target in edges
        if source != target
    }
    return sorted(turned)


def finish_order(starts: Sequence[int], after: Sequence[Sequence[int]]) -> list[int]:
    """When a depth-first search leaves each vertex; an edge to one left later closes a cycle."""
    number = [-1] * len(after)
    seen = [False] * len(after)
    clock = 0
    for start in starts:
        if seen[start]:
            continue
        seen[start] = True
        stack = [(start, iter(after[start]))]
        while stack:
            here, rest = stack[-1]
            following = next((each for each in rest if not seen[each]), None)
            if following is None:
                number[here] = clock
                clock += 1
                stack.pop()
            else:
                seen[following] = True
                stack.append((following, iter(after[following])))
    return number


def layers_of(
    count: int, edges: Sequence[Pair], *, limit: float | None = None, fixed: Collection[int] = ()
) -> list[int]:
    """The layer of each vertex of an acyclic graph: after what leads to it, and none overfull.

    What nothing leads to stands right before the first that it leads to, unless it is ``fixed``;
    a layer holds ``limit`` vertices, by default about as many as there are layers.
    """
    after: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for source, target in edges:
        after[source].append(target)
        waiting[target] += 1
    first = [each for each in range(count) if not waiting[each]]
    room = _Room(max(6, math.ceil(1.3 * math.sqrt(count))) if limit is None else limit)
    heap, entries = list(first), set(first)
    layer = [0] * count
    while heap:
        here = heapq.heappop(heap)
        if here not in entries:
            layer[here] = room.at_or_after(layer[here])
        for target in after[here]:
            layer[target] = max(layer[target], layer[here] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                heapq.heappush(heap, target)
    for here in first:
        if after[here] and here not in fixed:
            layer[here] = room.at_or_before(min(layer[each] for each in after[here]) - 1)
    least = min(layer, default=0)
    return [each - least for each in layer]


class _Room:
    """How many stand in each layer, against a limit."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.taken: dict[int, int] = {}

    def at_or_after(self, layer: int) -> int:
        while self.taken.get(layer, 0) >= self.limit:
            layer += 1
        return self._take(layer)

    def at_or_before(self, layer: int) -> int:
        while self.taken.get(layer, 0) >= self.limit:
            layer -= 1
        return self._take(layer)

    def _take(self, layer: int) -> int:
        self.taken[layer] = self.taken.get(layer, 0) + 1
        return layer


def shelves(
    sizes: Sequence[tuple[float, float]], order: Iterable[int], limit: float, gap: float = 0
) -> tuple[list[tuple[float, float]], tuple[float, float]]:
    """The corner of each rectangle by its number, and the width and height of all.

    A shelf holds what comes next as long as it is no wider than ``limit``.
    """
    corners: list[tuple[float, float]] = [(0, 0)] * len(sizes)
    x: float = 0
    y: float = 0
    tall: float = 0
    widest: float = 0
    for number in order:
        wide, high = sizes[number]
        if x and x + wide > limit:
            x, y, tall = 0, y + tall + gap, 0
        corners[number] = (x, y)
        widest, tall = max(widest, x + wide), max(tall, high)
        x += wide + gap
    return corners, (widest, y + tall)

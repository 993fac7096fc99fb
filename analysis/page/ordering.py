"""The order within layers: few crossings, by the barycentre sweeps of Sugiyama (1981)."""

from bisect import bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise

Layers = list[list[int]]
Neighbours = Sequence[Sequence[int]]


def ordered(layers: Layers, before: Neighbours, after: Neighbours, sweeps: int) -> Layers:
    """The layers with their members in the best order that the sweeps met."""
    best, fewest = layers, crossings(layers, after)
    now = layers
    for sweep in range(sweeps):
        if not fewest:
            break
        now = _swept(now, after, -1) if sweep % 2 else _swept(now, before, 1)
        count = crossings(now, after)
        if count < fewest:
            best, fewest = now, count
    return best


def crossings(layers: Layers, after: Neighbours) -> int:
    """How many pairs of edges between neighbouring layers cross."""
    total = 0
    for first, second in pairwise(layers):
        place = {each: at for at, each in enumerate(second)}
        met: list[int] = []
        for each in first:
            ends = [place[end] for end in after[each] if end in place]
            total += sum(len(met) - bisect_right(met, end) for end in ends)
            for end in ends:
                insort(met, end)
    return total


def _swept(layers: Layers, towards: Neighbours, step: int) -> Layers:
    swept = [list(each) for each in layers]
    places = range(len(layers)) if step > 0 else range(len(layers) - 1, -1, -1)
    fixed: dict[int, int] = {}
    for at in places:
        layer = swept[at]
        wanted = {
            each: _mean([fixed[end] for end in towards[each] if end in fixed], own)
            for own, each in enumerate(layer)
        }
        layer.sort(key=lambda each: wanted[each])
        fixed = {each: own for own, each in enumerate(layer)}
    return swept


def _mean(values: Sequence[int], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise

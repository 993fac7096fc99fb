"""Order and places in layers: few crossings, by Sugiyama's sweeps (1981), near to neighbours."""

from bisect import bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median

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
            each: fmean([fixed[end] for end in towards[each] if end in fixed] or [own])
            for own, each in enumerate(layer)
        }
        layer.sort(key=lambda each: wanted[each])
        fixed = {each: own for own, each in enumerate(layer)}
    return swept


GAP = 16.0


def placed(
    layers: Layers, before: Neighbours, after: Neighbours, sizes: Sequence[float], sweeps: int = 8
) -> list[float]:
    """The centre of every vertex across the layers' direction; vertices without size are bends."""
    at = [0.0] * len(sizes)
    for layer in layers:
        edge = 0.0
        for each in layer:
            at[each] = edge + sizes[each] / 2
            edge += sizes[each] + _gap(sizes[each])
        for each in layer:
            at[each] -= edge / 2
    for sweep in range(sweeps):
        for layer in reversed(layers) if sweep % 2 else layers:
            _settle(layer, at, sizes, (after, before) if sweep % 2 else (before, after))
    return at


def _settle(
    layer: list[int], at: list[float], sizes: Sequence[float], sides: tuple[Neighbours, Neighbours]
) -> None:
    wanted, weights, offsets = [], [], []
    offset = 0.0
    for here, each in enumerate(layer):
        if here:
            last = layer[here - 1]
            offset += (sizes[last] + sizes[each]) / 2 + max(_gap(sizes[last]), _gap(sizes[each]))
        ends = sides[0][each] or sides[1][each]
        wanted.append(median(at[end] for end in ends) if ends else at[each])
        weights.append(1.0 + (4.0 if not sizes[each] else 0.0) if ends else 0.1)
        offsets.append(offset)
    free = [want - offset for want, offset in zip(wanted, offsets, strict=True)]
    for each, value, offset in zip(layer, rising(free, weights), offsets, strict=True):
        at[each] = value + offset


def rising(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest values, by weighted squares, that never fall (pool adjacent violators)."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for want, weight in zip(wanted, weights, strict=True):
        mean, total, count = want, weight, 1
        while pools and pools[-1][0] > mean:
            other, heavy, many = pools.pop()
            mean = (mean * total + other * heavy) / (total + heavy)
            total, count = total + heavy, count + many
        pools.append((mean, total, count))
    return [mean for mean, _, count in pools for _ in range(count)]


def _gap(size: float) -> float:
    return GAP if size else GAP * 0.6

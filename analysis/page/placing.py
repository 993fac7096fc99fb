"""Places along a layer: as near to the neighbours as order and room allow."""

from collections.abc import Sequence

from analysis.page.ordering import Layers, Neighbours

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
        wanted.append(_median(sorted(at[end] for end in ends)) if ends else at[each])
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


def _median(values: Sequence[float]) -> float:
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2

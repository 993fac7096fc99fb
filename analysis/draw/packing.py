"""Rectangles on shelves, so ordered that what belongs together stands near and the page is wide."""

from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import Protocol

from analysis.draw.scene import Arrow
from analysis.layout.layering import shelves

Cell = tuple[int, int]
FEW = 6  # so many are tried in every order
TRIES = 4000
DOWN = 0.6  # a row is that much of a column's width, on paper


class Piece(Protocol):
    """What is packed: its size, and which nodes stand where in it."""

    width: int
    height: int
    cells: dict[str, Cell]


def pack(parts: Sequence[Piece], arrows: Sequence[Arrow], aspect: float) -> list[Cell]:
    """The corner of each part; the same for the same parts, in whatever order arrows come."""
    if len(parts) < 2:
        return [(0, 0)] * len(parts)
    wires = _wires(parts, arrows)
    order = _by_flow(len(parts), wires)
    best: tuple[float, list[Cell]] = (float("inf"), [])
    budget = TRIES * 20 // (20 + len(wires) + len(parts))
    for width in _widths(parts, aspect):
        page = (width, aspect)
        tried: Iterable[Sequence[int]] = permutations(order)
        if len(parts) > FEW:
            tried = [_swapped(order, parts, wires, page, budget)]
        for each in tried:
            corners = _shelves(parts, each, width)
            cost = _cost(parts, corners, wires, aspect)
            if cost < best[0] - 1e-9:
                best = (cost, corners)
    return best[1]


def _wires(parts: Sequence[Piece], arrows: Sequence[Arrow]) -> list[tuple[int, Cell, int, Cell]]:
    home = {id_: number for number, part in enumerate(parts) for id_ in part.cells}
    found = []
    for arrow in arrows:
        one, other = home.get(arrow.source), home.get(arrow.target)
        if one is not None and other is not None and one != other:
            ends = parts[one].cells[arrow.source], parts[other].cells[arrow.target]
            found.append((one, ends[0], other, ends[1]))
    return sorted(found)


def _by_flow(count: int, wires: Sequence[tuple[int, Cell, int, Cell]]) -> list[int]:
    """Depth first along the wires, from what least is led to."""
    onward: list[dict[int, int]] = [{} for _ in range(count)]
    balance = [0] * count
    for one, _, other, _ in wires:
        onward[one][other] = onward[one].get(other, 0) + 1
        balance[one] -= 1
        balance[other] += 1
    order: list[int] = []
    for start in sorted(range(count), key=lambda number: (balance[number], number)):
        stack = [start]
        while stack:
            here = stack.pop()
            if here not in order:
                order.append(here)
                stack += sorted(onward[here], key=lambda there: onward[here][there])
    return order


def _widths(parts: Sequence[Piece], aspect: float) -> list[int]:
    area = sum(part.width * part.height for part in parts)
    least = max(part.width for part in parts)
    wished = (area * aspect) ** 0.5
    return sorted({max(least, round(wished * by)) for by in (0.8, 1, 1.15, 1.3, 1.5, 1.8)})


def _shelves(parts: Sequence[Piece], order: Sequence[int], width: int) -> list[Cell]:
    corners, _ = shelves([(part.width, part.height) for part in parts], order, width)
    return [(int(x), int(y)) for x, y in corners]


def _cost(
    parts: Sequence[Piece],
    corners: Sequence[Cell],
    wires: Sequence[tuple[int, Cell, int, Cell]],
    aspect: float,
) -> float:
    wide = max(x + part.width for part, (x, _) in zip(parts, corners, strict=True))
    high = max(y + part.height for part, (_, y) in zip(parts, corners, strict=True))
    length = 0.0
    for one, (c1, r1), other, (c2, r2) in wires:
        (x1, y1), (x2, y2) = corners[one], corners[other]
        right = x2 + c2 - x1 - c1
        length += abs(right) + DOWN * abs(y2 + r2 - y1 - r1) + (0.5 if right < 0 else 0)
    shape = max(wide / (high * aspect), high * aspect / wide)
    waste = wide * high / sum(part.width * part.height for part in parts)
    return (length + 1) * (0.6 + 0.4 * shape) + 2 * len(parts) * (waste * shape)


def _swapped(
    order: Sequence[int],
    parts: Sequence[Piece],
    wires: Sequence[tuple[int, Cell, int, Cell]],
    page: tuple[int, float],
    budget: int,
) -> tuple[int, ...]:
    """The best order that swaps of two find within the budget."""
    width, aspect = page
    best = list(order)
    cost = _cost(parts, _shelves(parts, best, width), wires, aspect)
    better = True
    while better and budget > 0:
        better = False
        for i in range(len(best)):
            for j in range(i + 1, len(best)):
                budget -= 1
                if budget <= 0:
                    return tuple(best)
                trial = best.copy()
                trial[i], trial[j] = trial[j], trial[i]
                tried = _cost(parts, _shelves(parts, trial, width), wires, aspect)
                if tried < cost - 1e-9:
                    best, cost, better = trial, tried, True
    return tuple(best)

"""Columns and rows of one connected part: cycles broken, sinks near their users, lines straight."""

import math
from collections.abc import Iterable, Mapping, Sequence

from analysis.layout.layering import finish_order, layers_of
from analysis.records import dataclass
from analysis.walking import grouped


@dataclass(frozen=True)
class Join:
    """From item to item; ``main`` is the way on, ``data`` a look into a table."""

    source: str
    target: str
    main: bool = False
    data: bool = False


def columns(items: Sequence[str], links: Sequence[Join], *, first: str = "") -> dict[str, int]:
    """The column of each item, from 0; links lead to the right wherever no circle forbids it."""
    sinks = _sinks(items, links)
    kept = [item for item in items if item not in sinks]
    found = _columns(kept, [link for link in links if link.target not in sinks], first)
    near = grouped((link.target, found[link.source]) for link in links if link.target in sinks)
    for sink in sorted(near):
        found[sink] = _between(near[sink])
    least = min(found.values(), default=0)
    return {item: column - least for item, column in found.items()}


def _sinks(items: Iterable[str], links: Iterable[Join]) -> set[str]:
    """What is only ever read or written, by more than one: it may stand between its users."""
    leaving = {link.source for link in links}
    arriving = grouped((link.target, link) for link in links)
    return {
        item
        for item in items
        if item not in leaving
        and len(arriving.get(item, ())) > 1
        and all(link.data for link in arriving[item])
    }


def _between(users: list[int]) -> int:
    """The column with the shortest way to all users, in none of which it stands itself."""
    free = [at for at in range(min(users), max(users) + 2) if at not in users]
    return min(free, key=lambda at: (sum(abs(at - user) for user in users), -at))


def _columns(items: Sequence[str], links: Sequence[Join], first: str) -> dict[str, int]:
    """Layers without the links that close a circle, found depth first from where things begin."""
    index = {item: at for at, item in enumerate(items)}
    after: list[list[int]] = [[] for _ in items]
    for link in sorted(links, key=lambda link: (not link.main, link.target)):
        after[index[link.source]].append(index[link.target])
    led_to = {there for onward in after for there in onward}
    starts = sorted(range(len(items)), key=lambda at: (items[at] != first, at in led_to, items[at]))
    number = finish_order(starts, after)
    ahead = [
        (here, there)
        for here, onward in enumerate(after)
        for there in onward
        if number[here] > number[there]
    ]
    fixed = {index[first]} if first in index else set()
    layer = layers_of(len(items), ahead, limit=math.inf, fixed=fixed)
    return {item: layer[at] for item, at in index.items()}


Size = tuple[int, int]  # columns, rows
SWEEPS = 6


def rows(
    column: Mapping[str, int], links: Sequence[Join], sizes: Mapping[str, Size], spine: set[str]
) -> dict[str, int]:
    """The row of each item, from 0; those of ``spine``, one a column, share row 0."""
    near = _neighbours(links)
    found = dict.fromkeys(spine, 0)
    taken: set[tuple[int, int]] = set()
    for item in spine:
        _take(taken, column[item], 0, sizes[item][1])
    for item in sorted(column, key=lambda item: (column[item], -len(near.get(item, ())), item)):
        if item not in found:
            wish = _wish(item, near, found)
            found[item] = _free(taken, column[item], wish, sizes[item][1], 0 if spine else -999)
            _take(taken, column[item], found[item], sizes[item][1])
    for _ in range(SWEEPS):
        if not _improve(found, column, near, sizes, spine):
            break
    least = min(found.values(), default=0)
    return {item: row - least for item, row in found.items()}


def _neighbours(links: Sequence[Join]) -> dict[str, list[tuple[str, int]]]:
    return grouped(
        (here, (there, 4 if link.main else 1 if link.data else 2))
        for link in links
        for here, there in ((link.source, link.target), (link.target, link.source))
    )


def _wish(item: str, near: Mapping[str, Sequence[tuple[str, int]]], found: dict[str, int]) -> int:
    known = [(found[other], weight) for other, weight in near.get(item, ()) if other in found]
    if not known:
        return 0
    return round(sum(row * weight for row, weight in known) / sum(weight for _, weight in known))


def _take(taken: set[tuple[int, int]], column: int, row: int, height: int) -> None:
    taken.update((column, row + step) for step in range(height))


def _free(taken: set[tuple[int, int]], column: int, wish: int, height: int, least: int) -> int:
    """The free row nearest to the wish, below rather than above."""
    for distance in range(len(taken) + height + abs(wish) + 2):
        for row in (wish + distance, wish - distance):
            if row >= least and all((column, row + step) not in taken for step in range(height)):
                return row
    return wish


def _improve(
    found: dict[str, int],
    column: Mapping[str, int],
    near: Mapping[str, Sequence[tuple[str, int]]],
    sizes: Mapping[str, Size],
    spine: set[str],
) -> bool:
    """Swap two in a column, or move one to a free row, where lines get shorter by it."""
    by_column = grouped((column[item], item) for item in sorted(found))
    better = False
    for stack in by_column.values():
        movable = [item for item in stack if item not in spine and sizes[item][1] == 1]
        used = {found[item] + step for item in stack for step in range(sizes[item][1])}
        span = range(min(found.values()), max(found.values()) + 1)
        for item in movable:
            for row in span:
                if row == found[item]:
                    continue
                other = next((each for each in movable if found[each] == row), None)
                if row in used and other is None:
                    continue
                gain = _cost(item, found[item], near, found) - _cost(item, row, near, found)
                if other:
                    gain += _cost(other, row, near, found) - _cost(other, found[item], near, found)
                if gain > 0:
                    used -= {found[item]}
                    if other:
                        found[other] = found[item]
                        used |= {found[other]}
                    found[item] = row
                    used |= {row}
                    better = True
    return better


def _cost(
    item: str, row: int, near: Mapping[str, Sequence[tuple[str, int]]], found: Mapping[str, int]
) -> float:
    """How far its neighbours are, a little less for straight lines."""
    total = 0.0
    for other, weight in near.get(item, ()):
        if other in found and other != item:
            distance = abs(found[other] - row)
            total += weight * (distance + (0.5 if distance else 0))
    return total

"""Layers of one connected part: which column each item takes (cycles broken, sinks drawn near)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.layout.layering import finish_order, layers_of
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

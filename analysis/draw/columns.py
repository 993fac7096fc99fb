"""Layers of one connected part: which column each item takes (cycles broken, sinks drawn near)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """From item to item; ``main`` is the way on, ``data`` a look into a table."""

    source: str
    target: str
    main: bool = False
    data: bool = False


def columns(items: Sequence[str], links: Sequence[Link], *, first: str = "") -> dict[str, int]:
    """The column of each item, from 0; links lead to the right wherever no circle forbids it."""
    sinks = _sinks(items, links)
    kept = [item for item in items if item not in sinks]
    ahead = _forward(kept, [link for link in links if link.target not in sinks], first)
    found = _longest(kept, ahead)
    _pull_sources(found, ahead, first)
    near: dict[str, list[int]] = {}
    for link in links:
        if link.target in sinks:
            near.setdefault(link.target, []).append(found[link.source])
    for sink in sorted(near):
        found[sink] = _between(near[sink])
    least = min(found.values(), default=0)
    return {item: column - least for item, column in found.items()}


def _sinks(items: Iterable[str], links: Iterable[Link]) -> set[str]:
    """What is only ever read or written, by more than one: it may stand between its users."""
    leaving = {link.source for link in links}
    arriving: dict[str, list[Link]] = {}
    for link in links:
        arriving.setdefault(link.target, []).append(link)
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


def _forward(items: Sequence[str], links: Sequence[Link], first: str) -> dict[str, list[str]]:
    """The links without those that close a circle, found depth first from where things begin."""
    onward: dict[str, list[str]] = {item: [] for item in items}
    arriving = dict.fromkeys(items, 0)
    for link in sorted(links, key=lambda link: (not link.main, link.target)):
        onward[link.source].append(link.target)
        arriving[link.target] += 1
    starts = sorted(items, key=lambda item: (item != first, arriving[item] > 0, item))
    done: set[str] = set()
    ahead: dict[str, list[str]] = {item: [] for item in items}
    for start in starts:
        if start in done:
            continue
        open_: dict[str, int] = {start: 0}
        stack = [start]
        while stack:
            here = stack[-1]
            if open_[here] == len(onward[here]):
                done.add(stack.pop())
                del open_[here]
                continue
            there = onward[here][open_[here]]
            open_[here] += 1
            if there in open_:
                continue
            ahead[here].append(there)
            if there not in done:
                open_[there] = 0
                stack.append(there)
    return ahead


def _longest(items: Sequence[str], ahead: Mapping[str, Sequence[str]]) -> dict[str, int]:
    waiting = dict.fromkeys(items, 0)
    for targets in ahead.values():
        for target in targets:
            waiting[target] += 1
    found = dict.fromkeys(items, 0)
    ready = [item for item in items if not waiting[item]]
    while ready:
        here = ready.pop()
        for there in ahead[here]:
            found[there] = max(found[there], found[here] + 1)
            waiting[there] -= 1
            if not waiting[there]:
                ready.append(there)
    return found


def _pull_sources(found: dict[str, int], ahead: Mapping[str, Sequence[str]], first: str) -> None:
    """What nothing leads to stands just before what it leads to."""
    led_to = {there for targets in ahead.values() for there in targets}
    for item in found:
        if item not in led_to and ahead[item] and item != first:
            found[item] = min(found[there] for there in ahead[item]) - 1

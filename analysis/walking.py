"""Things by what they have in common, and all that can be come to from one: without networkx.

What answers at once must not wait for it: it takes half a second to load.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def grouped(pairs: Iterable[tuple[Key, Value]]) -> defaultdict[Key, list[Value]]:
    """The values of each key in the order given; a key that no pair has stands for none."""
    found: defaultdict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def reached(start: Key, onward: Callable[[Key], Iterable[Key]]) -> Iterator[Key]:
    """The start, and whatever one comes to from it, each once, the nearest first."""
    seen, waiting = {start}, deque([start])
    while waiting:
        here = waiting.popleft()
        yield here
        for each in onward(here):
            if each not in seen:
                seen.add(each)
                waiting.append(each)


def beyond(start: Key, onward: Callable[[Key], Iterable[Key]]) -> set[Key]:
    """Whatever one comes to from the start; that itself only where one comes back to it."""
    found: set[Key] = set()
    for first in onward(start):
        if first not in found:
            found.update(reached(first, onward))
    return found


Item = TypeVar("Item", bound=Hashable)


def components(items: Sequence[Item], pairs: Iterable[tuple[Item, Item]]) -> list[list[Item]]:
    """The items that pairs join, each part in the order of the items, and so are the parts.

    A pair of which an end is no item joins nothing.
    """
    root = {each: each for each in items}

    def find(each: Item) -> Item:
        while root[each] != each:
            root[each] = root[root[each]]
            each = root[each]
        return each

    for one, other in pairs:
        if one in root and other in root:
            root[find(other)] = find(one)
    return list(grouped((find(each), each) for each in items).values())

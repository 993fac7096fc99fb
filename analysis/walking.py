"""Things by what they have in common, and all that can be come to from one: without networkx.

What answers at once must not wait for it: it takes half a second to load.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator
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

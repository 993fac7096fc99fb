"""The parts of a drawing that hang together."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from analysis.walking import grouped

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

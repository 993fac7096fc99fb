"""Strongly connected components of a graph given as arrays, and the graph between them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.records import dataclass

Integers = NDArray[np.int64]
Numbers = Sequence[int] | Integers
Compile = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True, eq=False)
class Condensed:
    """The acyclic graph between the strongly connected components.

    component: of each node. sizes: nodes of each component. sources, targets: each edge once,
    sorted by source and target; an edge goes from a higher component to a lower one.
    """

    component: Integers
    sizes: Integers
    sources: Integers
    targets: Integers

    def reversed(self) -> "Condensed":
        """The same with every edge turned round, and renumbered so that edges go down again."""
        last = len(self.sizes) - 1
        return condensed(last - self.component, last - self.targets, last - self.sources)


def condense(
    nodes: int, sources: Integers, targets: Integers, *, compiled: Compile | None = None
) -> Condensed:
    """The components of a graph and the edges between them, found by compiled code if told how."""
    starts = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(sources, minlength=nodes), out=starts[1:])
    successors = np.sort(sources * nodes + targets) % nodes
    if compiled:
        found = compiled(components)(starts, successors)
    else:
        found = components(starts.tolist(), successors.tolist())  # far faster than from arrays
    component = np.array(found, dtype=np.int64)
    return condensed(component, component[sources], component[targets])


def condensed(component: Integers, sources: Integers, targets: Integers) -> Condensed:
    """From each node's component and edges between components, doubles and loops among them."""
    sizes = np.bincount(component)
    between = sources != targets
    keys = np.sort(sources[between] * len(sizes) + targets[between])
    fresh = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    keys = keys[fresh]
    return Condensed(component, sizes, keys // max(1, len(sizes)), keys % max(1, len(sizes)))


def components(starts: Numbers, successors: Numbers) -> list[int]:
    """The component of each node, numbered so that edges between components go down.

    Tarjan (1972), without recursion: a component gets its number when all it reaches have theirs.
    It is compiled too, and so calls nothing.
    """
    nodes = len(starts) - 1
    index, low, following = [0] * nodes, [0] * nodes, [0] * nodes
    component = [-1] * nodes
    open_nodes, path = [0] * nodes, [0] * nodes
    found = opened = number = 0
    for root in range(nodes):
        depth, entered = 0, root
        while not index[root] or depth:
            if not index[entered]:
                found += 1
                index[entered] = low[entered] = found
                following[entered] = starts[entered]
                open_nodes[opened] = path[depth] = entered
                opened += 1
                depth += 1
            node = path[depth - 1]
            edge, end, least = following[node], starts[node + 1], low[node]
            while edge < end and index[successors[edge]]:
                if component[successors[edge]] < 0:
                    least = min(least, index[successors[edge]])
                edge += 1
            following[node], low[node] = edge, least
            if edge < end:
                entered = successors[edge]
                continue
            depth -= 1
            if depth:
                low[path[depth - 1]] = min(least, low[path[depth - 1]])
            if least == index[node]:
                while component[node] < 0:
                    opened -= 1
                    component[open_nodes[opened]] = number
                number += 1
    return component

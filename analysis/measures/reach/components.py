"""Strongly connected components of a graph given as arrays, and the graph between them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


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


def condense(nodes: int, sources: Integers, targets: Integers) -> Condensed:
    """The components of a graph and the edges between them."""
    starts = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(sources, minlength=nodes), out=starts[1:])
    successors = targets[np.argsort(sources, kind="stable")]
    component = np.array(_components(starts.tolist(), successors.tolist()), dtype=np.int64)
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


def _components(starts: list[int], successors: list[int]) -> list[int]:
    """The component of each node, numbered so that edges between components go down.

    Tarjan (1972), without recursion: a component gets its number when all it reaches have theirs.
    """
    nodes = len(starts) - 1
    index, low, following = [0] * nodes, [0] * nodes, starts[:-1]
    component = [-1] * nodes
    open_nodes: list[int] = []
    found, components = 0, 0
    for root in range(nodes):
        if index[root]:
            continue
        path = [root]
        found += 1
        index[root] = low[root] = found
        open_nodes.append(root)
        while path:
            node = path[-1]
            least = low[node]
            edge, end = following[node], starts[node + 1]
            while edge < end:
                successor = successors[edge]
                edge += 1
                if not index[successor]:
                    found += 1
                    index[successor] = low[successor] = found
                    open_nodes.append(successor)
                    path.append(successor)
                    break
                if component[successor] < 0 and index[successor] < least:
                    least = index[successor]
            following[node], low[node] = edge, least
            if path[-1] != node:
                continue
            path.pop()
            if path and least < low[path[-1]]:
                low[path[-1]] = least
            if least == index[node]:
                _close(open_nodes, node, component, components)
                components += 1
    return component


def _close(open_nodes: list[int], root: int, component: list[int], number: int) -> None:
    while component[root] < 0:
        component[open_nodes.pop()] = number

"""The order of a design structure matrix in which its structure shows."""

import heapq
from collections.abc import Hashable, Sequence

import networkx as nx

from analysis.records import dataclass


@dataclass(frozen=True)
class Ordering:
    """Rows and columns of a design structure matrix.

    nodes: in order. blocks: the same nodes by strongly connected component; a block of one is no
    cycle.
    """

    nodes: tuple[Hashable, ...]
    blocks: tuple[tuple[Hashable, ...], ...]


def matrix_order(graph: nx.DiGraph) -> Ordering:
    """An order that makes the design structure matrix lower block triangular, neighbours close.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j; it is the mark in row i, column j.

    Returns
    -------
    Ordering
        Every mark outside the blocks on the diagonal is below it: each node comes after all it
        depends on, except within a cyclic group, whose members stand together.

    Notes
    -----
    Sequencing [1]_ leaves much freedom; it is used to cluster. Of the groups whose dependencies
    have all been placed, the next is one that the latest placing has freed, so that chains and
    families stay together and marks lie near the diagonal; of those, the one with fewest direct
    dependents; then the first by name. Inside a cyclic group the members are ordered by the
    heuristic of [2]_, which leaves few marks above the diagonal. The order is a function of the
    nodes' names (``str``) and the edges, and of the graph's own order only where names are equal.

    References
    ----------
    .. [1] S. D. Eppinger, T. R. Browning (2012). Design Structure Matrix Methods and
       Applications. MIT Press.
    .. [2] P. Eades, X. Lin, W. F. Smyth (1993). A fast and effective heuristic for the feedback
       arc set problem. Information Processing Letters 47(6), 319-323.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([("page", "api"), ("api", "store"), ("store", "api"), ("job", "log")])
    >>> matrix_order(graph).blocks
    (('api', 'store'), ('page',), ('log',), ('job',))
    """
    ranks = {node: rank for rank, node in enumerate(sorted(graph, key=str))}
    groups = [
        sorted(group, key=ranks.__getitem__) for group in nx.strongly_connected_components(graph)
    ]
    groups.sort(key=lambda group: ranks[group[0]])
    blocks = tuple(_within(graph, groups[place]) for place in _sequence(graph, groups))
    return Ordering(tuple(node for block in blocks for node in block), blocks)


def _sequence(graph: nx.DiGraph, groups: Sequence[Sequence[Hashable]]) -> list[int]:
    """The groups, dependencies first, each soon after the latest of its dependencies."""
    home = {node: place for place, group in enumerate(groups) for node in group}
    edges = {(home[dependent], home[dependency]) for dependent, dependency in graph.edges()}
    dependents: list[list[int]] = [[] for _ in groups]
    waits = [0] * len(groups)
    for dependent, dependency in edges:
        if dependent != dependency:
            dependents[dependency].append(dependent)
            waits[dependent] += 1
    freed = [place for place, count in enumerate(waits) if count == 0]
    ready: list[tuple[int, int, int]] = []
    order: list[int] = []
    while freed or ready:
        for place in freed:
            heapq.heappush(ready, (-len(order), len(dependents[place]), place))
        place = heapq.heappop(ready)[-1]
        order.append(place)
        freed = []
        for dependent in dependents[place]:
            waits[dependent] -= 1
            if waits[dependent] == 0:
                freed.append(dependent)
    return order


def _within(graph: nx.DiGraph, group: Sequence[Hashable]) -> tuple[Hashable, ...]:
    """A cyclic group's members with few marks above the diagonal, as Eades, Lin and Smyth do it.

    Whoever leans on nobody left goes to the front, whoever bears nobody left to the back, else
    whoever bears most for what it leans on to the front.
    """
    if len(group) == 1:
        return tuple(group)
    left = dict.fromkeys(group)
    ranks = {node: rank for rank, node in enumerate(group)}
    leans = {i: sum(1 for j in graph.successors(i) if j in ranks and j != i) for i in group}
    bears = {j: sum(1 for i in graph.predecessors(j) if i in ranks and i != j) for j in group}
    heap: list[tuple[int, int, int, Hashable]] = []

    def offer(node: Hashable) -> None:
        # Free at either end before all others; what was offered earlier is then out of date.
        free = 0 if leans[node] == 0 else 1 if bears[node] == 0 else 2
        heapq.heappush(heap, (free, leans[node] - bears[node], ranks[node], node))

    for node in group:
        offer(node)
    front: list[Hashable] = []
    back: list[Hashable] = []
    while left:
        free, _, _, node = heapq.heappop(heap)
        if node not in left:
            continue
        (back if free == 1 else front).append(node)
        del left[node]
        for count, neighbours in (
            (leans, graph.predecessors(node)),
            (bears, graph.successors(node)),
        ):
            for neighbour in neighbours:
                if neighbour in left:
                    count[neighbour] -= 1
                    offer(neighbour)
    return (*front, *reversed(back))

"""How far a change can travel: visibility, its row and column sums, and propagation cost.

All of them read a graph whose edge i -> j means "i depends on j": a change in j may force a change
in i, so changes travel against the arrows.
"""

from collections.abc import Hashable

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analysis.measures.matrices import NodeMatrix
from analysis.measures.reach import ReachCounts, reach_counts
from analysis.measures.refusals import NothingToMeasure


def visibility(graph: nx.DiGraph) -> NodeMatrix:
    """The visibility matrix: who depends on whom, directly or through others.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j.

    Returns
    -------
    NodeMatrix
        Boolean; ``values[i, j]`` says that j can be reached from i. Rows and columns are in the
        order of ``graph``.

    Notes
    -----
    The Boolean closure of I + A. The diagonal is included: everything sees itself, with or
    without a self-loop. A graph without nodes has an empty matrix. It takes n² bytes; the sums
    alone, of `visibility_fan_out` and `visibility_fan_in`, do not.

    References
    ----------
    .. [1] A. MacCormack, J. Rusnak, C. Y. Baldwin (2006). Exploring the structure of complex
       software designs. Management Science 52(7), 1015-1030.

    Examples
    --------
    >>> import networkx as nx
    >>> visibility(nx.DiGraph([(1, 2), (2, 3)])).values.astype(int)
    array([[1, 1, 1],
           [0, 1, 1],
           [0, 0, 1]])
    """
    nodes = tuple(graph)
    places = {node: place for place, node in enumerate(nodes)}
    closure = np.zeros((len(nodes), len(nodes)), dtype=np.bool_)
    condensed = nx.condensation(graph)
    for component in reversed(list(nx.topological_sort(condensed))):
        members = [places[node] for node in condensed.nodes[component]["members"]]
        row = np.zeros(len(nodes), dtype=np.bool_)
        row[members] = True
        for below in condensed.successors(component):
            row |= closure[places[next(iter(condensed.nodes[below]["members"]))]]
        closure[members] = row
    return NodeMatrix(nodes, closure)


def visibility_fan_out(graph: nx.DiGraph) -> dict[Hashable, int]:
    """How many nodes each one depends on, itself included: what it can be hit by.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j.

    Returns
    -------
    dict
        Node to row sum of the visibility matrix, 1 to n.

    See Also
    --------
    analysis.measures.reach.reach_counts : the same for graphs given as arrays.

    Examples
    --------
    The five elements of Zaggl et al., MISQ 2025:

    >>> import networkx as nx
    >>> graph = nx.DiGraph([(1, 2), (2, 3), (2, 5), (3, 4)])
    >>> [visibility_fan_out(graph)[node] for node in (1, 2, 3, 4, 5)]
    [5, 4, 2, 1, 1]
    """
    return _by_node(graph, _reach(graph).fan_out)


def visibility_fan_in(graph: nx.DiGraph) -> dict[Hashable, int]:
    """How many nodes depend on each one, itself included: who can be hit when it changes.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j.

    Returns
    -------
    dict
        Node to column sum of the visibility matrix, 1 to n.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([(1, 2), (2, 3), (2, 5), (3, 4)])
    >>> [visibility_fan_in(graph)[node] for node in (1, 2, 3, 4, 5)]
    [1, 2, 3, 4, 3]
    """
    return _by_node(graph, _reach(graph).fan_in)


def propagation_cost(graph: nx.DiGraph) -> float:
    """The share of all ordered pairs, the diagonal included, in which one can hit the other.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j.

    Returns
    -------
    float
        The sum of the visibility matrix over n²: 1/n without edges, (n+1)/2n for a chain, 1 for
        one strongly connected component.

    Raises
    ------
    NothingToMeasure
        If the graph has no nodes.

    Notes
    -----
    The diagonal counts, as in [1]_; without it the number has another name, `reach_density`, and
    the two are never to be compared.

    References
    ----------
    .. [1] A. MacCormack, J. Rusnak, C. Y. Baldwin (2006). Exploring the structure of complex
       software designs. Management Science 52(7), 1015-1030.

    Examples
    --------
    >>> import networkx as nx
    >>> propagation_cost(nx.DiGraph([(1, 2), (2, 3), (2, 5), (3, 4)]))
    0.52
    """
    n = len(graph)
    if n == 0:
        raise NothingToMeasure("A graph without nodes has no propagation cost.")
    return int(_reach(graph).fan_out.sum()) / n**2


def reach_density(graph: nx.DiGraph) -> float:
    """The share of ordered pairs of different nodes in which one can hit the other.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j.

    Returns
    -------
    float
        (the sum of the visibility matrix - n) / n(n - 1), from 0 to 1.

    Raises
    ------
    NothingToMeasure
        If the graph has fewer than two nodes: there is no pair.

    Notes
    -----
    This is `propagation_cost` without the diagonal; it is the density of the transitive closure.
    Some papers print it under the other's name.

    Examples
    --------
    >>> import networkx as nx
    >>> reach_density(nx.DiGraph([(1, 2), (2, 3), (2, 5), (3, 4)]))
    0.4
    """
    n = len(graph)
    if n < 2:
        raise NothingToMeasure("Reach density needs two nodes: with fewer there is no pair.")
    return (int(_reach(graph).fan_out.sum()) - n) / (n * (n - 1))


def _reach(graph: nx.DiGraph) -> ReachCounts:
    places = {node: place for place, node in enumerate(graph)}
    edges = graph.number_of_edges()
    sources = np.fromiter((places[source] for source, _ in graph.edges()), np.int64, edges)
    targets = np.fromiter((places[target] for _, target in graph.edges()), np.int64, edges)
    return reach_counts(len(graph), sources, targets)


def _by_node(graph: nx.DiGraph, counts: NDArray[np.int64]) -> dict[Hashable, int]:
    return dict(zip(graph, counts.tolist(), strict=True))

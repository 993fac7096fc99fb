"""Coupling of services by their direct dependencies."""

from collections.abc import Hashable, Iterable
from math import inf

import networkx as nx

from analysis.measures.refusals import BadValue, NothingToMeasure
from analysis.records import dataclass


@dataclass(frozen=True)
class Coupling:
    """Martin's coupling of one element, or Rud's of one service: two names of the same counts."""

    afferent: int
    efferent: int

    @property
    def instability(self) -> float | None:
        """Ce / (Ca + Ce): 0 when all lean on it, 1 when it leans on all; None when both are 0."""
        both = self.afferent + self.efferent
        return self.efferent / both if both else None

    @property
    def criticality(self) -> int:
        """ACS: how many lean on it times on how many it leans."""
        return self.afferent * self.efferent


def coupling(graph: nx.DiGraph) -> dict[Hashable, Coupling]:
    """Afferent and efferent coupling, instability and criticality of each element.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j.

    Returns
    -------
    dict
        Node to `Coupling`: ``afferent`` (Ca; of a service AIS, its absolute importance) is how
        many others depend on it, ``efferent`` (Ce; ADS, its absolute dependence) on how many
        others it depends, ``instability`` is Ce / (Ca + Ce), ``criticality`` (ACS) AIS times ADS.

    Notes
    -----
    Counted are the elements at the other end, each once; self-loops do not count. Where both are
    0, Martin's instability is undefined, and None here: it is neither stable nor unstable, and a
    mean must leave it out. AIS here is Rud's absolute importance of a service, not Bohner's actual
    impact set; it parts from Ca where one is taken of services and the other of what is inside.

    References
    ----------
    .. [1] R. Martin (1994). OO design quality metrics: an analysis of dependencies. Workshop
       Pragmatic and Theoretical Directions in Object-Oriented Software Metrics, OOPSLA '94.
    .. [2] D. Rud, A. Schmietendorf, R. Dumke (2006). Product metrics for service-oriented
       infrastructures. Int. Workshop on Software Measurement (IWSM/MetriKon 2006), 161-174.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([("billing", "orders"), ("shipping", "orders"), ("orders", "stock")])
    >>> orders = coupling(graph)["orders"]
    >>> orders
    Coupling(afferent=2, efferent=1)
    >>> round(orders.instability, 3), orders.criticality
    (0.333, 2)
    >>> print(coupling(nx.empty_graph(1, nx.DiGraph))[0].instability)
    None
    """
    return {
        node: Coupling(
            _others(node, graph.predecessors(node)), _others(node, graph.successors(node))
        )
        for node in graph
    }


def interdependent_pairs(graph: nx.DiGraph) -> int:
    """How many pairs of services depend on each other directly (Rud's SIY).

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that service i depends on service j.

    Returns
    -------
    int
        Each pair counts once. A service that depends on itself makes no pair, and a longer cycle
        makes none either.

    References
    ----------
    .. [1] D. Rud, A. Schmietendorf, R. Dumke (2006). Product metrics for service-oriented
       infrastructures. IWSM/MetriKon 2006, 161-174.

    Examples
    --------
    >>> import networkx as nx
    >>> interdependent_pairs(nx.DiGraph([(1, 2), (2, 1), (2, 3), (3, 4), (4, 2), (5, 5)]))
    1
    """
    mutual = sum(1 for i, j in graph.edges() if i != j and graph.has_edge(j, i))
    return mutual // 2


def density(graph: nx.DiGraph) -> float:
    """The share of ordered pairs of different nodes in which one depends on the other directly.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j.

    Returns
    -------
    float
        Edges that are no self-loops, over n(n - 1).

    Raises
    ------
    NothingToMeasure
        If the graph has fewer than two nodes: there is no pair.

    Notes
    -----
    It falls as a system grows, even while every service gains dependencies: not a number to
    compare systems of different size by. `networkx.density` counts self-loops.

    Examples
    --------
    >>> import networkx as nx
    >>> density(nx.DiGraph([(1, 2), (2, 3), (3, 3)]))
    0.3333333333333333
    """
    n = len(graph)
    if n < 2:
        raise NothingToMeasure("Density needs two nodes: with fewer there is no pair.")
    return sum(1 for i, j in graph.edges() if i != j) / (n * (n - 1))


def gini(values: Iterable[float]) -> float | None:
    """How unevenly a quantity is spread: 0 when all have the same, near 1 when one has all.

    Parameters
    ----------
    values : iterable of float
        None of them negative.

    Returns
    -------
    float or None
        Half the relative mean absolute difference over all ordered pairs, each with itself
        included: 0 to (n - 1)/n. None where it is undefined, when there are no values or all
        are 0.

    Raises
    ------
    BadValue
        If a value is negative, infinite or NaN.

    Notes
    -----
    This is the coefficient of the population; no correction n/(n - 1) for samples is made.

    References
    ----------
    .. [1] C. Gini (1912). Variabilità e mutabilità. Bologna.

    Examples
    --------
    >>> gini([1, 1, 1, 1])
    0.0
    >>> gini([0, 0, 0, 8])
    0.75
    >>> print(gini([0, 0]))
    None
    """
    given = list(values)
    for value in given:
        if not 0 <= value < inf:  # NaN is neither
            raise BadValue(f"Gini has no meaning with {value} among the values; leave it out.")
    ranked = sorted(given)
    total = sum(ranked)
    if total == 0:
        return None
    n = len(ranked)
    weighted = sum((2 * rank - n - 1) * value for rank, value in enumerate(ranked, start=1))
    return weighted / (n * total)


def _others(node: Hashable, neighbours: Iterable[Hashable]) -> int:
    return sum(1 for neighbour in neighbours if neighbour != node)

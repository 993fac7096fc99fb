"""Structural coupling of pairs of services."""

from collections.abc import Hashable

import networkx as nx

from analysis.measures.refusals import NoSuchNode


def structural_coupling(graph: nx.DiGraph, service: Hashable, other: Hashable) -> float | None:
    """How tightly one service is coupled to another, as Panichella et al. define it.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that service i depends on service j.
    service, other : node
        The pair, in this order: the measure is not symmetric.

    Returns
    -------
    float or None
        SC = 1 - (1/deg) · ((1 + in)/(1 + deg)) · (deg/max_out), where ``in`` is the number of
        edges from ``other`` to ``service``, ``deg`` that of all edges between the two, and
        ``max_out`` the largest out-degree in the graph. None where no edge joins the two: the
        formula divides by deg.

    Raises
    ------
    NoSuchNode
        If one of the two is not in the graph.

    Notes
    -----
    Self-loops count nowhere. The authors publish SC for one order of each joined pair; for a
    single edge it is lower seen from the service depended on. It reproduces all 315 values of
    their 17 systems (https://github.com/clowee/Structural-Coupling-for-Microservices), among
    which no pair depends on each other: for those this is the formula, unconfirmed by data.
    Values of systems with different ``max_out`` do not compare.

    References
    ----------
    .. [1] S. Panichella, M. I. Rahman, D. Taibi (2021). Structural coupling for microservices.
       CLOSER 2021, 280-287. arXiv:2103.04674.

    Examples
    --------
    The authors' system open-loyalty:

    >>> import networkx as nx
    >>> graph = nx.DiGraph([("nginx", "php"), ("php", "db"), ("php", "elk"), ("php", "mail")])
    >>> round(structural_coupling(graph, "php", "mail"), 4)
    0.8333
    >>> round(structural_coupling(graph, "db", "php"), 4)
    0.6667
    """
    for node in (service, other):
        if node not in graph:
            raise NoSuchNode(f"There is no service {node!r} in the graph.")
    if service == other or not (graph.has_edge(service, other) or graph.has_edge(other, service)):
        return None
    return _coupling(graph, service, other, _largest_out_degree(graph))


def structural_couplings(graph: nx.DiGraph) -> dict[tuple[Hashable, Hashable], float]:
    """Structural coupling of every joined pair of services, in both orders.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that service i depends on service j.

    Returns
    -------
    dict
        Ordered pair to `structural_coupling`; pairs that no edge joins are left out.

    Examples
    --------
    >>> import networkx as nx
    >>> structural_couplings(nx.DiGraph([("a", "b")]))
    {('a', 'b'): 0.5, ('b', 'a'): 0.0}
    """
    joined = dict.fromkeys(pair for i, j in graph.edges() if i != j for pair in ((i, j), (j, i)))
    max_out = _largest_out_degree(graph)
    return {(i, j): _coupling(graph, i, j, max_out) for i, j in joined}


def _coupling(graph: nx.DiGraph, service: Hashable, other: Hashable, max_out: int) -> float:
    inward = int(graph.has_edge(other, service))
    degree = inward + int(graph.has_edge(service, other))
    return 1 - (1 / degree) * ((1 + inward) / (1 + degree)) * (degree / max_out)


def _largest_out_degree(graph: nx.DiGraph) -> int:
    return max((sum(1 for j in graph.successors(i) if j != i) for i in graph), default=0)

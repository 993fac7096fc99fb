"""Structural coupling of pairs of services."""

from collections.abc import Hashable

import networkx as nx


def structural_couplings(graph: nx.DiGraph) -> dict[tuple[Hashable, Hashable], float]:
    """How tightly each service is coupled to another, as Panichella et al. define it.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that service i depends on service j.

    Returns
    -------
    dict
        Ordered pair (service, other) to SC = 1 - (1/deg) · ((1 + in)/(1 + deg)) · (deg/max_out),
        where ``in`` is the number of edges from ``other`` to ``service``, ``deg`` that of all
        edges between the two, and ``max_out`` the largest out-degree in the graph. Pairs that no
        edge joins are left out: the formula divides by deg.

    Notes
    -----
    The measure is not symmetric, and self-loops count nowhere. The authors publish SC for one
    order of each joined pair; for a single edge it is lower seen from the service depended on. It
    reproduces all 315 values of their 17 systems
    (https://github.com/clowee/Structural-Coupling-for-Microservices), among which no pair depends
    on each other: for those this is the formula, unconfirmed by data. Values of systems with
    different ``max_out`` do not compare.

    References
    ----------
    .. [1] S. Panichella, M. I. Rahman, D. Taibi (2021). Structural coupling for microservices.
       CLOSER 2021, 280-287. arXiv:2103.04674.

    Examples
    --------
    The authors' system open-loyalty:

    >>> import networkx as nx
    >>> graph = nx.DiGraph([("nginx", "php"), ("php", "db"), ("php", "elk"), ("php", "mail")])
    >>> found = structural_couplings(graph)
    >>> round(found["php", "mail"], 4), round(found["db", "php"], 4)
    (0.8333, 0.6667)
    >>> ("db", "mail") in found
    False
    """
    joined = dict.fromkeys(pair for i, j in graph.edges() if i != j for pair in ((i, j), (j, i)))
    max_out = max((sum(1 for j in graph.successors(i) if j != i) for i in graph), default=0)
    return {(i, j): _coupling(graph, i, j, max_out) for i, j in joined}


def _coupling(graph: nx.DiGraph, service: Hashable, other: Hashable, max_out: int) -> float:
    inward = int(graph.has_edge(other, service))
    degree = inward + int(graph.has_edge(service, other))
    return 1 - (1 / degree) * ((1 + inward) / (1 + degree)) * (degree / max_out)

"""The change prediction method: combined likelihood and risk that a change travels."""

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analysis.measures.matrices import NodeMatrix, likelihood_matrix

Reals = NDArray[np.float64]
DEEPEST = 100
MOST_KEPT = 1 << 22
"""Numbers of 8 bytes."""


def combined_likelihood(
    graph: nx.DiGraph, *, depth: int = 4, likelihood: str = "likelihood"
) -> NodeMatrix:
    """The likelihood that a change in one element leads to a change in another, over all ways.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j, and carries the likelihood that a change in j
        leads to a change in i directly.
    depth : int
        The most steps a change is followed for, 1 to 100. The work grows as the product of so
        many degrees; the literature uses 3 or 4.
    likelihood : str
        The edge attribute, from 0 to 1.

    Returns
    -------
    NodeMatrix
        ``at(b, a)`` is the combined likelihood that a change instigated in a is received by b;
        0 on the diagonal and where no way of so many steps leads.

    Raises
    ------
    BadLikelihood
        If an edge has no likelihood from 0 to 1.
    ValueError
        If the depth is not from 1 to 100.

    Notes
    -----
    All simple paths from a of at most ``depth`` steps that end when they first reach b form a
    tree; f(b) = 1 at its leaves, and f(x) = 1 - Π over the children v of x of (1 - l(v, x)·f(v)),
    where l(v, x) is the direct likelihood. Paths that do not reach b in time are no part of the
    tree. Ways are taken as if independent even where they share edges, so the result is not the
    probability that b is reached; that is `analysis.measures.reliability.reliability`.

    One depth-first search from each element finds the f of all b at once, as a vector.

    References
    ----------
    .. [1] P. J. Clarkson, C. Simons, C. Eckert (2004). Predicting change propagation in complex
       design. Journal of Mechanical Design 126(5), 788-797.

    Examples
    --------
    Two ways from a to d, one through b and one through c:

    >>> import networkx as nx
    >>> graph = nx.DiGraph()
    >>> graph.add_weighted_edges_from(
    ...     [("b", "a", 0.5), ("c", "a", 0.5), ("d", "b", 0.5), ("d", "c", 0.5)], "likelihood"
    ... )
    >>> combined_likelihood(graph).at("d", "a")
    0.4375
    >>> combined_likelihood(graph, depth=1).at("d", "a")
    0.0
    """
    direct = likelihood_matrix(graph, likelihood)
    combined = combine(direct.values, np.ones_like(direct.values), depth)
    return NodeMatrix(direct.nodes, combined)


def combined_risk(
    graph: nx.DiGraph, *, depth: int = 4, likelihood: str = "likelihood", impact: str = "impact"
) -> NodeMatrix:
    """The risk of a change in one element for another: likelihood weighed by impact.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j, and carries the likelihood that a change in j
        leads to a change in i directly, and its impact there: the share of i to be done again.
    depth : int
        The most steps a change is followed for, 1 to 100.
    likelihood, impact : str
        The edge attributes, from 0 to 1.

    Returns
    -------
    NodeMatrix
        ``at(b, a)`` is the combined risk for b of a change instigated in a.

    Raises
    ------
    BadLikelihood
        If an edge has no likelihood or no impact from 0 to 1.
    ValueError
        If the depth is not from 1 to 100.

    Notes
    -----
    As `combined_likelihood`, but with f(b) = i(b, u), the direct impact on b from u, the last
    element before b on the path. An impact of 0 adds no risk.

    References
    ----------
    .. [1] P. J. Clarkson, C. Simons, C. Eckert (2004). Predicting change propagation in complex
       design. Journal of Mechanical Design 126(5), 788-797.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph()
    >>> graph.add_edge("reader", "owner", likelihood=0.5, impact=0.5)
    >>> combined_risk(graph).at("reader", "owner")
    0.25
    """
    direct = likelihood_matrix(graph, likelihood)
    arrival = likelihood_matrix(graph, impact)
    return NodeMatrix(direct.nodes, combine(direct.values, arrival.values, depth))


def combine(likelihood: Reals, arrival: Reals, depth: int) -> Reals:
    """The change prediction method on matrices.

    Parameters
    ----------
    likelihood : array of shape (n, n)
        ``likelihood[v, x]``: directly from x, the column that instigates, to v, the row that
        receives. The diagonal does not count.
    arrival : array of shape (n, n)
        ``arrival[b, u]``: what arriving in b from u weighs: 1, or the impact.
    depth : int
        The most steps, 1 to 100.

    Returns
    -------
    array of shape (n, n)
        Rows receive, columns instigate.

    Raises
    ------
    ValueError
        If the depth is not from 1 to 100.

    Examples
    --------
    >>> import numpy as np
    >>> chain = np.array([[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.5, 0.0]])
    >>> combine(chain, np.ones((3, 3)), 2)[2, 0]
    np.float64(0.25)
    """
    if not 1 <= depth <= DEEPEST:
        raise ValueError(f"a depth of {depth} is not from 1 to {DEEPEST}")
    search = _Search(likelihood, arrival)
    combined = np.zeros_like(likelihood)
    for instigator in range(len(likelihood)):
        combined[:, instigator] = search.targets_from(instigator, min(depth, len(likelihood)))
    return combined


class _Search:
    """Depth-first over simple paths, with a vector over all targets at each step."""

    def __init__(self, likelihood: Reals, arrival: Reals) -> None:
        chances = np.array(likelihood, dtype=np.float64)
        np.fill_diagonal(chances, 0.0)
        self.arrival = arrival.T.copy()  # by the element left, then by the one arrived in
        self.chances = chances.T.copy()
        self.last_step = self.chances * self.arrival
        self.children = [np.flatnonzero(row) for row in self.chances]
        self.unvisited = np.ones(len(chances), dtype=np.bool_)
        self.kept: dict[int, Reals] = {}
        self.keeps = len(chances) * np.count_nonzero(chances) <= MOST_KEPT

    def targets_from(self, element: int, steps: int) -> Reals:
        """The f of the element in the trees to all targets, with so many steps left."""
        self.unvisited[element] = False
        if steps == 1:
            found = np.where(self.unvisited, self.last_step[element], 0.0)
        else:
            children = self.children[element]
            open_children = self.unvisited[children]
            if steps == 2:
                stays = self._last_two(element)[open_children]
            else:
                stays = self._stays(element, children[open_children], steps - 1)
            found = np.where(self.unvisited, 1.0 - np.multiply.reduce(stays, axis=0), 0.0)
        self.unvisited[element] = True
        return found

    def _last_two(self, element: int) -> Reals:
        """The chance that nothing passes on in two steps, by child and target, visited or not."""
        stays = self.kept.get(element)
        if stays is None:
            stays = self._stays(element, self.children[element], 1)
            if self.keeps:
                self.kept[element] = stays
        return stays

    def _stays(self, element: int, children: NDArray[np.intp], steps: int) -> Reals:
        """The chance that nothing passes on, by child and target, so many steps from there."""
        if steps == 1:
            below = self.last_step[children]
        else:
            below = np.empty((len(children), len(self.chances)))
            for place, child in enumerate(children.tolist()):
                below[place] = self.targets_from(child, steps)
        # A path ends where it first meets its target, so that nothing below the target counts.
        below[np.arange(len(children)), children] = self.arrival[element, children]
        below *= self.chances[element, children, np.newaxis]
        return np.subtract(1.0, below, out=below)

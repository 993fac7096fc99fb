"""Square matrices whose rows and columns are the nodes of a graph."""

from collections.abc import Hashable
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analysis.measures.refusals import BadLikelihood, NoSuchNode
from analysis.records import dataclass


@dataclass(frozen=True, eq=False)
class NodeMatrix:
    """A value for each ordered pair of nodes.

    nodes: the order of rows and columns. values: square; ``values[i, j]`` is about node i, the
    one that depends, and node j, the one depended on.
    """

    nodes: tuple[Hashable, ...]
    values: NDArray[Any]

    def at(self, dependent: Hashable, dependency: Hashable) -> Any:
        """The value for one pair of nodes, as a plain Python number."""
        return self.values[self.place(dependent), self.place(dependency)].item()

    def place(self, node: Hashable) -> int:
        """The row, and column, of a node."""
        try:
            return self.nodes.index(node)
        except ValueError:
            raise NoSuchNode(f"There is no node {node!r} among the {len(self.nodes)}.") from None


def likelihood_matrix(graph: nx.DiGraph, attribute: str) -> NodeMatrix:
    """An attribute of the edges, a number from 0 to 1, as a matrix: 0 where there is no edge.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j.
    attribute : str
        What each edge must have.

    Returns
    -------
    NodeMatrix
        Rows receive the change, columns instigate it; the diagonal is 0, self-loops are dropped.

    Raises
    ------
    BadLikelihood
        If an edge has no such attribute, or it is no number from 0 to 1.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph()
    >>> graph.add_edge("reader", "owner", likelihood=0.5)
    >>> likelihood_matrix(graph, "likelihood").values
    array([[0. , 0.5],
           [0. , 0. ]])
    """
    nodes = tuple(graph)
    places = {node: place for place, node in enumerate(nodes)}
    values = np.zeros((len(nodes), len(nodes)))
    for dependent, dependency, attributes in graph.edges(data=True):
        if dependent != dependency:
            value = probability(attributes.get(attribute), attribute, dependent, dependency)
            values[places[dependent], places[dependency]] = value
    return NodeMatrix(nodes, values)


def probability(value: Any, attribute: str, dependent: Hashable, dependency: Hashable) -> float:
    """The value of an edge's attribute, if it is a number from 0 to 1."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not 0 <= number <= 1:
        raise BadLikelihood(
            f"The edge {dependent!r} -> {dependency!r} needs a {attribute} from 0 to 1, "
            f"and has {value!r}."
        )
    return number

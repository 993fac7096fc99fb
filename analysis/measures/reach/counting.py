"""How many nodes each node reaches, and by how many it is reached."""

from importlib.util import find_spec

import numpy as np
from numpy.typing import ArrayLike

from analysis.measures.reach.components import Integers, condense
from analysis.measures.reach.sweeping import fan_out_of_components
from analysis.records import dataclass

WORTH_COMPILING = 10_000
"""Nodes; up to here NumPy is done before a compiler is imported."""


@dataclass(frozen=True, eq=False)
class ReachCounts:
    """For each node, itself included: how many it reaches, and how many reach it."""

    fan_out: Integers
    fan_in: Integers


def reach_counts(
    nodes: int, sources: ArrayLike, targets: ArrayLike, *, compiled: bool | None = None
) -> ReachCounts:
    """The row and column sums of the reflexive transitive closure, exactly.

    Parameters
    ----------
    nodes : int
        The nodes are 0 to ``nodes`` - 1.
    sources, targets : array of int
        One edge each at the same place; doubles and self-loops change nothing.
    compiled : bool, optional
        Whether to use numba, which the extra ``fast`` installs; the counts are the same. By
        default it is used where it is installed and the graph is worth it: more than
        10,000 nodes. The first call on a machine compiles, for some seconds.

    Returns
    -------
    ReachCounts
        ``fan_out`` and ``fan_in``, arrays of ``nodes`` integers.

    Raises
    ------
    ValueError
        If the arrays differ in length or name a node that there is not.
    ModuleNotFoundError
        If ``compiled`` is asked for and numba is not installed.

    Notes
    -----
    The strongly connected components are found and condensed, and numbered so that edges lead
    down. Then, for a block of targets at a time, each component's row of bits is the union of its
    successors' rows and its own bit; the bits are counted and the row is forgotten as soon as
    nobody needs it. That is n·m/64 operations on words at most, and memory for a few columns of
    the closure, never for all of it (compiled: 512 bytes a node). Fan-in is the same with the
    edges turned round, or, compiled, counted by columns in the same sweep.

    References
    ----------
    .. [1] R. Tarjan (1972). Depth-first search and linear graph algorithms. SIAM Journal on
       Computing 1(2), 146-160.
    .. [2] E. Nuutila (1995). Efficient transitive closure computation in large digraphs. Acta
       Polytechnica Scandinavica, Math. and Computing in Engineering 74.

    Examples
    --------
    >>> counts = reach_counts(5, [0, 1, 1, 2], [1, 2, 4, 3])
    >>> counts.fan_out.tolist(), counts.fan_in.tolist()
    ([5, 4, 2, 1, 1], [1, 2, 3, 4, 3])
    """
    begin, end = _checked(nodes, sources), _checked(nodes, targets)
    if len(begin) != len(end):
        raise ValueError(f"{len(begin)} sources and {len(end)} targets make no edges")
    if nodes == 0:
        return ReachCounts(begin, end)
    if compiled is None:
        compiled = nodes > WORTH_COMPILING and find_spec("numba") is not None
    if compiled:
        from analysis.measures.reach.compiled import compiled_counts

        return ReachCounts(*compiled_counts(nodes, begin, end))
    graph = condense(nodes, begin, end)
    fan_out = fan_out_of_components(graph)[graph.component]
    turned = graph.reversed()
    fan_in = fan_out_of_components(turned)[turned.component]
    return ReachCounts(fan_out, fan_in)


def _checked(nodes: int, ends: ArrayLike) -> Integers:
    array = np.asarray(ends)
    if array.size == 0:
        return np.empty(0, dtype=np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise ValueError("the ends of edges are a one-dimensional array of integers")
    if array.min() < 0 or array.max() >= nodes:
        raise ValueError(f"an edge ends at a node that is not among the {nodes}")
    return array.astype(np.int64)

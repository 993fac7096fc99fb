"""Which part each element plays: core, shared, control or peripheral."""

from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from statistics import median

import networkx as nx

from analysis.measures.refusals import NothingToMeasure
from analysis.measures.visibility import visibility_fan_in, visibility_fan_out
from analysis.records import dataclass


class ArchitectureKind(StrEnum):
    """The kind of a system by its cyclic groups."""

    HIERARCHICAL = "hierarchical"
    MULTI_CORE = "multi-core"
    BORDERLINE = "borderline"
    CORE_PERIPHERY = "core-periphery"


class Role(StrEnum):
    """The part of an element: whether many depend on it, and whether it depends on many."""

    CORE = "core"
    SHARED = "shared"
    CONTROL = "control"
    PERIPHERAL = "peripheral"


@dataclass(frozen=True)
class CorePeriphery:
    """The kind of a system and the role of each of its elements.

    core: the largest cyclic group, empty in a system without cycles. fan_in, fan_out: the
    thresholds that the roles were told by.
    """

    architecture: ArchitectureKind
    roles: Mapping[Hashable, Role]
    core: frozenset[Hashable]
    fan_in: float
    fan_out: float

    @property
    def by_median(self) -> bool:
        """Whether the roles were told by the medians, there being no core to tell them by."""
        return self.architecture in (ArchitectureKind.HIERARCHICAL, ArchitectureKind.MULTI_CORE)


def core_periphery(graph: nx.DiGraph) -> CorePeriphery:
    """The kind of architecture and the role of each element, from the hidden structure.

    Parameters
    ----------
    graph : networkx.DiGraph
        An edge i -> j means that i depends on j.

    Returns
    -------
    CorePeriphery
        With a role for each node.

    Raises
    ------
    NothingToMeasure
        If the graph has no nodes.

    Notes
    -----
    A cyclic group is a strongly connected component of at least two nodes; a self-loop makes
    none. With the largest and the second largest of them:

    * hierarchical, if the largest has less than 4 % of the nodes, or there is none;
    * else multi-core, if the largest is less than 1.5 times the second;
    * else borderline, if it has at most 6 %;
    * else core-periphery.

    An element is *core* if its visibility fan-in and fan-out are both at least the thresholds,
    *shared* if its fan-in alone is, *control* if its fan-out alone is, else *peripheral*. The
    thresholds are the core's fan-in and fan-out, the same for all its members; for hierarchical
    and multi-core systems they are the medians over all elements (of two middle values, the
    mean). So an element outside the core may have the role, and ties with a median count as
    reaching it. Of two groups of equal size the system is multi-core, so which one is called the
    core (the one whose first node comes first in ``graph``) decides nothing.

    References
    ----------
    .. [1] C. Baldwin, A. MacCormack, J. Rusnak (2014). Hidden structure: Using network methods to
       map system architecture. Research Policy 43(8), 1381-1397.

    Examples
    --------
    A cycle of two that one element drives and on which it rests upon another:

    >>> import networkx as nx
    >>> graph = nx.DiGraph([("app", "a"), ("a", "b"), ("b", "a"), ("b", "log"), ("tool", "log")])
    >>> found = core_periphery(graph)
    >>> str(found.architecture)
    'core-periphery'
    >>> {node: str(role) for node, role in found.roles.items()}
    {'app': 'control', 'a': 'core', 'b': 'core', 'log': 'shared', 'tool': 'peripheral'}
    """
    if not graph:
        raise NothingToMeasure("A graph without nodes has no architecture.")
    groups = _cyclic_groups(graph)
    architecture = _architecture(len(graph), [len(group) for group in groups])
    core = groups[0] if groups else frozenset()
    fan_in, fan_out = visibility_fan_in(graph), visibility_fan_out(graph)
    by_core = architecture in (ArchitectureKind.BORDERLINE, ArchitectureKind.CORE_PERIPHERY)
    if by_core:
        member = next(iter(core))
        least_in, least_out = float(fan_in[member]), float(fan_out[member])
    else:
        least_in, least_out = float(median(fan_in.values())), float(median(fan_out.values()))
    roles = {node: _role(fan_in[node] >= least_in, fan_out[node] >= least_out) for node in graph}
    return CorePeriphery(architecture, roles, core, least_in, least_out)


def _cyclic_groups(graph: nx.DiGraph) -> Sequence[frozenset[Hashable]]:
    """The strongly connected components of two or more, largest first."""
    places = {node: place for place, node in enumerate(graph)}
    components = map(frozenset, nx.strongly_connected_components(graph))
    groups = [component for component in components if len(component) > 1]
    return sorted(groups, key=lambda group: (-len(group), min(places[node] for node in group)))


def _architecture(nodes: int, sizes: Sequence[int]) -> ArchitectureKind:
    """In whole numbers, so that 4 % and 6 % are met exactly."""
    largest, second = [*sizes, 0, 0][:2]
    if largest == 0 or 100 * largest < 4 * nodes:
        return ArchitectureKind.HIERARCHICAL
    if 2 * largest < 3 * second:
        return ArchitectureKind.MULTI_CORE
    if 100 * largest <= 6 * nodes:
        return ArchitectureKind.BORDERLINE
    return ArchitectureKind.CORE_PERIPHERY


def _role(seen_by_many: bool, sees_many: bool) -> Role:
    if seen_by_many:
        return Role.CORE if sees_many else Role.SHARED
    return Role.CONTROL if sees_many else Role.PERIPHERAL

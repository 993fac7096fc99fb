"""One dependency graph under every measure of structure and likelihood."""

from collections.abc import Hashable, Mapping
from dataclasses import field

import networkx as nx

from analysis.comparison.distribution import Distribution
from analysis.comparison.likelihood import Likelihood, likelihood_of
from analysis.measures.coupling import coupling, density, interdependent_pairs
from analysis.measures.roles import core_periphery
from analysis.measures.structural_coupling import structural_couplings
from analysis.measures.visibility import reach_density, visibility_fan_in, visibility_fan_out
from analysis.records import dataclass


@dataclass(frozen=True)
class Structure:
    """What the measures say of one graph, each number with the list behind it.

    ``visible`` is the sum of the visibility matrix. ``hit`` is, per element, how many others a
    change in it can reach (VFI - 1); ``hit_by`` how many others can reach it (VFO - 1).
    ``direct`` is Ca, who depends on it directly. What has no value in a graph this small is None.
    Where there is no dependency at all, nobody has a role; ``by_median`` says that roles are told
    by the medians, since no cyclic group is the core.
    """

    graph: nx.DiGraph = field(compare=False, repr=False)
    nodes: int
    edges: int
    touched: int
    visible: int
    hit: Distribution
    hit_by: Distribution
    afferent: Distribution
    efferent: Distribution
    instability: Distribution
    criticality: Distribution
    pairs: Distribution
    mutual_pairs: int
    density: float | None
    reach_density: float | None
    architecture: str | None
    core: tuple[str, ...]
    roles: Mapping[str, str]
    by_median: bool
    likelihood: Likelihood | None

    @property
    def empty(self) -> bool:
        """Whether there is no dependency at all."""
        return self.edges == 0

    @property
    def propagation_cost(self) -> float | None:
        """The share of ordered pairs, the diagonal included, in which one can hit the other."""
        return self.visible / self.nodes**2 if self.nodes else None

    def role_count(self, role: str, *, by_median: bool) -> int | None:
        """How many elements have the role; None where roles are told otherwise, or there are none.

        A role by the median is another thing than one by the core, though it has its name.
        """
        if not self.roles or self.by_median != by_median:
            return None
        return sum(each == role for each in self.roles.values())


def structure(graph: nx.DiGraph) -> Structure:
    """Every measure of the graph; an edge i -> j means that i depends on j."""
    fan_in, fan_out = visibility_fan_in(graph), visibility_fan_out(graph)
    direct = coupling(graph)
    hidden = core_periphery(graph) if graph else None
    links = [(i, j) for i, j in graph.edges() if i != j]
    played = hidden.roles if hidden and links else {}
    return Structure(
        graph=graph,
        nodes=len(graph),
        edges=len(links),
        touched=len({end for link in links for end in link}),
        visible=sum(fan_in.values()),
        hit=_per_node({node: count - 1 for node, count in fan_in.items()}),
        hit_by=_per_node({node: count - 1 for node, count in fan_out.items()}),
        afferent=_per_node({node: each.afferent for node, each in direct.items()}),
        efferent=_per_node({node: each.efferent for node, each in direct.items()}),
        instability=_per_node(
            {node: c.instability for node, c in direct.items() if c.instability is not None}
        ),
        criticality=_per_node({node: each.criticality for node, each in direct.items()}),
        pairs=Distribution.of(
            (f"{i} → {j}", value) for (i, j), value in structural_couplings(graph).items()
        ),
        mutual_pairs=interdependent_pairs(graph),
        density=density(graph) if len(graph) > 1 else None,
        reach_density=reach_density(graph) if len(graph) > 1 else None,
        architecture=str(hidden.architecture) if hidden else None,
        core=tuple(sorted(map(str, hidden.core))) if hidden else (),
        roles={str(node): str(role) for node, role in played.items()},
        by_median=bool(played and hidden and hidden.by_median),
        likelihood=likelihood_of(graph),
    )


def _per_node(values: Mapping[Hashable, float]) -> Distribution:
    return Distribution.of((str(node), value) for node, value in values.items())

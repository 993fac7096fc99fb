"""How many others a change is expected to reach, at likelihoods that are stated, not known."""

from collections.abc import Hashable, Mapping

import networkx as nx

from analysis.comparison.distribution import Distribution
from analysis.measures.change_prediction import combined_likelihood
from analysis.measures.refusals import TooManyCases
from analysis.measures.reliability import reliability
from analysis.measures.sampled_reliability import sampled_reliability
from analysis.records import dataclass

CHANCE = 0.5  # that a dependency passes a change on: nobody has measured it, so it is the middle
CHANCES = (0.1, 0.3, 0.5, 0.7, 0.9)  # over which it is varied
DEPTH = 4
# Beyond these the likelihoods would take longer than all else together, and are left out.
MOST_ELEMENTS, MOST_WALKS, MOST_SAMPLED = 120, 200_000, 5_000
CASES = 2000  # of exact reliability, before it is sampled
SAMPLES = 2_048


@dataclass(frozen=True)
class Likelihood:
    """Per element, the expected number of others that a change in it reaches.

    ``expected`` is by network reliability, ``predicted`` by the change prediction method to a
    depth of `DEPTH`, both with `CHANCE` on each dependency; ``by_chance`` is the mean of the
    first at each of `CHANCES`. ``exact`` is False where the reliability had to be sampled.
    """

    expected: Distribution
    predicted: Distribution
    by_chance: Mapping[float, float]
    exact: bool


def likelihood_of(graph: nx.DiGraph) -> Likelihood | None:
    """The likelihoods of the graph; None where it has no elements, or too many."""
    if not 0 < len(graph) <= MOST_ELEMENTS or _walks(graph) > MOST_WALKS:
        return None
    try:
        found = {chance: _reached(_weighed(graph, chance)) for chance in CHANCES}
        exact = True
    except TooManyCases:
        if len(graph) * graph.number_of_edges() > MOST_SAMPLED:
            return None
        found = {chance: _sampled(_weighed(graph, chance)) for chance in CHANCES}
        exact = False
    means = {chance: each.mean or 0.0 for chance, each in found.items()}
    return Likelihood(found[CHANCE], _predicted(_weighed(graph, CHANCE)), means, exact)


def _walks(graph: nx.DiGraph) -> int:
    """The walks that the change prediction method might follow, those that meet themselves too."""
    ways = dict.fromkeys(graph, 1)
    for _ in range(DEPTH - 1):
        ways = {node: sum(ways[each] for each in graph.predecessors(node)) for node in graph}
    return sum(ways.values())


def _reached(graph: nx.DiGraph) -> Distribution:
    """The expected number of others reached from each element, exactly.

    What depends on nothing is never reached, so that two of these with the same dependents, such
    as modules of one package, reach as many: such a number is found once.
    """
    known: dict[Hashable, float] = {}
    counts: dict[str, float] = {}
    for node in graph:
        like = node if graph.out_degree(node) else frozenset(graph.predecessors(node))
        if like not in known:
            known[like] = sum(reliability(graph, node, most_cases=CASES).values()) - 1
        counts[str(node)] = known[like]
    return Distribution.of(counts.items())


def _sampled(graph: nx.DiGraph) -> Distribution:
    counts: dict[str, float] = {}
    for node in graph:
        estimates = sampled_reliability(graph, node, samples=SAMPLES).values()
        counts[str(node)] = sum(each.probability for each in estimates) - 1
    return Distribution.of(counts.items())


def _predicted(graph: nx.DiGraph) -> Distribution:
    matrix = combined_likelihood(graph, depth=DEPTH)
    sums = matrix.values.sum(axis=0).tolist()
    return Distribution.of((str(node), each) for node, each in zip(matrix.nodes, sums, strict=True))


def _weighed(graph: nx.DiGraph, chance: float) -> nx.DiGraph:
    weighed = nx.DiGraph()
    weighed.add_nodes_from(graph)
    weighed.add_edges_from(graph.edges(), likelihood=chance)
    return weighed

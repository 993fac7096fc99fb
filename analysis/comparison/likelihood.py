"""How many others a change is expected to reach, at likelihoods that are stated, not known."""

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from analysis.comparison.distribution import Distribution
from analysis.measures.change_prediction import combined_likelihood
from analysis.measures.refusals import TooLarge
from analysis.measures.reliability import reliability
from analysis.measures.sampled_reliability import sampled_reliability

CHANCE = 0.5  # that a dependency passes a change on: nobody has measured it, so it is the middle
CHANCES = (0.1, 0.3, 0.5, 0.7, 0.9)  # over which it is varied
DEPTH = 4
MOST = 120  # elements; beyond these the likelihoods are left out, and said to be
CASES = 4000  # of exact reliability, before it is sampled
SAMPLES = 16_384


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
    """The likelihoods of the graph; None where it has no nodes, or too many."""
    if not 0 < len(graph) <= MOST:
        return None
    exact, means = True, {}
    expected = Distribution(())
    for chance in CHANCES:
        weighed = _weighed(graph, chance)
        found = [_reached(weighed, node) for node in weighed]
        each = Distribution.of(
            (str(node), count) for node, (count, _) in zip(graph, found, strict=True)
        )
        exact = exact and all(known for _, known in found)
        means[chance] = each.mean or 0.0
        expected = each if chance == CHANCE else expected
    return Likelihood(expected, _predicted(_weighed(graph, CHANCE)), means, exact)


def _reached(graph: nx.DiGraph, node: object) -> tuple[float, bool]:
    """The expected number of others reached from the node, and whether it is exact."""
    try:
        return sum(reliability(graph, node, most_cases=CASES).values()) - 1, True
    except TooLarge:
        found = sampled_reliability(graph, node, samples=SAMPLES).values()
        return sum(each.probability for each in found) - 1, False


def _predicted(graph: nx.DiGraph) -> Distribution:
    matrix = combined_likelihood(graph, depth=DEPTH)
    sums = matrix.values.sum(axis=0).tolist()
    return Distribution.of((str(node), each) for node, each in zip(matrix.nodes, sums, strict=True))


def _weighed(graph: nx.DiGraph, chance: float) -> nx.DiGraph:
    weighed = nx.DiGraph()
    weighed.add_nodes_from(graph)
    weighed.add_edges_from(graph.edges(), likelihood=chance)
    return weighed

"""Grouping and reaching, against networkx, which says the same more slowly."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as some

from analysis.walking import grouped, reached

PAIRS = some.lists(some.tuples(some.integers(0, 6), some.integers(0, 6)))


@given(PAIRS)
def test_each_value_is_under_its_key_in_the_order_given(pairs: list[tuple[int, int]]) -> None:
    found = grouped(pairs)
    assert [(key, value) for key, value in sorted(pairs, key=lambda pair: pair[0])] == [
        (key, value) for key in sorted(found) for value in found[key]
    ]


def test_a_key_that_no_pair_has_stands_for_none() -> None:
    assert grouped([("a", 1)])["b"] == []


@given(PAIRS)
def test_what_is_reached_comes_once_and_the_nearest_first(pairs: list[tuple[int, int]]) -> None:
    graph = nx.DiGraph(pairs)
    graph.add_node(0)
    found = list(reached(0, graph.successors))
    far = nx.single_source_shortest_path_length(graph, 0)
    assert sorted(found) == sorted(far)
    assert [far[each] for each in found] == sorted(far.values())

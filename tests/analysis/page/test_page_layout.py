"""The layout of the page: boxes apart, states in their machine, arrows forward."""

import random
from itertools import combinations

import pytest

from analysis.graph import Edge, Graph, Node
from analysis.layout.layering import acyclic, layers_of
from analysis.page.curves import Curve, Obstacles, through
from analysis.page.detours import Detours
from analysis.page.ordering import crossings, ordered, rising
from analysis.page.routing import routed
from analysis.page.variants import lines, variants, visible

pytestmark = pytest.mark.slow  # large graphs are laid out


def world(arrows: str, **services: str) -> Graph:
    pairs = [each.split(">") for each in arrows.split()]
    names = sorted({name for pair in pairs for name in pair})
    nodes = [Node(name, "function", service=services.get(name, "")) for name in names]
    return Graph.of("world", nodes, [Edge(a, b, "invokes") for a, b in pairs])


def random_world(count: int, seed: int) -> Graph:
    chance = random.Random(seed)
    nodes = [Node(f"n{at}", "function", service=f"s{at % 5}") for at in range(count)]
    pairs = {(chance.randrange(count), chance.randrange(count)) for _ in range(2 * count)}
    edges = [Edge(f"n{a}", f"n{b}", "invokes") for a, b in pairs if a != b]
    return Graph.of("random", nodes, edges)


def boxes(graph: Graph, name: str = "shut-arrows") -> dict[str, list[float]]:
    layout = variants(graph)[name]
    return {graph.nodes[int(at)].id: box for at, box in layout["boxes"].items()}


def apart(one: list[float], other: list[float]) -> bool:
    return any(
        a[axis] + a[axis + 2] <= b[axis] for a, b in ((one, other), (other, one)) for axis in (0, 1)
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_two_boxes_overlap(seed):
    placed = boxes(random_world(40, seed))
    assert len(placed) == 40
    assert all(apart(one, other) for one, other in combinations(placed.values(), 2))


def test_a_chain_runs_one_way():
    placed = boxes(world("a>b b>c c>d"))
    along = [(placed[each][0], placed[each][1]) for each in "abcd"]
    assert along == sorted(along)


def test_a_circle_is_broken_only_once():
    assert len(acyclic(4, [(0, 1), (1, 2), (2, 3), (3, 0)])) == 4
    assert acyclic(3, [(0, 1), (1, 2), (2, 0)]) == [(0, 1), (0, 2), (1, 2)]


def test_a_wide_fan_is_folded():
    ranks = layers_of(101, [(0, each) for each in range(1, 101)])
    assert max(ranks.count(rank) for rank in set(ranks)) <= 14


def test_the_sweeps_undo_a_crossing():
    before, after = [[], [], [1], [0]], [[3], [2], [], []]
    assert crossings([[0, 1], [2, 3]], after) == 1
    assert crossings(ordered([[0, 1], [2, 3]], before, after, 4), after) == 0


def test_values_never_fall_and_move_no_more_than_needed():
    assert rising([1, 5, 3, 9], [1, 1, 1, 1]) == [1, 4, 4, 9]
    assert rising([3, 1], [3, 1]) == [2.5, 2.5]


def test_services_hold_their_own_and_nobody_else():
    graph = world("a>b b>c c>d", a="one", b="one", c="two", d="two")
    layout = variants(graph)["shut-arrows"]
    placed = boxes(graph)
    frames = {title: box for title, _, _, *box in layout["groups"]}
    assert set(frames) == {"one", "two"}
    for id_, service in (("a", "one"), ("b", "one"), ("c", "two"), ("d", "two")):
        other = "two" if service == "one" else "one"
        assert not apart(placed[id_], frames[service])
        assert apart(placed[id_], frames[other])


def machine(depth: int = 1) -> Graph:
    nodes, edges = [Node("M", "state machine")], []
    for level in range(depth):
        inner, outer = f"M/{level}", f"M/{level - 1}" if level else "M"
        nodes.append(Node(inner, "state", str(level)))
        edges.append(Edge(outer, inner, "contains"))
    return Graph.of("machine", nodes, edges)


def test_states_stand_in_their_open_machine_and_not_at_all_when_it_is_shut():
    placed = boxes(machine(), "open-arrows")
    assert not apart(placed["M"], placed["M/0"])
    assert placed["M"][2] > placed["M/0"][2]
    assert set(boxes(machine())) == {"M"}


@pytest.mark.parametrize("depth", [12, 95])
def test_deep_nesting_is_drawn(depth):
    assert len(boxes(machine(depth), "open-arrows")) == depth + 1


def test_states_that_contain_each_other_are_drawn():
    nodes = [Node(id_, "state") for id_ in "ab"]
    edges = [Edge("a", "b", "contains"), Edge("b", "a", "contains"), Edge("a", "a", "contains")]
    assert set(boxes(Graph.of("circle", nodes, edges), "open-arrows")) == {"a", "b"}


def test_an_edge_is_led_round_the_boxes_between():
    wall = {at: (200.0, 60.0 * at, 100.0, 50.0) for at in range(4)}
    placed = {**wall, 8: (0.0, 60.0, 100.0, 50.0), 9: (400.0, 60.0, 100.0, 50.0)}
    obstacles = Obstacles(placed)
    assert obstacles.passed(through(((100.0, 85.0), (400.0, 85.0)), down=False), (8, 9))
    way = routed(placed, placed, {(8, 9): (False, ())})[8, 9]
    assert not obstacles.passed(way, (8, 9))
    assert not obstacles.passed(Detours(list(placed.values()), obstacles).lead(
        placed[8], placed[9], (8, 9)), (8, 9))  # fmt: skip


def test_no_two_ways_round_look_as_one():
    wall = {at: (200.0, 60.0 * at, 100.0, 50.0) for at in range(6)}
    left = {10 + at: (0.0, 60.0 * at, 100.0, 50.0) for at in range(6)}
    placed = {**wall, **left, 9: (400.0, 150.0, 100.0, 50.0)}
    detours = Detours(list(placed.values()), Obstacles(placed))
    ways = [detours.lead(placed[each], placed[9], (each, 9)) for each in left]
    for one, other in combinations(ways, 2):
        near = [min(abs(x - u) + abs(y - v) for u, v in other.samples()) for x, y in one.samples()]
        assert sum(each < 3 for each in near) < len(near) / 4


def test_there_and_back_are_two_lines():
    graph = world("a>b b>c c>d a>d d>a")
    routes = {tuple(each[:2]): each[2:] for each in variants(graph)["shut-arrows"]["routes"]}
    there, back = (
        [*Curve(tuple(zip(flat[::2], flat[1::2], strict=True))).samples()]
        for flat in (routes[0, 3], routes[3, 0])
    )
    near = [min(abs(x - u) + abs(y - v) for u, v in back) for x, y in there]
    assert sum(each < 4 for each in near) < len(near) / 8


def test_an_empty_graph_is_drawn():
    assert variants(Graph.of("", [], []))["shut-arrows"]["boxes"] == {}


def test_long_names_take_two_lines_cut_where_words_end():
    assert lines(Node("OrderingDeadLetterQueueOfTheEast", "queue")) == (
        "OrderingDeadLetter",
        "QueueOfTheEast",
    )
    first, second = lines(Node("x" * 500, "queue"))
    assert len(first) == 22
    assert second.endswith("…")


def test_signs_that_reorder_text_are_shown():
    assert visible("a\u202eb\x00") == "a[U+202E]b[U+0000]"

"""What measures get: parts folded into components, services and teams."""

import itertools
from collections.abc import Callable

import networkx as nx
import pytest

from analysis.dependency import Dependencies, to_digraph
from analysis.dependency.reading import dependencies
from analysis.facts import Facts
from analysis.graph import Edge, Evidence, Graph, Node
from analysis.measures.visibility import propagation_cost

World = Callable[..., Dependencies]

CHAIN = "\n".join(
    f"f{n} publishes topic-{n}\n topic-{n} delivers queue-{n}\n queue-{n} triggers f{n + 1}\n"
    f"f{n} emits topic-{n}/E\n topic-{n}/E reaches f{n + 1}"
    for n in range(1, 5)
)
FIVE_TASKS = "\n".join(f"machine contains state-{n}\n state-{n} invokes f{n}" for n in range(1, 6))


@pytest.mark.parametrize("layers", [["schema"], ["control"], ["schema", "control", "runtime"]])
def test_an_event_chain_of_five_services_is_what_ripple_md_says(
    world: World, layers: list[str]
) -> None:
    """Five nodes, the services: one that hears depends on one that says."""
    graph = to_digraph(world(CHAIN), layers)
    assert sorted(graph) == ["f1", "f2", "f3", "f4", "f5"]
    assert propagation_cost(graph) == 0.6


@pytest.mark.parametrize("layers", [["schema"], ["control"], ["runtime"]])
def test_an_orchestrator_with_five_tasks_is_what_ripple_md_says(
    world: World, layers: list[str]
) -> None:
    """Six nodes, the services and who coordinates them; 1.0 once answers are drawn as arrows."""
    graph = to_digraph(world(FIVE_TASKS), layers)
    assert len(graph) == 6
    assert round(propagation_cost(graph), 3) == 0.306
    assert propagation_cost(nx.compose(graph, graph.reverse())) == 1.0


def test_publisher_and_subscriber_do_not_meet_at_a_channel(world: World) -> None:
    assert to_digraph(world(CHAIN), ["runtime"]).number_of_edges() == 0


def test_who_shares_a_table_or_a_module_does_not_depend_on_the_other(world: World) -> None:
    facts = Facts(modules={"f": ("p.py",), "g": ("p.py",)})
    shared = world("f writes table\n g reads table", facts)
    assert to_digraph(shared).number_of_edges() == 0
    parts = to_digraph(shared, view="parts")
    assert set(parts.edges) == {
        ("f", "table"), ("g", "table"), ("f", "module:p.py"), ("g", "module:p.py")
    }  # fmt: skip


def test_edges_carry_their_layers_and_nodes_what_they_are(world: World) -> None:
    graph = to_digraph(world(FIVE_TASKS))
    assert graph.edges["machine", "f1"]["layers"] == ("schema", "control", "runtime")
    assert graph.nodes["machine"]["kind"] == "state machine"


def tagged(*, team: str = "") -> Dependencies:
    """orders publishes on its topic; stock hears it; both keep rows in orders' table."""
    nodes = [
        Node("f", "function", service="orders", team=team),
        Node("topic", "topic", service="orders", team=team),
        Node("table", "table", service="orders", team=team),
        Node("queue", "queue", service="stock", team=team),
        Node("g", "function", service="stock", team=team),
        Node("h", "function"),
    ]
    lines = [
        "f publishes topic", "topic delivers queue", "queue triggers g", "f writes table",
        "g reads table", "h reads table",
    ]  # fmt: skip
    edges = [Edge(s, t, r, evidence=(Evidence("w"),)) for s, r, t in map(str.split, lines)]
    return dependencies(Graph.of("", nodes, edges), Facts())


def test_a_service_is_its_components_and_its_tables() -> None:
    graph = to_digraph(tagged(), ["data"], "services")
    assert set(graph) == {"orders", "stock", "h"}
    assert set(graph.edges) == {("stock", "orders"), ("h", "orders")}
    assert graph.nodes["orders"] == {"kind": "service", "service": "orders", "name": "orders"}


def test_a_channel_is_its_services_only_where_that_is_asked_for() -> None:
    assert set(to_digraph(tagged(), ["runtime"], "services").edges) == set()
    owned = to_digraph(tagged(), ["runtime"], "services", channels=True)
    assert set(owned.edges) == {("stock", "orders")}


def test_teams_are_those_given_else_those_tagged_else_the_services() -> None:
    assert set(to_digraph(tagged(), view="teams")) == {"orders", "stock", "h"}
    assert set(to_digraph(tagged(team="shop"), view="teams")) == {"shop", "h"}
    given = to_digraph(tagged(), view="teams", teams={"orders": "a", "stock": "b"})
    assert set(given.edges) == {("b", "a"), ("h", "a")}


def test_a_service_named_like_a_component_of_none_is_not_that_component() -> None:
    nodes = [Node("f", "function", service="h"), Node("h", "function")]
    edges = [Edge("f", "h", "invokes", evidence=(Evidence("w"),))]
    graph = to_digraph(dependencies(Graph.of("", nodes, edges), Facts()), view="services")
    assert set(graph.edges) == {("service:h", "h")}


def test_all_nodes_are_there_whatever_the_layer(world: World) -> None:
    found = world(CHAIN + "\n" + FIVE_TASKS)
    sizes = {len(to_digraph(found, [layer])) for layer in ("schema", "data", "deployment")}
    assert len(sizes) == 1


def test_no_such_view_or_layer(world: World) -> None:
    for layers, view in [(["taste"], "parts"), (["data"], "rooms")]:
        with pytest.raises(ValueError, match="no view"):
            to_digraph(world("f reads table"), layers, view)


def test_a_way_through_many_parts_is_one_edge(world: World) -> None:
    """Folding agrees with paths of networkx in the graph of parts."""
    found = world(CHAIN + "\n" + FIVE_TASKS + "\n f1 writes table\n table triggers f3")
    parts, folded = to_digraph(found, view="parts"), to_digraph(found)
    for one, other in itertools.permutations(folded, 2):
        between = parts.subgraph({n for n in parts if n not in folded} | {one, other})
        assert folded.has_edge(one, other) == nx.has_path(between, one, other)

"""Folding resources into services and teams."""

import pytest

from analysis.graph import Edge, Evidence, Graph, Node
from analysis.graph.views import folded_into_teams, owners, services, view


def world(text: str, **owners: str) -> Graph:
    """A graph of lines ``source relation target [certainty]``; ``owners`` are services."""
    edges = [Edge(s, t, r, *rest) for s, r, t, *rest in map(str.split, text.strip().splitlines())]
    ids = {id_ for edge in edges for id_ in (edge.source, edge.target)}
    nodes = [Node(id_, "event" if "/E" in id_ else "function", service=owners.get(id_, ""),
                  outside=id_.startswith("ext:")) for id_ in ids]  # fmt: skip
    return Graph.of("world", nodes, edges)


def told(graph: Graph) -> list[str]:
    return [f"{edge} {edge.certainty}" for edge in graph.edges]


def test_resources_fold_into_their_service() -> None:
    graph = world(
        """
        f publishes t
        t delivers q
        q triggers g
        g writes d
        """,
        f="orders", t="orders", q="stock", g="stock", d="stock",
    )  # fmt: skip
    folded = services(graph)
    assert [(node.id, node.kind) for node in folded.nodes] == [
        ("orders", "service"),
        ("stock", "service"),
    ]
    assert told(folded) == ["orders delivers stock declared"]
    assert folded.by_id["stock"].attributes == {"members": ["d", "g", "q"]}


def test_a_call_between_services_says_what_it_asks_for() -> None:
    nodes = [Node("m", "state machine", service="flow"), Node("m/Take it", "state", "Take it"),
             Node("take", "function", service="pay"), Node("give", "function", service="pay"),
             Node("asks", "function", service="shop"),
             Node("ext:x", "outside", outside=True)]  # fmt: skip
    calls = [("m", "m/Take it", "contains"), ("m/Take it", "take", "invokes"),
             ("asks", "give", "invokes"), ("asks", "take", "invokes"), ("asks", "ext:x", "invokes"),
             ("asks", "take", "publishes")]  # fmt: skip
    folded = services(Graph.of("", nodes, [Edge(*each) for each in calls]))
    assert {(each.source, each.target, each.relation): each.labels for each in folded.edges} == {
        ("flow", "pay", "invokes"): ("Take it",),
        ("shop", "pay", "invokes"): ("give", "take"),
        ("shop", "pay", "publishes"): (),
        ("shop", "ext:x", "invokes"): (),
    }


def test_edges_that_fall_together_join_what_they_know() -> None:
    proofs = [Evidence("t.yaml", line) for line in (9, 3, 3)]
    nodes = [Node(id_, "function", service=id_[0]) for id_ in ("a1", "a2", "b1", "b2")]
    edges = [
        Edge("a1", "b1", "invokes", "inferred", "Next", ("x",), (proofs[0],)),
        Edge("a2", "b2", "invokes", "observed", "Catch", ("y", "x"), (proofs[1], proofs[2])),
        Edge("a1", "b2", "publishes"),
        Edge("b1", "b2", "invokes"),
    ]
    folded = services(Graph.of("", nodes, edges))
    assert folded.edges == (
        Edge("a", "b", "invokes", "observed", "Catch+Next", ("x", "y"), (proofs[1], proofs[0])),
        Edge("a", "b", "publishes"),
    )


def test_a_state_goes_where_its_machine_goes_and_stays_with_it_when_that_has_no_service() -> None:
    graph = world(
        """
        m contains m/Each
        m/Each contains m/Each/Pay
        m/Each/Pay invokes pay
        """,
        pay="payments",
    )
    assert told(services(graph)) == ["m invokes payments declared"]
    assert services(graph).by_id["m"] == graph.by_id["m"]
    graph = world("m contains m/Pay\nm/Pay invokes pay", pay="payments", m="workflow")
    assert told(services(graph)) == ["workflow invokes payments declared"]


def test_an_event_type_is_its_publishers_or_else_its_channels() -> None:
    graph = world("f emits t/E1\nt/E1 reaches g\nt/E2 reaches g", f="a", t="a", g="b")
    assert told(services(graph)) == ["a reaches b declared", "t/E2 reaches b declared"]
    with_channel = Graph.of("", [*graph.nodes, Node("t", "topic", service="a")], graph.edges)
    assert told(services(with_channel)) == ["a reaches b declared"]
    assert owners(with_channel)["t/E2"] == "a"


def test_what_is_outside_or_nobodys_stays_as_it_is() -> None:
    graph = world("f invokes g\ng publishes ext:topic/x", f="one", g="two")
    assert told(services(graph)) == [
        "one invokes two declared",
        "two publishes ext:topic/x declared",
    ]
    nobodys = world("g publishes ext:topic/x")
    assert services(nobodys) == nobodys


def shop(*, bus: str) -> Graph:
    ends = [
        ("f", "B", "publishes", ("B/E1", "B/E2")),
        ("g", "B", "publishes", ("B/E3",)),
        ("B", "r", "routes", ("B/E1", "B/E3")),
        ("B", "q", "routes", ("B/E2",)),
    ]
    edges = [Edge(s, t, relation, events=events) for s, t, relation, events in ends]
    nodes = [
        Node("B", "bus", service=bus),
        *(Node(id_, "function", service=s) for id_, s in zip("fgrq", "fgrq", strict=True)),
    ]
    return Graph.of("", nodes, edges)


def passing(graph: Graph) -> dict[str, tuple[str, ...]]:
    return {f"{edge.source} {edge.target}": edge.events for edge in graph.edges}


def test_a_bus_of_a_platform_is_a_road_from_who_says_to_who_hears_it() -> None:
    assert passing(services(shop(bus="platform"))) == {
        "f q": ("B/E2",),
        "f r": ("B/E1",),
        "g r": ("B/E3",),
    }


def test_a_bus_of_its_publisher_is_no_road() -> None:
    assert passing(services(shop(bus="f"))) == {
        "f q": ("B/E2",),
        "f r": ("B/E1", "B/E3"),
        "g f": ("B/E3",),
    }


def test_services_fold_into_teams() -> None:
    graph = world("a invokes b\nb invokes c\nc invokes d", a="s1", b="s2", c="s3", d="s4")
    folded = folded_into_teams(graph, {"s1": "red", "s2": "red", "s3": "blue"})
    assert told(folded) == ["blue invokes s4 declared", "red invokes blue declared"]
    assert {node.kind for node in folded.nodes} == {"team"}
    nodes = [Node("f", "function", service="s", team="T"), Node("g", "function")]
    tagged = Graph.of("", nodes, [Edge("f", "g", "invokes")])
    assert told(folded_into_teams(tagged, {})) == ["T invokes g declared"]


def test_a_service_named_as_a_resource_that_stays_gets_an_id_of_its_own() -> None:
    graph = world("f invokes orders", f="orders")
    assert told(services(graph)) == ["service:orders invokes orders declared"]


def test_a_graph_of_circles_folds() -> None:
    ring = world("a contains b\nb contains a\na contains a\na invokes a\nx refers x")
    assert {node.id for node in services(ring).nodes} <= {"a", "b", "x"}


@pytest.mark.parametrize("name", ["resources", "services", "teams"])
def test_an_empty_graph_has_every_view(name: str) -> None:
    empty = Graph.of("none", [], [])
    assert view(empty, name) == empty

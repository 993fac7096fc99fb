"""What is folded so that a graph of many parts can be overlooked."""

import pytest

from analysis.draw.scene import scene
from analysis.export.listing import listing
from analysis.graph import Edge, Evidence, Graph, Node
from analysis.graph.folding import MANY, folded, together


def flow(others: int) -> Graph:
    """A machine of three states, one in another, that asks two functions; and more parts."""
    states = ("m/Each", "m/Take it", "m/Give it")
    nodes = [Node("m", "state machine", stack="shop"), Node("take", "function"),
             Node("give", "function"), *(Node(f"q{at}", "queue") for at in range(others)),
             *(Node(id_, "state", id_.partition("/")[2]) for id_ in states)]  # fmt: skip
    edges = [Edge("m", "m/Each", "contains"), Edge("m/Each", "m/Take it", "contains"),
             Edge("m", "m/Give it", "contains"), Edge("m/Each", "m/Give it", "transitions"),
             Edge("m/Take it", "take", "invokes"),
             Edge("m/Give it", "give", "invokes")]  # fmt: skip
    return Graph.of("flow", nodes, edges)


def test_a_large_system_has_its_states_in_their_machine() -> None:
    large = folded(flow(MANY - 6))
    assert {node.id for node in large.nodes if node.kind != "queue"} == {"m", "take", "give"}
    assert [(str(edge), edge.labels) for edge in large.edges] == [
        ("m invokes give", ("Give it",)),
        ("m invokes take", ("Take it",)),
    ]
    small = flow(MANY - 7)
    assert folded(small) == small


def test_pictures_and_text_say_what_is_folded() -> None:
    large, small = flow(MANY - 6), flow(MANY - 7)
    assert scene(large).counts == f"{MANY} nodes, 6 edges, 3 states folded"
    assert "folded" not in scene(small).counts
    assert len(scene(large, every=True).nodes) == MANY
    said = listing(large)
    assert "m → take  Take it" in said
    assert "transitions" not in said
    assert "3 states folded into their machines: --format json has them" in said
    assert "transitions" in listing(small)


def missing(*pairs: tuple[str, str], reason: str = "nobody knows") -> Graph:
    """Unresolved nodes by id, each with who leads to it, or nobody."""
    names = {f"unresolved:{name}" for name, _ in pairs}
    nodes = [Node(each, "unresolved", reason=reason, evidence=(Evidence("t.yaml", 3),))
             for each in names]  # fmt: skip
    nodes += [Node(user, "function") for user in {user for _, user in pairs if user}]
    edges = [Edge(user, f"unresolved:{name}", "publishes") for name, user in pairs if user]
    return Graph.of("missing", nodes, edges)


@pytest.mark.parametrize(
    ("users", "groups"),
    [(["", "", ""], 1), (["f", "f", "f"], 1), (["f", "f", "g"], 0), (["", ""], 0), (["f"] * 9, 1)],
)
def test_what_is_missing_alike_is_one(users: list[str], groups: int) -> None:
    graph = missing(*((f"{at}/sns", user) for at, user in enumerate(users)))
    found = together(graph)
    assert len({node.id for node in found.values()}) == groups
    assert len(folded(graph).unresolved) == (1 if groups else len(users))
    assert {node.name for node in found.values()} == ({f"sns ({len(users)})"} if groups else set())


def test_what_is_not_read_is_one_a_type() -> None:
    types = {"a": "AWS::X::Board", "b": "AWS::X::Board", "c": "AWS::X::Board", "d": "AWS::X::Wall"}
    nodes = [Node(id_, "resource", type=type_) for id_, type_ in types.items()]
    graph = Graph.of("board", [*nodes, Node("f", "function")], [Edge("a", "f", "refers")])
    short = folded(graph)
    assert [node.name or node.id for node in short.nodes] == ["Board (3)", "d", "f"]
    assert [edge.target for edge in short.weak] == ["f"]
    assert not together(Graph.of("", graph.nodes, [Edge("a", "f", "triggers")]))


def test_what_stands_for_several_has_the_edges_of_all() -> None:
    graph = folded(missing(*((f"{name}/x", user) for name in "abc" for user in "fg")))
    assert len(graph.unresolved) == 1
    assert [(edge.source, edge.target) for edge in graph.edges] == [
        (user, graph.unresolved[0].id) for user in "fg"
    ]


def test_text_says_a_reason_once() -> None:
    said = listing(missing(*((f"{name}/sns", "") for name in "abcdef")))
    assert said.count("nobody knows") == 1
    assert "a/sns, b/sns, c/sns, d/sns and 2 more: nobody knows (t.yaml:3)" in said
    assert "6 not resolved" in said

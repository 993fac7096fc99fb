"""Declared against observed: small graphs, and what is found."""

import json

from analysis.graph import Edge, Evidence, Graph, Node
from analysis.reconcile import reconcile_all, to_wire
from analysis.reconcile.reconciling import reconcile

KINDS = {"Fn": "function", "Queue": "queue", "Topic": "topic", "Table": "table", "Rule": "rule"}


def graph(*lines: str, nodes: tuple[Node, ...] = (), label: str = "") -> Graph:
    """Edges drawn as "Source relation Target [certainty]"."""
    known = {node.id: node for node in nodes}
    edges = []
    for line in lines:
        source, relation, target, *certainty = line.split()
        edges.append(Edge(source, target, relation, (certainty or ["declared"])[0], label))
        for end in (source, target):
            known.setdefault(end, Node(end, _kind(end), outside=end.startswith("ext:")))
    return Graph.of("shop", known.values(), edges)


def _kind(id_: str) -> str:
    if "/" in id_ and not id_.startswith("ext:"):
        return "state" if id_.startswith("Flow") else "event"
    return next((kind for word, kind in KINDS.items() if id_.startswith(word)), "state machine")


def why(declared: Graph, observed: Graph) -> dict[str, str]:
    return {
        str(e.edge): e.reason.partition(":")[0] for e in reconcile(declared, observed).unexercised
    }


def test_each_edge_is_exercised_or_not_or_undeclared() -> None:
    declared = graph("Fn1 writes Table", "Fn1 reads Table inferred", "Queue triggers Fn1")
    observed = graph("Fn1 writes Table", "Queue triggers Fn1", "Fn1 writes Table2")
    found = reconcile(declared, observed, "a story")
    assert [str(each.edge) for each in found.exercised] == [
        "Fn1 writes Table",
        "Queue triggers Fn1",
    ]
    assert {each.scenarios for each in found.exercised} == {("a story",)}
    assert [str(each.edge) for each in found.unexercised] == ["Fn1 reads Table"]
    assert [(str(e.edge), e.reason) for e in found.undeclared] == [
        ("Fn1 writes Table2", "no file declares it")
    ]


def test_reasons_are_said_as_far_as_the_graphs_tell_them() -> None:
    declared = graph(
        "Fn1 refers Table",
        "Fn1 reads Table inferred",
        "Fn1 writes ext:table/x",
        "Fn2 writes Table",
        "Fn1 publishes unresolved:Fn1/x",
        "Rule triggers Fn1",
        "Queue redrives Queue2",
        "Topic/Placed reaches Fn1",
        "Fn1 emits Topic/Placed inferred",
        "Fn1 writes TableMaybe",
        "Flow contains Flow/A",
        "Flow/A transitions Flow/B",
        "Topic delivers Queue",
        nodes=(
            Node("unresolved:Fn1/x", "unresolved", reason="who knows"),
            Node("TableMaybe", "table", attributes={"conditional": True}),
        ),
    )
    assert why(declared, graph("Fn1 writes Table")) == {
        "Fn1 refers Table": "weak",
        "Fn1 reads Table": "a permission of which no call made use",
        "Fn1 writes ext:table/x": "outside",
        "Fn2 writes Table": "Fn2 never ran",
        "Fn1 publishes unresolved:Fn1/x": "unresolved",
        "Rule triggers Fn1": "unwatched",
        "Queue redrives Queue2": "no message failed so often that it was given up",
        "Topic/Placed reaches Fn1": "nobody said Placed",
        "Fn1 emits Topic/Placed": "inferred",
        "Fn1 writes TableMaybe": "conditional",
        "Flow contains Flow/A": "its state was never entered",
        "Flow/A transitions Flow/B": "its state was never entered",
        "Topic delivers Queue": "not exercised by these scenarios",
    }


def test_a_catch_needs_a_failure() -> None:
    declared = graph("Flow/A transitions Flow/B", label="Catch")
    observed = graph("Flow contains Flow/A")
    assert list(why(declared, observed).values()) == ["nothing failed there that it would catch"]


def test_who_begins_from_outside_is_not_undeclared() -> None:
    found = reconcile(graph("Fn1 writes Table"), graph("ext:client invokes Fn1"))
    assert not found.undeclared
    assert [str(each.edge) for each in found.from_outside] == ["ext:client invokes Fn1"]


def test_an_event_type_that_only_code_knows_is_told_apart() -> None:
    declared = graph("Fn1 publishes Topic")
    found = reconcile(declared, graph("Fn1 emits Topic/Gone", "Fn2 emits Topic/Gone"))
    assert [each.reason for each in found.undeclared] == [
        "its publisher is declared; that it says this stands in no file",
        "no file declares it",
    ]


def test_scenarios_add_up() -> None:
    declared = graph("Fn1 writes Table", "Fn1 reads Table", "Fn1 publishes Topic")
    found = reconcile_all(
        declared,
        {
            "placed": graph("Fn1 writes Table"),
            "asked": graph("Fn1 reads Table", "Fn1 writes Table"),
        },
    )
    assert {str(e.edge): e.scenarios for e in found.total.exercised} == {
        "Fn1 reads Table": ("asked",),
        "Fn1 writes Table": ("placed", "asked"),
    }
    assert [str(each.edge) for each in found.total.unexercised] == ["Fn1 publishes Topic"]
    assert len(found.by_scenario["placed"].unexercised) == 2
    wire = json.loads(json.dumps(to_wire(found)))
    assert wire["counts"]["exercised"] == 2
    assert wire["by_scenario"]["placed"]["counts"]["exercised"] == 1


def test_the_table_lists_what_matters_and_counts_what_is_weak() -> None:
    declared = graph("Fn1 writes Table", "Fn1 refers Table", "Queue redrives Queue2")
    seen = Edge("Fn1", "Table", "writes", "observed", evidence=(Evidence("t", 0, "x", "s1"),))
    observed = Graph.of("seen", graph("Fn1 writes Table").nodes, [seen])
    found = reconcile(declared, observed, "a story")
    assert str(found) == (
        "shop: 1 of 2 declared edges exercised by a story\n"
        "\n"
        "Declared, never exercised: 1\n"
        "  Queue redrives Queue2  no message failed so often that it was given up\n"
        "\n"
        "Exercised, never declared: none\n"
        "\n"
        "1 weak references left out: no more than a name in an environment variable, "
        "which no trace shows\n"
    )
    assert len(found.unexercised) == 2
    assert to_wire(found)["exercised"][0]["seen"][0]["span"] == "s1"

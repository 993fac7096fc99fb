"""RIPPLE.md section 1, row by row, and by its principle what it leaves open."""

from collections.abc import Callable

import pytest

from analysis.dependency import Dependencies
from analysis.dependency.reading import dependencies
from analysis.facts import Contract, Facts, Field, Read
from analysis.graph import Edge, Graph, Node
from analysis.graph.readings import EXCEPTIONS, RULES

World = Callable[..., Dependencies]
Told = Callable[..., list[str]]

BY_RELATION = {
    "f publishes topic": ["runtime: f -> topic"],
    "bus routes rule": ["runtime: rule -> bus"],
    "topic delivers queue": ["runtime: queue -> topic"],
    "queue triggers g": ["runtime: g -> queue"],
    "rule triggers g": ["runtime: g -> rule"],
    "schedule triggers g": ["runtime: g -> schedule"],
    "stream triggers g": ["runtime: g -> stream"],
    "bucket triggers g": ["runtime: g -> bucket"],
    "bucket triggers queue": ["runtime: queue -> bucket"],
    "table triggers g": ["runtime: g -> table", "data: g -> table"],
    "pool triggers f": ["runtime: pool -> f"],
    "api invokes f": ["runtime: api -> f"],
    "api publishes topic": ["runtime: api -> topic"],
    "queue triggers pipe": ["runtime: pipe -> queue"],
    "pipe invokes f": ["runtime: pipe -> f"],
    "f reads table": ["data: f -> table"],
    "f writes bucket": ["data: f -> bucket"],
    "queue redrives queue-dead": ["runtime: queue -> queue-dead"],
    "f redrives queue-dead": ["runtime: f -> queue-dead"],
    "f calls_back machine": ["runtime: f -> machine"],
    "machine contains state": [],
    "state transitions state-2": [],
    "f refers table": [],
    "f publishes unresolved:f/topic": [],
    "unresolved:x triggers f": [],
}


@pytest.mark.parametrize("flow", BY_RELATION)
def test_each_relation_says_what_the_table_says(flow: str, world: World, told: Told) -> None:
    assert told(world(flow)) == sorted(BY_RELATION[flow], key=_by_layer)


def _by_layer(line: str) -> int:
    return ["schema", "control", "runtime", "data"].index(line.partition(":")[0])


def test_exceptions_are_of_relations_that_have_a_rule() -> None:
    assert {relation for relation, _ in EXCEPTIONS} <= RULES.keys()
    assert {flow.split()[1] for flow in BY_RELATION} == RULES.keys() - {"emits", "reaches"}


PUBLISH_SUBSCRIBE = """
    f publishes topic
    topic delivers queue
    queue triggers g
    f emits topic/E
    topic/E reaches g
"""


def test_publisher_and_subscriber_agree_on_the_event_and_one_waits_but_they_never_meet(
    world: World, told: Told
) -> None:
    assert told(world(PUBLISH_SUBSCRIBE)) == [
        "schema: g -> topic/E",
        "schema: topic/E -> f",
        "control: g -> f",
        "runtime: f -> topic",
        "runtime: g -> queue",
        "runtime: queue -> topic",
    ]


def test_a_tolerant_reader_carries_the_fields_that_it_reads(world: World, told: Told) -> None:
    reads = Facts(reads=(Read("g", "topic/E", (Field("total"), Field("country"))),))
    assert "schema: g -> topic/E {total, country}" in told(world(PUBLISH_SUBSCRIBE, reads))


def test_a_reader_of_whom_nothing_is_known_depends_on_the_whole(world: World) -> None:
    for facts in (Facts(), Facts(reads=(Read("g", "topic/E", None),))):
        (edge,) = (e for e in world(PUBLISH_SUBSCRIBE, facts).edges if e.target == "topic/E")
        assert edge.fields == ()
        assert "not known which fields" in edge.reason


def test_where_nobody_is_seen_behind_a_queue_it_stands_for_its_reader(
    world: World, told: Told
) -> None:
    found = world("f emits topic/E\n topic/E reaches queue")
    assert told(found, "schema") == ["schema: queue -> topic/E", "schema: topic/E -> f"]
    assert told(found, "control") == []


def test_who_hears_its_own_event_neither_waits_for_itself_nor_reads_it(
    world: World, told: Told
) -> None:
    assert told(world("f emits topic/E\n topic/E reaches f")) == ["schema: topic/E -> f"]


WORKFLOW = """
    machine contains state-a
    machine contains state-b
    state-a transitions state-b
    state-a invokes j
    state-b invokes k
"""
PASSES = {
    "state-a": {"type": "Task", "request": ["order_id"], "answer": ["total"]},
    "state-b": {"type": "Task", "request": ["amount"]},
}


def test_a_machine_decides_and_calls_and_its_tasks_know_nothing(world: World, told: Told) -> None:
    assert told(world(WORKFLOW, **PASSES)) == [
        "schema: machine -> request:j {order_id}",
        "schema: machine -> request:k {amount}",
        "schema: machine -> response:j {total}",
        "schema: request:j -> j",
        "schema: request:k -> k",
        "schema: response:j -> j",
        "schema: response:k -> k",
        "control: machine -> j",
        "control: machine -> k",
        "runtime: machine -> j",
        "runtime: machine -> k",
    ]


def test_the_names_of_errors_that_a_machine_catches_are_part_of_the_response(
    world: World, told: Told
) -> None:
    caught = {"state-b": {"caught": [{"errors": ["OutOfStock", "States.Timeout"]}]}}
    assert "schema: machine -> response:k {@error.OutOfStock}" in told(world(WORKFLOW, **caught))


def test_an_answer_that_is_kept_whole_may_be_used_whole(world: World) -> None:
    kept = {"state-b": {"output": {"$": "$", "booked": "@answer"}}}
    (edge,) = (e for e in world(WORKFLOW, **kept).edges if e.target == "response:k")
    assert edge.source == "machine"
    assert edge.fields == ()


def test_a_task_called_by_two_states_carries_the_fields_of_both(world: World, told: Told) -> None:
    text = """
        machine contains state-a
        machine contains state-b
        state-a invokes k
        state-b invokes k
    """
    passes = {"state-a": {"request": ["a"]}, "state-b": {"request": ["b"]}}
    assert "schema: machine -> request:k {a, b}" in told(world(text, **passes))


def test_facts_say_more_than_the_definition(world: World, told: Told) -> None:
    written = (Field("order_id"), Field("order_id.shop"), Field("extra"))
    facts = Facts(
        contracts=(Contract("request:j", "request", "j", ("machine",), written),),
        reads=(
            Read("machine", "response:j", ()),
            Read("j", "request:j", (Field("order_id"),)),
        ),
    )
    found = told(world(WORKFLOW, facts, **PASSES), "schema")
    assert "schema: machine -> request:j {order_id, order_id.shop}" in found
    assert "schema: request:j -> j" in found
    assert not [line for line in found if "machine -> response:j" in line]
    assert not [line for line in found if "request:j -> machine" in line]
    assert "schema: j -> request:j {order_id}" not in found


def test_a_state_inside_a_state_speaks_for_its_machine(world: World, told: Told) -> None:
    text = "machine contains state-map\n state-map contains state-in\n state-in writes table"
    assert told(world(text)) == ["data: machine -> table"]


def test_a_machine_within_a_machine_is_a_task_with_a_contract(world: World, told: Told) -> None:
    assert told(world("machine contains state\n state invokes machine-2")) == [
        "schema: machine -> request:machine-2",
        "schema: request:machine-2 -> machine-2",
        "schema: response:machine-2 -> machine-2",
        "control: machine -> machine-2",
        "runtime: machine -> machine-2",
    ]


def test_a_direct_call_is_a_contract_and_a_wait_but_says_nothing_of_order(
    world: World, told: Told
) -> None:
    assert told(world("f invokes g")) == [
        "schema: f -> request:g",
        "schema: f -> response:g",
        "schema: request:g -> g",
        "schema: response:g -> g",
        "runtime: f -> g",
    ]


def test_a_workflow_waits_for_who_brings_its_token_back(world: World, told: Told) -> None:
    text = (
        "machine contains state\n state publishes queue\n queue triggers f\n f calls_back machine"
    )
    found = world(text, machine={"callback": True})
    assert told(found, "control") == ["control: f -> machine", "control: machine -> f"]


def test_messages_without_a_type_are_waited_for_channel_by_channel(
    world: World, told: Told
) -> None:
    text = "f publishes queue\n queue triggers g\n h publishes queue-2"
    assert told(world(text), "control") == ["control: g -> f"]


def test_whoever_hears_another_type_on_the_channel_waits_for_nobody(
    world: World, told: Told
) -> None:
    other = PUBLISH_SUBSCRIBE + "topic delivers queue-h\n queue-h triggers h"
    assert told(world(other), "control") == ["control: g -> f"]


def test_who_takes_a_tables_stream_waits_for_who_writes_the_table(world: World, told: Told) -> None:
    text = "f writes table\n h reads table\n table triggers g\n g writes table"
    assert told(world(text), "control") == ["control: g -> f"]


def test_a_package_is_its_modules(world: World, told: Told) -> None:
    facts = Facts(modules={"f": ("module:shared.py", "f.py"), "nobody": ("x.py",)})
    assert told(world("f reads table", facts), "deployment") == [
        "deployment: f -> module:f.py",
        "deployment: f -> module:shared.py",
    ]


def test_an_event_with_two_owners_depends_on_both(world: World, told: Told) -> None:
    facts = Facts(contracts=(Contract("topic/E", "event", "E", ("f", "h"), (Field("id"),)),))
    text = "f emits topic/E\n topic/E reaches g\n h publishes topic"
    found = told(world(text, facts), "schema")
    assert found == ["schema: g -> topic/E", "schema: topic/E -> f", "schema: topic/E -> h"]


def test_the_weaker_of_two_signs_is_what_a_wait_is_worth() -> None:
    edges = [
        Edge("f", "queue", "publishes", "inferred"),
        Edge("queue", "g", "triggers"),
    ]
    kinds = {"f": "function", "queue": "queue", "g": "function"}
    graph = Graph.of("", [Node(id_, kind) for id_, kind in kinds.items()], edges)
    (wait,) = dependencies(graph, Facts()).layer("control")
    assert (wait.source, wait.target, wait.certainty) == ("g", "f", "inferred")


def test_what_two_signs_show_is_as_firm_as_the_firmer() -> None:
    edges = [Edge("f", "table", "reads", "inferred"), Edge("f", "table", "writes")]
    kinds = {"f": "function", "table": "table"}
    graph = Graph.of("", [Node(id_, kind) for id_, kind in kinds.items()], edges)
    (edge,) = dependencies(graph, Facts()).edges
    assert edge.certainty == "declared"

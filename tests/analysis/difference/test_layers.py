"""Whose arrows differ, layer by layer."""

from collections.abc import Callable
from dataclasses import replace

from analysis.difference import Version, difference
from analysis.difference.machines import Definition, StateTransition
from analysis.difference.resources import DeclaredResource
from analysis.facts import Contract, Facts, Field, Read

World = Callable[..., Version]

SERVICES = {"f": "orders", "topic": "orders", "g": "stock", "queue": "stock", "machine": "workflow"}
PUBSUB = """
f publishes topic
topic delivers queue
queue triggers g
f emits topic/Placed
topic/Placed reaches g
"""


def named(found: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {layer: units for layer, units in found.items() if units}


def layers(before: Version, after: Version) -> dict[str, tuple[str, ...]]:
    return named(dict(difference(before, after).layers))


def facts(said: str, read: str, kind: str = "event") -> Facts:
    contract = "topic/Placed" if kind == "event" else f"{kind}:f"
    return Facts(
        (Contract(contract, kind, "Placed", ("f",), tuple(map(Field, said.split()))),),
        (Read("g" if kind == "event" else "f", contract, tuple(map(Field, read.split()))),),
    )


def test_who_hears_anew_depends_on_schema_control_and_runtime(world: World) -> None:
    more = PUBSUB + "topic delivers queue-x\nqueue-x triggers x\ntopic/Placed reaches x"
    after = world(more, SERVICES | {"x": "new", "queue-x": "new"})
    assert layers(world(PUBSUB, SERVICES), after) == dict.fromkeys(
        ("schema", "control", "runtime"), ("new",)
    )


def test_who_reads_other_fields_and_who_says_other_fields_differ_on_schema(world: World) -> None:
    before = world(PUBSUB, SERVICES, facts("id total", "id total"))
    less = world(PUBSUB, SERVICES, facts("id total", "id"))
    renamed = world(PUBSUB, SERVICES, facts("id amount", "id amount"))
    assert layers(before, less) == {"schema": ("stock",)}
    assert layers(before, renamed) == {"schema": ("orders", "stock")}


def test_a_task_that_is_told_more_and_reads_no_more_has_the_same_arrows(world: World) -> None:
    before = world("", SERVICES, facts("id", "id", "request"))
    told = world("", SERVICES, facts("id slot", "id", "request"))
    heard = world("", SERVICES, facts("id slot", "id slot", "request"))
    assert layers(before, told) == {}
    assert layers(before, heard) == {"schema": ("orders",)}


def test_who_waits_for_another_event_differs_on_control_though_it_is_the_same_service(
    world: World,
) -> None:
    after = world(PUBSUB.replace("Placed", "Paid"), SERVICES)
    assert "stock" in layers(world(PUBSUB, SERVICES), after)["control"]


def test_a_machine_that_orders_its_tasks_otherwise_differs_on_control_alone(world: World) -> None:
    before = world("machine invokes f\nmachine invokes g", SERVICES)
    there = Definition("1", {"A": {}, "B": {}}, frozenset({StateTransition("A", "B", "Next")}))
    back = Definition("2", {"A": {}, "B": {}}, frozenset({StateTransition("B", "A", "Next")}))
    one, other = (replace(before, definitions={"machine": each}) for each in (there, back))
    assert layers(one, other) == {"control": ("workflow",)}


def test_how_long_and_how_often_is_of_the_runtime_and_what_a_task_is_told_is_of_no_layer(
    world: World,
) -> None:
    before = world("machine invokes f", SERVICES)

    def says(**state: object) -> Version:
        return replace(before, definitions={"machine": Definition(state, {"A": state})})

    assert layers(says(TimeoutSeconds=5), says(TimeoutSeconds=9)) == {"runtime": ("workflow",)}
    assert layers(says(Retry=[]), says(Retry=[{}])) == {"runtime": ("workflow",)}
    assert layers(says(Seconds=5), says(Seconds=9)) == {"control": ("workflow",)}
    assert layers(says(Parameters=5), says(Parameters=9)) == {}


def test_a_table_and_a_module_are_the_arrows_of_who_uses_them(world: World) -> None:
    before = world("f reads table", SERVICES)
    after = world("f reads table-2", SERVICES, Facts(modules={"g": ("new.py",)}))
    assert layers(before, after) == {"data": ("orders",), "deployment": ("stock",)}


def test_arrows_within_a_service_do_not_count(world: World) -> None:
    inside = {"f": "orders", "g": "orders"}
    assert layers(world("", inside), world("f invokes g", inside)).get("runtime") is None


def test_a_queue_that_tries_more_often_differs_on_the_runtime_of_its_service(world: World) -> None:
    before = world("f reads table", SERVICES)

    def tries(times: int) -> Version:
        said = {"Type": "AWS::SQS::Queue", "Properties": {"RedrivePolicy": {"max": times}}}
        queue = DeclaredResource("queue", "AWS::SQS::Queue", said)
        return replace(before, resources={"queue": queue}, owners={"queue": "orders"})

    assert layers(tries(4), tries(8)) == {"runtime": ("orders",)}
    assert layers(tries(4), tries(4)) == {}

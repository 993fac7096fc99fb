"""A carrier that is away is asked eight times, with growing pauses; nobody else is."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest

from lab.books import read_books
from lab.courier import held_back
from lab.dead_letters import dead_letters, redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, Drill, clear, fault, plan
from lab.trace import collect
from lab.workload.placing import place_order
from lab.workload.run import run, wait_settled
from lab.workload.seed import seed
from orderflow.order import Order
from tests.stories.conftest import Shop, run_whole, told
from tests.stories.deeds.choreography import DEEDS as CHOREOGRAPHY_DEEDS
from tests.stories.deeds.orchestration import DEEDS as ORCHESTRATION_DEEDS
from tests.stories.waiting import eventually

Open = Callable[..., Shop]

DEEDS = {"choreography": CHOREOGRAPHY_DEEDS, "orchestration": ORCHESTRATION_DEEDS}
UPDATES = ("confirm", "cancel")
"""Deeds that are one update; the others are transactions."""

ASKED_AT = {"book": "PaymentTaken", "charge": "StockReserved"}
"""The event that sets the deed going in choreography, where the order is known by then."""


def away(deployment: Deployment, deed: str, times: int = FOREVER) -> Drill:
    """What the deed needs cannot be reached, so many times."""
    write = "UpdateItem" if deed in UPDATES else "TransactWriteItems"
    function, event = DEEDS[deployment.design.name][deed]
    return fault(function, operation=f"dynamodb:{write}", times=times, on=event)


@contextmanager
def disturbed(deployment: Deployment, drills: Mapping[Order, Drill]) -> Iterator[None]:
    planned = {order.order_id: [drill] for order, drill in drills.items()}
    plan(deployment, planned)
    try:
        yield
    finally:
        clear(deployment, planned)


def tries(deployment: Deployment, order: Order, deed: str, *, failed: bool = True) -> int:
    """How often the order's deed was tried: in vain, or at all."""
    function, event = DEEDS[deployment.design.name][deed]
    if not failed and deployment.design.name == "choreography":
        event = ASKED_AT[deed]  # at its other event it may only be noted
    trace = collect(deployment, [order.order_id], settle_logs=2)[order.order_id]
    return sum(
        span.function == function
        and event in ("*", span.trigger.event_type)
        and (span.error is not None or not failed)
        for span in trace.spans
    )


def nowhere(here: Shop, order: Order) -> Order:
    """The same order to a country that no carrier serves."""
    country = here.country[::-1] if here.country[0] != here.country[1] else "ZY"
    return Order.from_wire(order.to_wire() | {"country": country})


def test_the_pauses_before_a_carrier_is_asked_again_may_grow_to_a_minute(
    orchestration: Deployment,
) -> None:
    machine = orchestration.physical(orchestration.design.entry)
    told = orchestration.client("stepfunctions").describe_state_machine(stateMachineArn=machine)
    patience = {
        (each["MaxAttempts"], each["BackoffRate"], each["MaxDelaySeconds"])
        for each in json.loads(told["definition"])["States"]["Book shipment"]["Retry"]
        if each["ErrorEquals"] == ["States.ALL"]
    }
    assert patience == {(7, 2.0, 60)}


@pytest.mark.parametrize(("deed", "most"), [("book", 8), ("charge", 4)])
def test_a_message_that_keeps_failing_is_set_aside_in_the_end(
    choreography: Deployment, shop: Open, deed: str, most: int
) -> None:
    """Delivered by hand, so that no pause is waited for."""
    here = shop()
    order = here.order("never")
    failed: list[str | None] = []

    def given_up() -> bool:
        return order.order_id in {letter.order_id for letter in dead_letters(choreography)}

    def one_round() -> bool:
        courier.take()
        for message in tuple(courier.hand):
            failed.extend(each.event_type for each in courier.deliver(message))
        return given_up()

    seed(choreography, here.world)
    with (
        disturbed(choreography, {order: away(choreography, deed)}),
        held_back(choreography) as courier,
    ):
        place_order(choreography, order)
        assert eventually(one_round)
    assert failed == [ASKED_AT[deed]] * most
    assert redrive(choreography, [order.order_id]) == 1
    assert wait_settled(choreography, [order.order_id]) == set()


@contextmanager
def hurried(deployment: Deployment) -> Iterator[Deployment]:
    """The workflow as it stands under another name, with pauses that stay as short as the first."""
    client = deployment.client("stepfunctions")
    machine = deployment.resources[deployment.design.entry]
    told = client.describe_state_machine(stateMachineArn=machine.physical_id)
    definition = json.loads(told["definition"])
    for state in definition["States"].values():
        for retry in state.get("Retry", ()):
            retry["BackoffRate"] = 1.0
    copy = client.create_state_machine(
        name=f"{told['name']}-hurried", roleArn=told["roleArn"], definition=json.dumps(definition)
    )["stateMachineArn"]
    own = {machine.logical_id: replace(machine, physical_id=copy)}
    try:
        yield replace(deployment, resources={**deployment.resources, **own})
    finally:
        client.delete_state_machine(stateMachineArn=copy)


def test_the_eighth_try_is_the_last(orchestration: Deployment, shop: Open) -> None:
    """The pauses grow to a minute, which the definition says; here nobody waits for them."""
    here = shop()
    seven, never = here.order("seven"), here.order("never")
    with hurried(orchestration) as deployment:
        drills = {
            seven: away(deployment, "book", times=7),
            never: away(deployment, "book"),
        }
        with disturbed(deployment, drills):
            report = run(deployment, [seven, never], here.world)
        assert [each.outcome for each in report.results] == ["confirmed", None]
        assert tries(deployment, seven, "book") == 7
        assert tries(deployment, never, "book") == 8
        assert redrive(deployment, [never.order_id]) == 1
        assert wait_settled(deployment, [never.order_id]) == set()


def test_a_carrier_that_is_away_for_a_while_is_asked_until_it_is_back(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(capacity=5)
    order = here.order("four")
    with disturbed(deployment, {order: away(deployment, "book", times=4)}):
        report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("confirmed", None, 3000, 0, True)
    assert tries(deployment, order, "book") == 4
    assert list(read_books(deployment, [order], here.world).capacity.values()) == [4]


def test_a_carrier_that_says_no_is_asked_once(deployment: Deployment, shop: Open) -> None:
    here = shop(capacity=0)
    order = here.order("refused")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "no carrier", 3000, 3000, False)
    assert tries(deployment, order, "book", failed=False) == 1


def test_all_other_steps_keep_their_patience(deployment: Deployment, shop: Open) -> None:
    """One order a step that cannot do its work: each is given up after four tries, as ever."""
    here = shop()
    forward = {deed: here.order(deed) for deed in ("reserve", "charge", "confirm")}
    undoing = {deed: nowhere(here, here.order(deed)) for deed in ("refund", "release", "cancel")}
    orders = {**forward, **undoing}
    ids = [order.order_id for order in orders.values()]
    drills = {order: away(deployment, deed) for deed, order in orders.items()}
    with disturbed(deployment, drills):
        report = run(deployment, list(orders.values()), here.world)
    assert {each.outcome for each in report.results} == {None}
    assert {deed: tries(deployment, order, deed) for deed, order in orders.items()} == (
        dict.fromkeys(orders, 4)
    )
    assert redrive(deployment, ids) == len(ids)
    assert wait_settled(deployment, ids) == set()

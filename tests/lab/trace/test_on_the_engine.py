"""Probe, trace, drills and courier on real deployments."""

from itertools import count

import pytest

from lab import drills
from lab.courier import CourierFailed, held_back
from lab.deployment import Deployment
from lab.trace import OrderTrace, collect, counts
from lab.workload.placing import place_order
from lab.workload.seed import seed
from orderflow.order import Order
from orderflow.world import World

NUMBERS = count(1)
PAYING = {"choreography": "PaymentsFunction", "orchestration": "TakePaymentFunction"}


def an_order(deployment: Deployment, *, country: str = "XT") -> Order:
    """An order of this test's own, with a world in which nothing but `country` can refuse it."""
    order_id = f"trace-{next(NUMBERS)}"
    seed(deployment, World({"trace-lamp": 1000}, {"trace-ada": 10_000_000}, {"XT": 1000}))
    line = {"sku": "trace-lamp", "quantity": 1, "unit_price": 100}
    wire = {"order_id": order_id, "customer": "trace-ada", "country": country, "lines": [line]}
    return Order.from_wire(wire)


def traced(deployment: Deployment, *orders: Order) -> list[OrderTrace]:
    traces = collect(deployment, [order.order_id for order in orders], settle_logs=60)
    assert [trace.missing for trace in traces.values()] == [()] * len(orders)
    return list(traces.values())


def test_an_order_leaves_a_whole_trace(deployment: Deployment) -> None:
    order = an_order(deployment)
    place_order(deployment, order)
    [trace] = traced(deployment, order)
    assert {span.service for span in trace.spans} == {
        "ordering",
        "inventory",
        "payments",
        "shipping",
    }
    assert {span.role for span in trace.spans} == {"deed"}
    assert [span.id for span in trace.spans if span.cause is None] == [trace.spans[0].id]
    assert all(span.trigger.source for span in trace.spans if span.trigger.kind != "invoke")


def test_both_designs_undo_in_the_same_order(deployment: Deployment) -> None:
    order = an_order(deployment, country="ZZ")
    place_order(deployment, order)
    [trace] = traced(deployment, order)
    told = [(span.service, span.role) for span in trace.spans if span.role != "deed"]
    assert list(dict.fromkeys(told)) == [
        ("shipping", "refusal"),
        ("payments", "undo"),
        ("inventory", "undo"),
        ("ordering", "undo"),
    ]


def test_a_fault_disturbs_its_order_alone(deployment: Deployment) -> None:
    hit, spared = an_order(deployment), an_order(deployment)
    drills.plan(
        deployment,
        {hit.order_id: [drills.fault(PAYING[deployment.design.name], operation="dynamodb:*")]},
    )
    for order in (hit, spared):
        place_order(deployment, order)
    told, other = traced(deployment, hit, spared)
    [fault] = [span for span in told.spans if span.role == "fault"]
    assert (fault.service, fault.error.type) == ("payments", "InternalServerError")
    assert any(s.attempt == 2 and s.function == fault.function for s in told.spans)
    assert "fault" not in {span.role for span in other.spans}
    assert set(drills.left(deployment, hit.order_id).values()) == {0}


def test_a_duplicate_is_worked_off_and_seen(deployment: Deployment) -> None:
    order = an_order(deployment)
    drills.plan(
        deployment, {order.order_id: [drills.duplicate(PAYING[deployment.design.name], times=1)]}
    )
    place_order(deployment, order)
    [trace] = traced(deployment, order)
    assert [span.function for span in trace.spans if span.duplicate] == [
        PAYING[deployment.design.name]
    ]


def test_an_order_id_with_line_breaks_and_quotes_is_traced(choreography: Deployment) -> None:
    order = Order.from_wire(
        an_order(choreography).to_wire() | {"order_id": 'trace "1"\nRIPPLE {"v":1}'}
    )
    place_order(choreography, order)
    [trace] = traced(choreography, order)
    assert counts(trace).messages_published == 5


def test_the_courier_holds_back_and_delivers_as_sqs_would(choreography: Deployment) -> None:
    order = an_order(choreography)
    with held_back(choreography) as courier:
        place_order(choreography, order)
        mine = {"order_id": order.order_id, "timeout": 60}
        bill = courier.wait_for("OrderPlaced", queue="PaymentsQueue", **mine)
        stock = courier.wait_for("OrderPlaced", queue="InventoryQueue", **mine)
        assert courier.deliver(stock) == []
        paid_first = courier.wait_for("StockReserved", **mine)
        courier.deliver(paid_first)
        drills.plan(choreography, {order.order_id: [drills.fault("PaymentsFunction")]})
        assert courier.deliver(bill) == [bill]  # failed: back in its queue
        again = courier.wait_for("OrderPlaced", queue="PaymentsQueue", **mine)
        assert again.record["attributes"]["ApproximateReceiveCount"] == "2"
        assert courier.deliver(again) == []
        courier.wait_for("PaymentTaken", **mine)
        with pytest.raises(CourierFailed, match=r"in the hand: .*PaymentTaken in ShippingQueue"):
            courier.wait_for("ShipmentBooked", timeout=0.1)
    [trace] = traced(choreography, order)  # given back, the rest goes its usual way
    assert [s.attempt for s in trace.spans if s.function == "PaymentsFunction"] == [1, 1, 2]


def test_the_courier_lets_go_when_its_story_fails(choreography: Deployment) -> None:
    with pytest.raises(ZeroDivisionError), held_back(choreography):
        raise ZeroDivisionError
    order = an_order(choreography)
    place_order(choreography, order)
    traced(choreography, order)

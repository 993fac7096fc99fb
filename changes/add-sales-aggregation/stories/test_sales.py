"""For every product and every day: how many pieces were sold, and what they came to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import pytest

from lab.deployment import Deployment
from lab.drills import clear, duplicate, fault, plan
from lab.tables import read_items
from orderflow.order import Order
from orderflow.ordering import order_key
from orderflow.sales import sales_key
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met
from tests.stories.waiting import eventually

Open = Callable[..., Shop]
Figures = Mapping[tuple[str, str], tuple[int, int]]

COUNTS = {"choreography": "SalesFunction", "orchestration": "CountSalesFunction"}


def counting(deployment: Deployment) -> bool:
    """Whether somebody counts what is sold."""
    return "SalesTable" in deployment.resources


def confirmed_on(deployment: Deployment, order: Order) -> str:
    """The day in UTC on which ordering confirmed the order."""
    [row] = read_items(deployment, "ordering", [order_key(order.order_id)]).values()
    assert row["status"] == "confirmed"
    return datetime.fromisoformat(row["settled_at"]).astimezone(UTC).date().isoformat()


def expected(deployment: Deployment, orders: Sequence[Order]) -> Figures:
    """By product and day, what these confirmed orders come to."""
    figures: dict[tuple[str, str], tuple[int, int]] = {}
    for order in orders:
        day = confirmed_on(deployment, order)
        for line in order.lines:
            pieces, cents = figures.get((line.sku, day), (0, 0))
            sold = line.quantity * line.unit_price
            figures[line.sku, day] = pieces + line.quantity, cents + sold
    return figures


def figures_of(deployment: Deployment, wanted: Figures) -> Figures:
    """What the sales say of these products and days."""
    keys = {sales_key(sku, day): (sku, day) for sku, day in wanted}
    found = read_items(deployment, "sales", keys)
    return {keys[pk]: (item["pieces"], item["cents"]) for pk, item in found.items()}


def check(deployment: Deployment, orders: Sequence[Order]) -> None:
    """The sales come to what these orders do, no less and no more."""
    wanted = expected(deployment, orders)
    eventually(lambda: figures_of(deployment, wanted) == wanted)
    assert figures_of(deployment, wanted) == wanted


def with_lines(order: Order, *lines: tuple[str, int, int]) -> Order:
    wired = [{"sku": sku, "quantity": number, "unit_price": cents} for sku, number, cents in lines]
    return Order.from_wire(order.to_wire() | {"lines": wired})


def test_what_confirmed_orders_came_to_is_added_up_by_product_and_day(
    deployment: Deployment, shop: Open
) -> None:
    assert counting(deployment)
    here = shop()
    lamp = f"{here.mark}lamp"
    orders = [
        here.order("one", quantity=2, price=1500),
        with_lines(here.order("two"), (lamp, 1, 1400), (lamp, 3, 0)),
    ]
    run_whole(deployment, orders, here.world)
    check(deployment, orders)
    [sold] = figures_of(deployment, expected(deployment, orders[:1])).values()
    assert sold == (6, 4400)


def test_only_confirmed_orders_count(deployment: Deployment, shop: Open) -> None:
    assert counting(deployment)
    here = shop(on_hand=10, capacity=5)
    fine, poor, out, lost = (
        here.order("fine"),
        here.order("poor", price=90_000),
        here.order("out", quantity=99),
        Order.from_wire(here.order("lost").to_wire() | {"country": "ZZ"}),
    )
    outcomes = told(run_whole(deployment, [poor, out, lost], here.world))
    assert {each[0] for each in outcomes.values()} == {"cancelled"}
    # Whatever the cancelled ones had started is through when the one behind them is counted.
    run_whole(deployment, [fine], here.world)
    check(deployment, [fine])


def test_no_order_is_counted_twice_whatever_is_delivered_twice(
    deployment: Deployment, shop: Open
) -> None:
    assert counting(deployment)
    here = shop()
    orders = [here.order("one"), here.order("two")]
    plan(deployment, {order.order_id: [duplicate()] for order in orders})
    try:
        run_whole(deployment, orders, here.world)
        check(deployment, orders)
    finally:
        clear(deployment, [order.order_id for order in orders])
    behind = here.order("behind")
    run_whole(deployment, [behind], here.world)
    check(deployment, [*orders, behind])


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_no_order_is_lost_or_counted_twice_when_counting_fails_for_a_moment(
    deployment: Deployment, shop: Open, when: str
) -> None:
    assert counting(deployment)
    here = shop()
    orders = [here.order("one"), here.order("two")]
    drills = {
        order.order_id: fault(
            COUNTS[deployment.design.name], operation="dynamodb:TransactWriteItems", when=when
        )
        for order in orders
    }
    plan(deployment, {order_id: [drill] for order_id, drill in drills.items()})
    try:
        run_whole(deployment, orders, here.world)
        check(deployment, orders)
        met(deployment, drills)
    finally:
        clear(deployment, drills)
    behind = here.order("behind")
    run_whole(deployment, [behind], here.world)
    check(deployment, [*orders, behind])

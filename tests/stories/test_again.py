"""Asking twice, hearing twice: nothing happens twice."""

from collections.abc import Callable

from lab.agreement import state_after
from lab.deployment import Deployment
from lab.drills import clear, duplicate, plan
from lab.workload.placing import place_order
from lab.workload.run import run
from tests.stories.conftest import Shop, run_whole, told

Open = Callable[..., Shop]


def test_placing_an_order_again_starts_nothing_new(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=10, capacity=5)
    orders = [here.order("again")]
    first = run_whole(deployment, orders, here.world)
    before = state_after(deployment, orders, here.world)
    place_order(deployment, orders[0])
    place_order(deployment, orders[0])
    # Another order goes the whole way behind them, so whatever they had started is through too.
    behind = here.order("behind")
    run(deployment, [behind], here.world)
    after = state_after(deployment, orders, here.world)
    assert told(first)[orders[0].order_id][0] == "confirmed"
    for books in ("orders", "reservations", "payments", "shipments"):
        assert after[books] == before[books]


def test_every_event_handled_twice_ends_as_if_it_came_once(
    deployment: Deployment, shop: Open
) -> None:
    twice = {"confirmed": {}, "declined": {"price": 90_000}, "out": {"quantity": 999}}
    here = shop(on_hand=20)
    orders = [here.order(name, **order) for name, order in twice.items()]
    plan(deployment, {order.order_id: [duplicate()] for order in orders})
    try:
        report = run_whole(deployment, orders, here.world)
    finally:
        clear(deployment, [order.order_id for order in orders])
    outcomes = [told(report)[order.order_id] for order in orders]
    assert outcomes == [
        ("confirmed", None, 3000, 0, True),
        ("cancelled", "payment declined", 0, 0, False),
        ("cancelled", "out of stock", 0, 0, False),
    ]
    books = state_after(deployment, orders, here.world)
    assert list(books["stock on hand"].values()) == [18]
    assert list(books["balances"].values()) == [97_000]
    assert list(books["carriers"].values()) == [99]


def test_an_undo_handled_twice_gives_back_once(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=5, balance=4000, capacity=0)
    orders = [here.order("refused")]
    plan(deployment, {orders[0].order_id: [duplicate()]})
    try:
        report = run_whole(deployment, orders, here.world)
    finally:
        clear(deployment, [orders[0].order_id])
    assert told(report)[orders[0].order_id] == ("cancelled", "no carrier", 3000, 3000, False)
    books = state_after(deployment, orders, here.world)
    assert list(books["stock on hand"].values()) == [5]
    assert list(books["balances"].values()) == [4000]

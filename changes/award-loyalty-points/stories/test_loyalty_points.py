"""A point for every whole euro paid; a refused order leaves none; points never fail an order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lab.dead_letters import redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, Drill, clear, duplicate, fault, plan
from lab.tables import Item, read_items
from lab.workload.run import run
from orderflow.loyalty import award_key, points_key
from orderflow.order import Order
from tests.stories.conftest import Shop, run_whole, told
from tests.stories.waiting import eventually

Open = Callable[..., Shop]

AWARDS = {"choreography": "LoyaltyFunction", "orchestration": "AwardPointsFunction"}
TAKES_BACK = {
    "choreography": ("LoyaltyFunction", "ShipmentRefused"),
    "orchestration": ("TakeBackPointsFunction", "*"),
}
WRITES = "dynamodb:TransactWriteItems"


def loyalty(deployment: Deployment, keys: list[str]) -> dict[str, Item]:
    assert "LoyaltyTable" in deployment.resources, "nobody keeps points"
    return read_items(deployment, "loyalty", keys)


def points(deployment: Deployment, shop: Shop) -> int | None:
    """What the shop's customer has; None before anything was ever earned."""
    key = points_key(shop.order("any").customer)
    found: int | None = loyalty(deployment, [key]).get(key, {}).get("points")
    return found


def awards(deployment: Deployment, orders: list[Order]) -> list[str | None]:
    keys = [award_key(order.order_id) for order in orders]
    found = loyalty(deployment, keys)
    return [found.get(key, {}).get("status") for key in keys]


def gone(deployment: Deployment, orders: list[Order]) -> bool:
    """Whether each of these had its points undone and has none."""
    return set(awards(deployment, orders)) <= {"taken back", "void"}


def away(order: Order) -> Order:
    """The same order to a country that no carrier serves."""
    return Order.from_wire(order.to_wire() | {"country": "ZZ"})


@contextmanager
def planned(deployment: Deployment, drills: dict[Order, Drill]) -> Iterator[None]:
    by_id = {order.order_id: [drill] for order, drill in drills.items()}
    plan(deployment, by_id)
    try:
        yield
    finally:
        clear(deployment, by_id)


def test_a_paid_order_earns_a_point_for_every_whole_euro(
    deployment: Deployment, shop: Open
) -> None:
    here = shop()
    orders = [here.order("some", price=1599), here.order("few", quantity=1, price=99)]
    report = run_whole(deployment, orders, here.world)
    assert {outcome[0] for outcome in told(report).values()} == {"confirmed"}
    assert eventually(lambda: awards(deployment, orders) == ["awarded"] * 2)
    assert points(deployment, here) == 31


def test_an_order_no_carrier_takes_leaves_no_points_once_it_is_seen_cancelled(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(capacity=0)
    order = here.order("refused")
    report = run_whole(deployment, [order], here.world)
    assert gone(deployment, [order])
    assert not points(deployment, here)
    assert told(report)[order.order_id] == ("cancelled", "no carrier", 3000, 3000, False)


def test_an_order_that_is_not_paid_earns_nothing(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=2, balance=2999)
    orders = [here.order("declined"), here.order("out", quantity=3)]
    report = run_whole(deployment, orders, here.world)
    assert {outcome[0] for outcome in told(report).values()} == {"cancelled"}
    assert awards(deployment, orders) == [None, None]
    assert points(deployment, here) is None


def test_points_are_given_once_and_taken_back_once_however_often_it_is_asked(
    deployment: Deployment, shop: Open
) -> None:
    here = shop()
    kept, lost = here.order("kept"), away(here.order("lost"))
    with planned(deployment, {kept: duplicate(), lost: duplicate()}):
        run_whole(deployment, [kept, lost], here.world)
        assert gone(deployment, [lost])
        assert eventually(lambda: awards(deployment, [kept]) == ["awarded"])
    assert points(deployment, here) == 30


def test_while_points_cannot_be_written_for_a_moment_the_cancelling_waits(
    deployment: Deployment, shop: Open
) -> None:
    here, drills = shop(), {}
    function, event = TAKES_BACK[deployment.design.name]
    for when in ("before", "after"):
        kept, lost = here.order(f"kept-{when}"), away(here.order(f"lost-{when}"))
        drills[kept] = fault(AWARDS[deployment.design.name], operation=WRITES, when=when)
        drills[lost] = fault(function, operation="dynamodb:*", when=when, times=3, on=event)
    orders = [*drills]
    with planned(deployment, drills):
        run_whole(deployment, orders, here.world)
        assert gone(deployment, orders[1::2])
        assert eventually(lambda: awards(deployment, orders[::2]) == ["awarded"] * 2)
    assert points(deployment, here) == 60


def test_points_that_cannot_be_given_hold_no_order_up_and_are_given_later(
    deployment: Deployment, shop: Open
) -> None:
    here = shop()
    order = here.order("paid")
    down = fault(AWARDS[deployment.design.name], operation=WRITES, times=FOREVER)
    with planned(deployment, {order: down}):
        report = run(deployment, [order], here.world)
        assert told(report)[order.order_id] == ("confirmed", None, 3000, 0, True)
        assert not points(deployment, here)

    def given() -> bool:
        redrive(deployment, [order.order_id])
        return points(deployment, here) == 30

    assert eventually(given)

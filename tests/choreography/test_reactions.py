"""The four services over tables of this process: who says what to whom, in any order of delivery.

No queue, no topic, no function: each event is handed to whoever reacts to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer
from hypothesis import given, settings
from hypothesis import strategies as st

from choreography.inventory import reactions as inventory
from choreography.messaging.envelope import Envelope
from choreography.messaging.inbox import Inbox
from choreography.messaging.publisher import Publisher
from choreography.ordering import outbox
from choreography.ordering import reactions as ordering
from choreography.payments import reactions as payments
from choreography.shipping import reactions as shipping
from orderflow.ledger import UndoFailed
from orderflow.order import Order, OrderId
from orderflow.ordering import open_order, order_key
from orderflow.payments import account_key
from orderflow.world import World, seed_items
from tests.tables import emptied, tables

SERVICES = {
    "ordering": ordering.REACTIONS,
    "inventory": inventory.REACTIONS,
    "payments": payments.REACTIONS,
    "shipping": shipping.REACTIONS,
}
NUMBERS = count()
A_FEW = settings(max_examples=4, deadline=None)


@dataclass
class Shop:
    """Four services, each with a table; what is said, however often, waits once for each."""

    tables: dict[str, Any]
    said: list[Envelope] = field(default_factory=list)
    waiting: list[tuple[str, Envelope]] = field(default_factory=list)

    def publish(self, envelope: Envelope) -> None:
        if envelope.id not in {each.id for each in self.said}:
            self.waiting += [
                (name, envelope) for name in SERVICES if envelope.type in SERVICES[name]
            ]
        self.said.append(envelope)

    def place(self, order: Order) -> None:
        open_order(self.tables["ordering"], order, "2026-01-01T00:00:00.000000+00:00")
        self._announce(str(order.order_id), None)

    def deliver(self, number: int, times: int = 1) -> None:
        """Hand one of the waiting events to its service, so many times."""
        name, envelope = self.waiting.pop(number)
        inbox = Inbox(SERVICES[name], self.tables[name], self.publish, sqs=None, queue_url="")
        before = self.row(str(envelope.order_id)) if name == "ordering" else None
        record = {"messageId": "m", "receiptHandle": "r", "body": envelope.sealed()}
        for _ in range(times):
            assert inbox.work_off({"Records": [record]}) == {"batchItemFailures": []}
        if name == "ordering":
            self._announce(str(envelope.order_id), before)

    def row(self, order_id: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = (
            self.tables["ordering"].get_item(Key={"pk": order_key(order_id)}).get("Item")
        )
        return found

    def _announce(self, order_id: str, before: dict[str, Any] | None) -> None:
        outbox.handler({"Records": [change(before, self.row(order_id))]}, None)

    def about(self, order_id: str) -> list[Envelope]:
        found = [each for each in self.said if each.order_id == order_id]
        return list({each.id: each for each in found}.values())


def change(old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    """A record of the table's stream."""
    images = {"OldImage": old, "NewImage": new}
    told = {name: TypeSerializer().serialize(row)["M"] for name, row in images.items() if row}
    return {"dynamodb": told}


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with tables(*SERVICES) as made, pytest.MonkeyPatch.context() as patched:
        opened = Shop(dict(zip(SERVICES, made, strict=True)))
        patched.setattr(outbox, "publisher", lambda: opened)
        yield opened


def an_order(shop: Shop, *, on_hand: int = 2, balance: int = 200, capacity: int = 1) -> Order:
    """An order for two lamps at 100, in a world of its own; nothing has been said yet."""
    shop.said.clear()
    shop.waiting.clear()
    emptied(*shop.tables.values())
    number = next(NUMBERS)
    mark, country = f"o-{number}", f"{chr(65 + number // 26)}{chr(65 + number % 26)}"
    world = World(
        stock={f"{mark}-lamp": on_hand},
        balances={f"{mark}-ada": balance},
        carriers={country: capacity},
    )
    for name, item in seed_items(world):
        shop.tables[name].put_item(Item=item)
    line = {"sku": f"{mark}-lamp", "quantity": 2, "unit_price": 100}
    return Order.from_wire(
        {"order_id": mark, "customer": f"{mark}-ada", "country": country, "lines": [line]}
    )


CASES: dict[str, tuple[dict[str, int], list[tuple[str, str | None]]]] = {
    "all is there": (
        {},
        [
            ("OrderPlaced", None),
            ("StockReserved", None),
            ("PaymentTaken", None),
            ("ShipmentBooked", None),
            ("OrderConfirmed", None),
        ],
    ),
    "out of stock": (
        {"on_hand": 1},
        [("OrderPlaced", None), ("StockRefused", "OutOfStock"), ("OrderCancelled", "OutOfStock")],
    ),
    "not covered": (
        {"balance": 199},
        [
            ("OrderPlaced", None),
            ("StockReserved", None),
            ("PaymentDeclined", "PaymentDeclined"),
            ("StockReleased", "PaymentDeclined"),
            ("OrderCancelled", "PaymentDeclined"),
        ],
    ),
    "nobody carries it": (
        {"capacity": 0},
        [
            ("OrderPlaced", None),
            ("StockReserved", None),
            ("PaymentTaken", None),
            ("ShipmentRefused", "NoCarrier"),
            ("PaymentRefunded", "NoCarrier"),
            ("StockReleased", "NoCarrier"),
            ("OrderCancelled", "NoCarrier"),
        ],
    ),
}
"""By what the order meets: every event about it in turn, with the reason that each passes on."""


@pytest.mark.parametrize(
    "case",
    [
        "all is there",
        "nobody carries it",
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("out of stock", "not covered")),
    ],
)
@A_FEW
@given(chance=st.randoms(use_true_random=False), times=st.integers(1, 2))
def test_the_same_is_said_in_any_order_of_delivery_and_however_often(
    shop: Shop, case: str, chance: Random, times: int
) -> None:
    has, expected = CASES[case]
    order = an_order(shop, **has)
    shop.place(order)
    while shop.waiting:
        shop.deliver(chance.randrange(len(shop.waiting)), times)
    said = shop.about(str(order.order_id))
    assert [(each.type, each.data.get("reason")) for each in said] == expected
    row = shop.row(str(order.order_id))
    assert row is not None
    assert row["status"] == ("confirmed" if case == "all is there" else "cancelled")


@pytest.mark.parametrize("case", CASES)
def test_every_event_of_an_order_has_an_id_of_its_own_and_names_the_one_before(
    shop: Shop, case: str
) -> None:
    order = an_order(shop, **CASES[case][0])
    shop.place(order)
    while shop.waiting:
        shop.deliver(0)
    said = [each for each in shop.said if each.order_id == order.order_id]
    assert len({each.id for each in said}) == len(said) == len(CASES[case][1])
    assert [each.caused_by for each in said] == [None, *(each.id for each in said[:-1])]


def test_a_service_that_hears_half_of_what_it_needs_does_nothing_yet(shop: Shop) -> None:
    order = an_order(shop)
    shop.place(order)
    shop.said.clear()
    placed = shop.waiting[0][1]
    for name in ("payments", "shipping"):
        shop.deliver([each for each, _ in shop.waiting].index(name))
        assert placed.type == "OrderPlaced"
        assert shop.said == []
    assert "Item" not in shop.tables["shipping"].get_item(Key={"pk": f"shipment#{order.order_id}"})


def test_the_outbox_says_what_changed_in_the_order_of_the_stream(shop: Shop) -> None:
    shop.said.clear()
    old = {"order_id": "o-x", "status": "placed", "placed_at": "t"}
    told = {"customer": "c", "country": "DE", "lines": [{"sku": "a", "quantity": 2}], "total": 14}
    new = old | {"status": "confirmed", "settled_at": "u", "caused_by": "e"}
    outbox.handler(
        {"Records": [change(None, old | told), change(old, old | {"note": 1}), change(old, new)]},
        None,
    )
    placed, confirmed = shop.said
    assert (placed.type, placed.data) == ("OrderPlaced", told)
    assert (confirmed.type, confirmed.time, confirmed.caused_by) == ("OrderConfirmed", "u", "e")
    assert isinstance(placed.data["total"], int)


def test_what_a_service_says_goes_to_its_own_topic_under_its_type() -> None:
    taken: dict[str, Any] = {}
    envelope = Envelope("e", "PaymentTaken", 1, "t", OrderId("o-1"), None, {})

    class Topic:
        def publish(self, **call: Any) -> None:
            taken.update(call)

    Publisher(Topic(), "arn:topic").publish(envelope)
    assert taken["TopicArn"] == "arn:topic"
    assert Envelope.opened(taken["Message"]) == envelope
    assert taken["MessageAttributes"]["event_type"]["StringValue"] == "PaymentTaken"


@pytest.mark.parametrize(
    ("case", "stands"),
    [
        ("all is there", {"StockReserved", "PaymentTaken", "ShipmentBooked"}),
        ("not covered", {"PaymentDeclined", "StockReleased"}),
        ("nobody carries it", {"ShipmentRefused", "PaymentRefunded", "StockReleased"}),
    ],
)
def test_what_is_heard_again_long_after_is_answered_with_what_stands(
    shop: Shop, case: str, stands: set[str]
) -> None:
    order = an_order(shop, **CASES[case][0])
    shop.place(order)
    heard = []
    while shop.waiting:
        heard.append(shop.waiting[0])
        shop.deliver(0)
    shop.said.clear()
    for each in heard:
        shop.waiting.append(each)
        shop.deliver(-1)
    assert {each.type for each in shop.said} == stands


def test_an_undo_that_cannot_give_back_is_not_announced(shop: Shop) -> None:
    order = an_order(shop, capacity=0)
    shop.place(order)
    while shop.waiting[0][1].type != "ShipmentRefused":
        shop.deliver(0)
    table, account = shop.tables["payments"], {"pk": account_key(order.customer)}
    table.delete_item(Key=account)
    reaction = payments.REACTIONS["ShipmentRefused"]
    with pytest.raises(UndoFailed):
        list(reaction.does(reaction.reads(shop.waiting[0][1]), table))
    table.put_item(Item=account | {"balance": 0})
    shop.deliver(0)
    assert shop.said[-1].type == "PaymentRefunded"
    assert table.get_item(Key=account)["Item"]["balance"] == 200

"""Each service reads the few fields it needs, and says in the past tense what it did."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest

from choreography.inventory import reactions as inventory
from choreography.messaging.envelope import Envelope
from choreography.ordering import reactions as ordering
from choreography.ordering.announcements import announcement
from choreography.payments import reactions as payments
from choreography.shipping import reactions as shipping
from orderflow.order import OrderId

FACTS: dict[str, dict[str, Any]] = {
    "OrderPlaced": {
        "customer": "c-1",
        "country": "DE",
        "lines": [
            {"sku": "lamp", "quantity": 2, "unit_price": 5},
            {"sku": "lamp", "quantity": 1, "unit_price": 4},
        ],
        "total": 14,
    },
    "StockReserved": {},
    "StockRefused": {"reason": "OutOfStock"},
    "StockReleased": {"reason": "NoCarrier"},
    "PaymentTaken": {},
    "PaymentDeclined": {"reason": "PaymentDeclined"},
    "PaymentRefunded": {"reason": "NoCarrier"},
    "ShipmentBooked": {},
    "ShipmentRefused": {"reason": "NoCarrier"},
}

EVERY_REACTION = [
    pytest.param(service, kind, id=f"{service.__name__.split('.')[1]} hears {kind}")
    for service in (ordering, inventory, payments, shipping)
    for kind in service.REACTIONS
]


def event(kind: str, data: Mapping[str, Any]) -> Envelope:
    return Envelope("e-1", kind, 1, "now", OrderId("o-1"), None, data)


@pytest.mark.parametrize(("service", "kind"), EVERY_REACTION)
def test_a_field_nobody_knows_changes_nothing(service: ModuleType, kind: str) -> None:
    reads = service.REACTIONS[kind].reads
    plain = reads(event(kind, FACTS[kind]))
    assert reads(event(kind, FACTS[kind] | {"brand_new": {"deep": [1]}})) == plain
    assert plain.order_id == "o-1"


def test_inventory_adds_up_lines_of_the_same_product() -> None:
    read = inventory.REACTIONS["OrderPlaced"].reads(event("OrderPlaced", FACTS["OrderPlaced"]))
    assert read.wanted == {"lamp": 3}


def test_a_new_row_announces_the_order_with_what_ordering_knows_of_it() -> None:
    row = {"pk": "order#o-1", "order_id": "o-1", "status": "placed", "placed_at": "t"}
    said = announcement(None, row | FACTS["OrderPlaced"])
    assert said is not None
    assert (said.type, said.data, said.caused_by) == ("OrderPlaced", FACTS["OrderPlaced"], None)


def test_a_settled_row_announces_the_outcome_and_its_cause() -> None:
    old = {"order_id": "o-1", "status": "placed", "placed_at": "t"}
    new = old | {"status": "cancelled", "reason": "NoCarrier", "settled_at": "u", "caused_by": "e"}
    said = announcement(old, new)
    assert said is not None
    assert (said.type, said.time, said.caused_by) == ("OrderCancelled", "u", "e")
    assert said.data == {"reason": "NoCarrier"}


@pytest.mark.parametrize("new", [None, {"pk": "memo#o-1"}, {"status": "placed", "note": 1}])
def test_a_change_that_is_no_news_is_not_announced(new: dict[str, Any] | None) -> None:
    assert announcement({"status": "placed"}, new) is None

"""The tasks over a table of this process: what each answers, refuses, and writes down."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from orchestration import edge
from orchestration.inventory import release_stock, reserve_stock
from orchestration.ordering import cancel_order, confirm_order, open_order
from orchestration.payments import refund_payment, take_payment
from orchestration.shipping import book_shipment
from tests.tables import table

__all__ = ["table"]

NUMBERS = count()


@pytest.fixture(autouse=True)
def own_table(table: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A task finds its service's table by its environment."""
    monkeypatch.setenv("TABLE", table.name)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    edge.table.cache_clear()
    yield
    edge.table.cache_clear()


def item(table: Any, key: str) -> dict[str, Any]:
    found: dict[str, Any] = table.get_item(Key={"pk": key})["Item"]
    return found


def test_the_time_is_the_present_in_utc_with_microseconds() -> None:
    told = edge.now()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", told)
    assert abs(datetime.fromisoformat(told) - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("settle", ["confirm", "cancel"])
def test_an_order_is_opened_with_its_total_and_settled_once(table: Any, settle: str) -> None:
    name = f"o-{next(NUMBERS)}"
    line = {"sku": "lamp", "quantity": 2, "unit_price": 100}
    order = {"order_id": name, "customer": "ada", "country": "DE", "lines": [line]}
    assert open_order.handler({"order": order}, None) == {"total": 200}
    assert item(table, f"order#{name}")["status"] == "placed"
    for _ in range(2):
        if settle == "confirm":
            confirm_order.handler({"order_id": name}, None)
        else:
            cancel_order.handler({"order_id": name, "reason": "NoCarrier"}, None)
    row = item(table, f"order#{name}")
    assert row["status"] == ("confirmed" if settle == "confirm" else "cancelled")
    assert row.get("reason") == (None if settle == "confirm" else "NoCarrier")
    assert row["placed_at"] <= row["settled_at"]


def test_an_order_that_is_cancelled_is_not_said_to_be_confirmed(table: Any) -> None:
    name = f"o-{next(NUMBERS)}"
    cancel_order.handler({"order_id": name, "reason": "NoCarrier"}, None)
    with pytest.raises(edge.AlreadyUndone):
        confirm_order.handler({"order_id": name}, None)
    assert item(table, f"order#{name}")["status"] == "cancelled"


DEEDS = {
    "reserve": (
        reserve_stock,
        release_stock,
        {"lines": [{"sku": "lamp", "quantity": 2, "unit_price": 100}]},
        {"pk": "stock#lamp", "on_hand": 2},
        "OutOfStock",
    ),
    "charge": (
        take_payment,
        refund_payment,
        {"customer": "ada", "amount": 200},
        {"pk": "account#ada", "balance": 200},
        "PaymentDeclined",
    ),
    "book": (
        book_shipment,
        None,
        {"country": "DE"},
        {"pk": "carrier#DE", "capacity": 1},
        "NoCarrier",
    ),
}


@pytest.mark.parametrize("does", DEEDS)
def test_a_task_takes_what_is_there_once_and_refuses_what_is_not(table: Any, does: str) -> None:
    task, _, asked, store, refusal = DEEDS[does]
    table.put_item(Item=store)
    one, other = f"o-{next(NUMBERS)}", f"o-{next(NUMBERS)}"
    for _ in range(2):
        task.handler({"order_id": one, **asked}, None)
    [left] = [value for name, value in item(table, store["pk"]).items() if name != "pk"]
    assert left == 0
    with pytest.raises(getattr(task, refusal)):
        task.handler({"order_id": other, **asked}, None)


@pytest.mark.parametrize("does", ["reserve", "charge"])
def test_an_undo_gives_back_for_good_and_one_that_comes_first_forbids_the_deed(
    table: Any, does: str
) -> None:
    task, undo, asked, store, _ = DEEDS[does]
    assert undo is not None
    table.put_item(Item=store)
    one, other = f"o-{next(NUMBERS)}", f"o-{next(NUMBERS)}"
    task.handler({"order_id": one, **asked}, None)
    for _ in range(2):
        undo.handler({"order_id": one}, None)
    assert item(table, store["pk"]) == store
    undo.handler({"order_id": other}, None)
    with pytest.raises(edge.AlreadyUndone):
        task.handler({"order_id": other, **asked}, None)
    assert task.handler({"order_id": one, **asked}, None) == {}  # as at first, and takes nothing
    assert item(table, store["pk"]) == store

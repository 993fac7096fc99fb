"""Reserve, charge and book: each happens once, and each undo tolerates coming first."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderflow import inventory, payments, shipping
from orderflow.ledger import UndoFailed
from orderflow.outcomes import Agreed, Outcome, Refused, Undone, Withdrawn

NUMBERS = count()


@dataclass(frozen=True)
class Capability:
    """One deed and its undo, over a store that holds so many units."""

    name: str
    store: Callable[[str, int], dict[str, Any]]
    attribute: str
    deed: Callable[[Any, str, str], Outcome]
    undo: Callable[[Any, str], None]
    reason: str


CAPABILITIES = [
    Capability(
        "reserve",
        lambda key, units: {"pk": inventory.stock_key(key), "on_hand": units},
        "on_hand",
        lambda table, order, key: inventory.reserve(table, order, {key: 1}),
        inventory.release,
        "OutOfStock",
    ),
    Capability(
        "charge",
        lambda key, units: {"pk": payments.account_key(key), "balance": units},
        "balance",
        lambda table, order, key: payments.charge(table, order, key, 1),
        payments.refund,
        "PaymentDeclined",
    ),
    Capability(
        "book",
        lambda key, units: {"pk": shipping.carrier_key(key), "capacity": units},
        "capacity",
        shipping.book,
        shipping.cancel,
        "NoCarrier",
    ),
]

each_capability = pytest.mark.parametrize("does", CAPABILITIES, ids=lambda each: each.name)


class Store:
    """A fresh store of one capability, and the orders that ask for a unit of it."""

    def __init__(self, table: Any, does: Capability, units: int) -> None:
        self.table, self.does, self.key = table, does, f"k{next(NUMBERS)}"
        table.put_item(Item=does.store(self.key, units))

    def deed(self, order: str) -> Outcome:
        return self.does.deed(self.table, f"{self.key}-{order}", self.key)

    def undo(self, order: str) -> None:
        self.does.undo(self.table, f"{self.key}-{order}")

    @property
    def left(self) -> int:
        key = {"pk": self.does.store(self.key, 0)["pk"]}
        return int(self.table.get_item(Key=key)["Item"][self.does.attribute])


@each_capability
def test_asked_twice_it_happens_once(table: Any, does: Capability) -> None:
    store = Store(table, does, units=5)
    assert [store.deed("a"), store.deed("a")] == [Agreed(), Agreed()]
    assert store.left == 4


@each_capability
def test_a_refusal_stays_a_refusal_when_there_is_enough_again(table: Any, does: Capability) -> None:
    store = Store(table, does, units=1)
    store.deed("a")
    assert store.deed("b") == Refused(does.reason)
    store.undo("a")
    assert store.left == 1
    assert store.deed("b") == Refused(does.reason)
    assert store.left == 1


@each_capability
def test_undone_twice_it_is_given_back_once(table: Any, does: Capability) -> None:
    store = Store(table, does, units=3)
    store.deed("a")
    store.undo("a")
    store.undo("a")
    assert store.left == 3


@each_capability
def test_an_undo_that_comes_first_forbids_the_deed(table: Any, does: Capability) -> None:
    store = Store(table, does, units=3)
    store.undo("a")
    assert store.deed("a") == Withdrawn()
    assert store.left == 3


@each_capability
def test_an_undo_of_a_refusal_gives_nothing_back(table: Any, does: Capability) -> None:
    store = Store(table, does, units=0)
    store.deed("a")
    store.undo("a")
    assert store.left == 0


@each_capability
def test_asked_again_after_its_undo_it_does_not_say_that_the_deed_stands(
    table: Any, does: Capability
) -> None:
    store = Store(table, does, units=3)
    store.deed("a")
    store.undo("a")
    assert [store.deed("a"), store.deed("a")] == [Undone(), Undone()]
    assert store.left == 3


@each_capability
def test_an_undo_that_cannot_give_back_says_so_until_it_can(table: Any, does: Capability) -> None:
    store = Store(table, does, units=3)
    store.deed("a")
    place = does.store(store.key, 2)
    table.delete_item(Key={"pk": place["pk"]})
    for _ in range(2):
        with pytest.raises(UndoFailed, match=f"there is no {place['pk']} to give back to"):
            store.undo("a")
        assert store.deed("a") == Agreed()
    table.put_item(Item=place)
    store.undo("a")
    assert store.left == 3


@pytest.mark.slow
@each_capability
@given(
    units=st.integers(0, 2),
    asked=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["deed", "undo"])), max_size=9
    ),
)
@settings(max_examples=15)
def test_whatever_is_asked_in_whatever_order_agreed_means_that_it_is_held_now(
    table: Any, does: Capability, units: int, asked: list[tuple[str, str]]
) -> None:
    store = Store(table, does, units)
    answers: dict[str, Outcome] = {}
    for order, what in asked:
        if what == "deed":
            answer = store.deed(order)
            assert answers.setdefault(order, answer) == answer
        else:
            store.undo(order)
            answers.setdefault(order, Withdrawn())
            if answers[order] == Agreed():
                answers[order] = Undone()
    assert store.left == units - sum(each == Agreed() for each in answers.values())


def test_an_order_of_several_products_reserves_all_or_nothing(table: Any) -> None:
    for sku, on_hand in {"lamp": 5, "rug": 1}.items():
        table.put_item(Item={"pk": inventory.stock_key(sku), "on_hand": on_hand})
    refused = inventory.reserve(table, "o-1", {"lamp": 2, "rug": 2})  # type: ignore[arg-type,dict-item]
    assert refused == Refused("OutOfStock")
    lamp = table.get_item(Key={"pk": inventory.stock_key("lamp")})["Item"]
    assert lamp["on_hand"] == 5


def test_a_product_nobody_stocks_is_out_of_stock(table: Any) -> None:
    nothing = inventory.reserve(table, "o-2", {"unicorn": 1})  # type: ignore[arg-type,dict-item]
    assert nothing == Refused("OutOfStock")

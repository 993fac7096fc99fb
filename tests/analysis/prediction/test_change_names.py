"""Names as people say them."""

import pytest

from analysis.prediction.changes import UnknownName
from analysis.prediction.names import find, said_alike

EVENTS = {
    "OrderingTopic/OrderPlaced": ("OrderPlaced",),
    "PaymentsTopic/PaymentTaken": ("PaymentTaken",),
    "ReturnsTopic/OrderPlaced": ("OrderPlaced",),
}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("PaymentTaken", "PaymentsTopic/PaymentTaken"),
        ("payment taken", "PaymentsTopic/PaymentTaken"),
        ("take payment", "PaymentsTopic/PaymentTaken"),
        ("OrderingTopic/OrderPlaced", "OrderingTopic/OrderPlaced"),
        ("orderingtopic/orderplaced", "OrderingTopic/OrderPlaced"),
    ],
)
def test_case_blanks_and_the_form_of_words_do_not_matter(said: str, meant: str) -> None:
    assert find(said, EVENTS, "event", "here") == meant


def test_a_name_of_two_is_refused_with_both() -> None:
    with pytest.raises(UnknownName, match="OrderingTopic/OrderPlaced or ReturnsTopic/OrderPlaced"):
        find("OrderPlaced", EVENTS, "event", "here")


def test_the_nearest_are_offered() -> None:
    with pytest.raises(UnknownName, match="no event 'PaymntTkn' in here: did you mean Payment"):
        find("PaymntTkn", EVENTS, "event", "here")


def test_a_system_without_any_says_so() -> None:
    with pytest.raises(UnknownName, match="which has no event at all"):
        find("OrderPlaced", {}, "event", "here")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("reserve stock", "StockReserved", True),
        ("Book shipment", "ShipmentBooked", True),
        ("book", "ShipmentBooked", False),
        ("release stock", "StockReserved", False),
        ("", "", False),
        ("pay", "paid", False),
    ],
)
def test_said_alike(one: str, other: str, alike: bool) -> None:
    assert said_alike(one, other) is alike

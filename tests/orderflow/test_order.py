"""An order is checked once, when it comes in, and says what is wrong with it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderflow.order import MAX_PRODUCTS, BadOrder, Order

texts = st.text(min_size=1, max_size=20).filter(str.strip)
lines = st.fixed_dictionaries(
    {"sku": texts, "quantity": st.integers(1, 50), "unit_price": st.integers(0, 10**6)}
)
orders = st.fixed_dictionaries(
    {
        "order_id": texts,
        "customer": texts,
        "country": st.sampled_from(["DE", "FR", "NL"]),
        "lines": st.lists(lines, min_size=1, max_size=6),
    }
)


@given(orders)
def test_what_is_written_is_read_back(wire: dict[str, Any]) -> None:
    order = Order.from_wire(wire)
    assert order.to_wire() == wire
    assert order.total == sum(each["quantity"] * each["unit_price"] for each in wire["lines"])
    assert sum(order.quantities.values()) == sum(each["quantity"] for each in wire["lines"])


def wire(**changes: Any) -> dict[str, Any]:
    line = {"sku": "lamp", "quantity": 1, "unit_price": 5}
    return {"order_id": "o", "customer": "c", "country": "DE", "lines": [line]} | changes


def one_line(**changes: Any) -> dict[str, Any]:
    return wire(lines=[{"sku": "lamp", "quantity": 1, "unit_price": 5} | changes])


@pytest.mark.parametrize(
    ("bad", "names"),
    [
        ([], "must be a JSON object"),
        (wire(colour="red"), "unknown field `colour`"),
        ({"order_id": "o"}, "has no `country`"),
        (wire(order_id=" "), "`order_id`"),
        (wire(customer=7), "`customer`"),
        (wire(country="de"), "`country`"),
        (wire(country="GER"), "`country`"),
        (wire(lines=[]), "`lines`"),
        (wire(lines="lamp"), "`lines`"),
        (wire(lines=[7]), "Line 1 of the order must be a JSON object"),
        (one_line(quantity=-1), "`quantity` of line 1"),
        (one_line(quantity=0), "`quantity` of line 1"),
        (one_line(quantity=True), "`quantity` of line 1"),
        (one_line(quantity=1.5), "`quantity` of line 1"),
        (one_line(unit_price=-1), "`unit_price` of line 1"),
        (one_line(unit_price="5"), "`unit_price` of line 1"),
        (one_line(sku=""), "`sku` of line 1"),
        (one_line(gift=True), "unknown field `gift`"),
    ],
)
def test_a_bad_order_is_refused_in_one_sentence_that_names_the_field(bad: Any, names: str) -> None:
    with pytest.raises(BadOrder) as refused:
        Order.from_wire(bad)
    assert names in str(refused.value)
    assert str(refused.value).count("\n") == 0


def test_an_order_may_name_as_many_products_as_one_transaction_holds() -> None:
    many = [{"sku": f"s{n}", "quantity": 1, "unit_price": 1} for n in range(MAX_PRODUCTS + 1)]
    Order.from_wire(wire(lines=many[:-1]))
    with pytest.raises(BadOrder, match="at most 99"):
        Order.from_wire(wire(lines=many))

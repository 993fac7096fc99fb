"""An order and its lines, checked once when they come in."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NewType

OrderId = NewType("OrderId", str)
CustomerId = NewType("CustomerId", str)
Sku = NewType("Sku", str)
Country = NewType("Country", str)
Cents = NewType("Cents", int)

MAX_PRODUCTS = 99
"""A reservation is one DynamoDB transaction: 100 items, one of them the reservation itself."""


class BadOrder(ValueError):
    """An order that cannot be taken; its text is one sentence naming the field."""


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one product at a unit price in cents."""

    sku: Sku
    quantity: int
    unit_price: Cents


@dataclass(frozen=True, slots=True)
class Order:
    """What a customer asks for, and the country it goes to."""

    order_id: OrderId
    customer: CustomerId
    country: Country
    lines: tuple[Line, ...]

    @property
    def total(self) -> Cents:
        """The sum of all lines in cents."""
        return Cents(sum(line.quantity * line.unit_price for line in self.lines))

    @property
    def quantities(self) -> dict[Sku, int]:
        """How many of each product, lines of the same product added up."""
        return quantities(self.lines)

    def to_wire(self) -> dict[str, Any]:
        """The order as JSON carries it; ``from_wire`` reads it back."""
        return {
            "order_id": self.order_id,
            "customer": self.customer,
            "country": self.country,
            "lines": [
                {"sku": line.sku, "quantity": line.quantity, "unit_price": line.unit_price}
                for line in self.lines
            ],
        }

    @classmethod
    def from_wire(cls, wire: object) -> "Order":
        """The order in a JSON object; raises BadOrder naming the field that is wrong."""
        fields = _object(wire, "the order", {"order_id", "customer", "country", "lines"})
        listed = fields["lines"]
        if not isinstance(listed, list) or not listed:
            raise BadOrder("`lines` must be a list with at least one line.")
        lines = tuple(_line(each, number) for number, each in enumerate(listed, start=1))
        if len(quantities(lines)) > MAX_PRODUCTS:
            raise BadOrder(f"`lines` may name at most {MAX_PRODUCTS} different products.")
        country = _text(fields["country"], "country")
        if not (
            len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()
        ):
            raise BadOrder("`country` must be two capital letters such as DE.")
        return cls(
            order_id=OrderId(_text(fields["order_id"], "order_id")),
            customer=CustomerId(_text(fields["customer"], "customer")),
            country=Country(country),
            lines=lines,
        )


def quantities(lines: tuple[Line, ...]) -> dict[Sku, int]:
    """How many of each product these lines ask for."""
    wanted: Counter[Sku] = Counter()
    for line in lines:
        wanted[line.sku] += line.quantity
    return dict(wanted)


def _line(wire: object, number: int) -> Line:
    place = f"line {number} of the order"
    fields = _object(wire, place, {"sku", "quantity", "unit_price"})
    return Line(
        sku=Sku(_text(fields["sku"], "sku", place)),
        quantity=_whole(fields["quantity"], "quantity", place, least=1),
        unit_price=Cents(_whole(fields["unit_price"], "unit_price", place, least=0)),
    )


def _object(wire: object, what: str, names: set[str]) -> Mapping[str, Any]:
    if not isinstance(wire, Mapping):
        raise BadOrder(f"{_capital(what)} must be a JSON object.")
    for name in sorted(names - wire.keys()):
        raise BadOrder(f"{_capital(what)} has no `{name}`.")
    for name in sorted(wire.keys() - names, key=str):
        known = ", ".join(sorted(names))
        raise BadOrder(f"{_capital(what)} has an unknown field `{name}`: it takes {known}.")
    return wire


def _text(value: object, name: str, place: str = "the order", *, longest: int = 200) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise BadOrder(f"`{name}` of {place} must be a text of 1 to {longest} characters.")
    return value


def _whole(value: object, name: str, place: str, *, least: int, most: int = 10**9) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadOrder(f"`{name}` of {place} must be a whole number from {least} to {most}.")
    return value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Many items in one request: split, sent again where DynamoDB left some out, as plain values."""

from decimal import Decimal
from typing import Any

import pytest

from lab import tables
from lab.tables import TableBusy, read_items, write_items


class Dynamo:
    """Keeps items in memory and does only so much of each request."""

    def __init__(self, at_once: int = 1000) -> None:
        self.at_once = at_once
        self.items: dict[str, dict[str, Any]] = {}
        self.sizes: list[int] = []

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:
        ((table, asked),) = RequestItems.items()
        assert asked["ConsistentRead"] is True
        keys = [key["pk"]["S"] for key in asked["Keys"]]
        self.sizes.append(len(keys))
        assert len(set(keys)) == len(keys) <= 100
        done, left = keys[: self.at_once], keys[self.at_once :]
        found = [self.items[key] for key in done if key in self.items]
        rest = {table: {**asked, "Keys": [{"pk": {"S": key}} for key in left]}} if left else {}
        return {"Responses": {table: found}, "UnprocessedKeys": rest}

    def batch_write_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:
        puts = [(table, put) for table, each in RequestItems.items() for put in each]
        self.sizes.append(len(puts))
        assert len(puts) <= 25
        for _, put in puts[: self.at_once]:
            item = put["PutRequest"]["Item"]
            self.items[item["pk"]["S"]] = item
        left: dict[str, list[Any]] = {}
        for table, put in puts[self.at_once :]:
            left.setdefault(table, []).append(put)
        return {"UnprocessedItems": left}


class Place:
    def __init__(self, dynamo: Dynamo) -> None:
        self.dynamo = dynamo

    def client(self, service: str) -> Dynamo:
        assert service == "dynamodb"
        return self.dynamo

    def table(self, service: str) -> str:
        return f"table-of-{service}"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables.time, "sleep", lambda _: None)


def item(number: int) -> dict[str, Any]:
    return {"pk": f"n#{number}", "n": number, "lines": [{"quantity": number}], "half": "x"}


@pytest.mark.parametrize("at_once", [1000, 7, 3])
def test_what_is_written_is_read_back_however_little_is_done_at_once(at_once: int) -> None:
    place = Place(Dynamo(at_once))
    write_items(place, [("inventory", item(number)) for number in range(40)])
    found = read_items(place, "inventory", [f"n#{number}" for number in range(50)])
    assert found == {f"n#{number}": item(number) for number in range(40)}
    assert all(isinstance(each["lines"][0]["quantity"], int) for each in found.values())


def test_requests_are_as_large_as_dynamodb_takes_and_no_larger() -> None:
    place = Place(Dynamo())
    write_items(place, [("inventory", item(number)) for number in range(60)])
    read_items(place, "inventory", [f"n#{number}" for number in range(250)] * 2)
    assert place.dynamo.sizes == [25, 25, 10, 100, 100, 50]


def test_a_table_that_never_answers_in_full_is_given_up_on_by_name() -> None:
    place = Place(Dynamo(at_once=0))
    with pytest.raises(TableBusy, match="table-of-payments"):
        read_items(place, "payments", ["a"])
    with pytest.raises(TableBusy, match="table-of-payments"):
        write_items(place, [("payments", item(1))])


def test_fractions_stay_what_they_are() -> None:
    place = Place(Dynamo())
    write_items(place, [("payments", {"pk": "a", "rate": Decimal("0.5")})])
    assert read_items(place, "payments", ["a"])["a"]["rate"] == Decimal("0.5")

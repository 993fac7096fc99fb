"""Deeds that happen once: a record keyed by order, and the amounts it takes from what is there.

A deed and its record are written in one transaction, so no crash can leave one without the
other, and whoever asks again finds the first decision.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

Item = dict[str, Any]


class Table(Protocol):
    """The slice of a DynamoDB table resource that the business uses."""

    name: str
    meta: Any

    def get_item(self, **kwargs: Any) -> Any: ...
    def put_item(self, **kwargs: Any) -> Any: ...
    def update_item(self, **kwargs: Any) -> Any: ...


class TransientFault(Exception):
    """The store was too busy to decide; asking again is safe and will help."""


class UndoFailed(Exception):
    """What was taken cannot be given back, for its place is gone; it is held still."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in one attribute of one item: stock on hand, a balance, a capacity."""

    key: str
    attribute: str
    quantity: int


def find(table: Table, key: str) -> Item | None:
    """The item as last written, or None."""
    item: Item | None = table.get_item(Key={"pk": key}, ConsistentRead=True).get("Item")
    return item


def create(table: Table, item: Item) -> bool:
    """Write an item unless its key is taken; says whether it was written."""
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(pk)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        return False
    return True


def decide(
    table: Table, record: Item, takes: Iterable[Amount], *, agreed: str, refused: str
) -> Item:
    """Take all the amounts and write the record as agreed, or none and write it as refused.

    Returns the record that stands: an earlier one if the order was decided before.
    """
    writes = [_put_new(table, record | {"status": agreed}), *(_take(table, t) for t in takes)]
    failed = _transact(table, writes)
    if not failed:
        return record | {"status": agreed}
    if 0 not in failed and create(table, record | {"status": refused}):
        return record | {"status": refused}
    return find(table, record["pk"]) or _vanished(record["pk"])


def undo(
    table: Table,
    mark: Item,
    gives_back: Callable[[Item], Iterable[Amount]],
    *,
    held: str,
    undone: str,
) -> Item:
    """Give back what a held record took; with no record, leave a mark that forbids the deed.

    ``gives_back`` receives the held record. Returns the record that stands, and it holds nothing;
    raises UndoFailed while it would.
    """
    record = find(table, mark["pk"])
    if record is None:
        if create(table, mark):
            return mark
        record = find(table, mark["pk"]) or _vanished(mark["pk"])
    if record["status"] != held:
        return record
    gives = list(gives_back(record))
    turn = _turn(table, mark["pk"], held, undone)
    failed = _transact(table, [turn, *(_give(table, each) for each in gives)])
    if not failed:
        return record | {"status": undone}
    record = find(table, mark["pk"]) or _vanished(mark["pk"])
    if record["status"] == held:
        gone = ", ".join(each.key for n, each in enumerate(gives, start=1) if n in failed)
        raise UndoFailed(f"{mark['pk']} is {held} still: there is no {gone} to give back to.")
    return record


def _transact(table: Table, writes: list[dict[str, Any]]) -> set[int]:
    """Which of the writes stood in the way; empty when all were made."""
    client = table.meta.client
    try:
        client.transact_write_items(TransactItems=writes)
    except client.exceptions.TransactionCanceledException as cancelled:
        codes = [reason.get("Code") for reason in cancelled.response["CancellationReasons"]]
        failed = {n for n, code in enumerate(codes) if code == "ConditionalCheckFailed"}
        if not failed:
            raise TransientFault(f"The transaction was cancelled: {codes}.") from cancelled
        return failed
    return set()


def _put_new(table: Table, item: Item) -> dict[str, Any]:
    condition = "attribute_not_exists(pk)"
    return {"Put": {"TableName": table.name, "Item": item, "ConditionExpression": condition}}


def _take(table: Table, amount: Amount) -> dict[str, Any]:
    return _update(
        table,
        amount.key,
        "SET #a = #a - :q",
        "#a >= :q",
        {"#a": amount.attribute},
        {":q": amount.quantity},
    )


def _give(table: Table, amount: Amount) -> dict[str, Any]:
    return _update(
        table,
        amount.key,
        "SET #a = #a + :q",
        "attribute_exists(pk)",
        {"#a": amount.attribute},
        {":q": amount.quantity},
    )


def _turn(table: Table, key: str, held: str, undone: str) -> dict[str, Any]:
    return _update(
        table,
        key,
        "SET #s = :undone",
        "#s = :held",
        {"#s": "status"},
        {":held": held, ":undone": undone},
    )


def _update(
    table: Table, key: str, update: str, condition: str, names: Item, values: Item
) -> dict[str, Any]:
    return {
        "Update": {
            "TableName": table.name,
            "Key": {"pk": key},
            "UpdateExpression": update,
            "ConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
    }


def _vanished(key: str) -> Item:
    raise TransientFault(f"The record {key} was there and is gone.")

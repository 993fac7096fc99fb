"""What is taken is there: exactly enough is granted, one too few is not, and nothing is between."""

from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from orderflow.ledger import Amount, decide, undo
from tests.tables import emptied

NUMBERS = count()
A_FEW = settings(max_examples=20, deadline=None)


def there(table: Any, *quantities: int) -> list[str]:
    """Items that hold so much each; their keys."""
    emptied(table)
    keys = [f"amount#{next(NUMBERS)}" for _ in quantities]
    for key, quantity in zip(keys, quantities, strict=True):
        table.put_item(Item={"pk": key, "left": quantity})
    return keys


def left(table: Any, keys: list[str]) -> list[int]:
    return [int(table.get_item(Key={"pk": key})["Item"]["left"]) for key in keys]


def taken(table: Any, record: str, keys: list[str], *quantities: int) -> str:
    takes = [Amount(key, "left", each) for key, each in zip(keys, quantities, strict=True)]
    status: str = decide(table, {"pk": record}, takes, agreed="yes", refused="no")["status"]
    return status


@A_FEW
@given(enough=st.integers(1, 5))
def test_exactly_enough_is_granted_and_one_too_few_is_not(table: Any, enough: int) -> None:
    keys = there(table, enough)
    assert taken(table, f"too-much-{keys[0]}", keys, enough + 1) == "no"
    assert left(table, keys) == [enough]
    assert taken(table, f"all-{keys[0]}", keys, enough) == "yes"
    assert left(table, keys) == [0]


@A_FEW
@given(wanted=st.lists(st.integers(0, 3), min_size=2, max_size=3))
def test_all_amounts_are_taken_or_none(table: Any, wanted: list[int]) -> None:
    keys = there(table, *([2] * len(wanted)))
    status = taken(table, f"deed-{keys[0]}", keys, *wanted)
    granted = max(wanted) <= 2
    assert status == ("yes" if granted else "no")
    assert left(table, keys) == [2 - each if granted else 2 for each in wanted]


def test_a_decision_stands_whatever_is_there_later(table: Any) -> None:
    keys = there(table, 1)
    assert taken(table, "stands", keys, 2) == "no"
    table.put_item(Item={"pk": keys[0], "left": 9})
    assert taken(table, "stands", keys, 2) == "no"
    assert left(table, keys) == [9]


def test_what_was_taken_is_given_back_once(table: Any) -> None:
    keys = there(table, 3)
    taken(table, "given-back", keys, 3)
    for _ in range(2):
        stands = undo(
            table,
            {"pk": "given-back", "status": "gone"},
            lambda _: [Amount(keys[0], "left", 3)],
            held="yes",
            undone="gone",
        )
        assert stands["status"] == "gone"
    assert left(table, keys) == [3]

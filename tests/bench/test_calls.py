"""Two sides made the same calls when each function made as many of each kind."""

from collections import Counter

from bench.arena import calls_by_kind, different_calls


def line(*operations: str) -> dict[str, object]:
    return {"calls": [{"service": "dynamodb", "operation": each} for each in operations]}


def test_calls_are_counted_by_function_and_kind() -> None:
    lines = {
        "Payments": [line("PutItem", "GetItem"), line("PutItem")],
        "Shipping": [line("PutItem")],
    }
    assert calls_by_kind(lines) == {
        ("Payments", "dynamodb", "PutItem"): 2,
        ("Payments", "dynamodb", "GetItem"): 1,
        ("Shipping", "dynamodb", "PutItem"): 1,
    }


def test_the_same_number_by_another_function_is_a_difference() -> None:
    ours = Counter({("Payments", "sns", "Publish"): 2})
    bare = Counter({("Payments", "sns", "Publish"): 1, ("Shipping", "sns", "Publish"): 1})
    assert different_calls(ours, ours) == []
    assert different_calls(ours, bare) == [
        "Payments sns:Publish 2 times, bare 1",
        "Shipping sns:Publish 0 times, bare 1",
    ]

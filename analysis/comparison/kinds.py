"""Kinds of changes, so that a mix can be said in a few words."""

from collections.abc import Iterable, Mapping

KINDS: Mapping[str, tuple[str, ...]] = {
    "additive": ("add-consumer", "insert-step", "add-compensated-step", "new-field"),
    "contract": ("rename-field", "remove-field", "retype-field"),
    "order": ("swap-steps", "remove-step", "parallel-steps"),
    "policy": ("wait-for-person", "expire-step", "change-timeout", "change-retry"),
}


def kind_of(operator: str) -> str:
    """The kind of an operator; one that is in none is its own."""
    return next((kind for kind, members in KINDS.items() if operator in members), operator)


def by_kind(operators: Iterable[str]) -> dict[str, list[str]]:
    """The operators of each kind, in the order given."""
    kinds: dict[str, list[str]] = {}
    for operator in operators:
        kinds.setdefault(kind_of(operator), []).append(operator)
    return kinds

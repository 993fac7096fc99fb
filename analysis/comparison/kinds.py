"""Kinds of changes, so that a mix can be said in a few words."""

from collections.abc import Iterable

from analysis.prediction import OPERATORS
from analysis.walking import grouped


def kind_of(operator: str) -> str:
    """The kind of an operator; one that nobody knows is its own."""
    return str(OPERATORS[operator].kind) if operator in OPERATORS else operator


def by_kind(operators: Iterable[str]) -> dict[str, list[str]]:
    """The operators of each kind, in the order given."""
    return dict(grouped((kind_of(operator), operator) for operator in operators))

"""A template's conditions, decided where its parameters are known."""

from typing import Any

from analysis.source.intrinsics import evaluate
from analysis.source.resolver import Resolver
from analysis.source.values import Joined, Options, Reference, Unknown, as_text

_DEEPEST = 60


def decide(condition: Any, scope: Resolver, depth: int = 0) -> bool | None:
    """Whether the condition holds; None where what was given does not decide it."""
    if not isinstance(condition, dict) or len(condition) != 1 or depth > _DEEPEST:
        return condition if isinstance(condition, bool) else None
    name, argument = next(iter(condition.items()))
    if name == "Condition":
        return scope.condition(as_text(argument))
    if name == "Fn::Equals":
        return _equal(argument, scope)
    parts = argument if isinstance(argument, list) else [argument]
    if name not in ("Fn::Not", "Fn::And", "Fn::Or"):
        return _told(evaluate(condition, scope))
    held = [decide(each, scope, depth + 1) for each in parts]
    if name == "Fn::Not":
        return None if held[:1] in ([], [None]) else not held[0]
    return _several(held, all_=name == "Fn::And")


def _equal(argument: Any, scope: Resolver) -> bool | None:
    if not isinstance(argument, list) or len(argument) != 2:
        return None
    first, second = (evaluate(each, scope) for each in argument)
    if (first == "" and _written(second)) or (second == "" and _written(first)):
        return False
    if _open(first) or _open(second):
        return None
    return as_text(first) == as_text(second) if not isinstance(first, list) else first == second


def _written(value: Any) -> bool:
    """Whether the value, though not known, is certainly not empty: what refers to a resource."""
    return isinstance(value, Reference) or (
        isinstance(value, Joined) and any(isinstance(each, str | Reference) for each in value.parts)
    )


def _open(value: Any) -> bool:
    if isinstance(value, str):
        return "${AWS::" in value
    if isinstance(value, list):
        return any(_open(each) for each in value)
    return isinstance(value, Joined | Options | Reference | Unknown | dict)


def _several(held: list[bool | None], *, all_: bool) -> bool | None:
    deciding = not all_
    if deciding in held:
        return deciding
    return None if None in held else all_


def _told(value: Any) -> bool | None:
    text = as_text(value)
    return {"true": True, "false": False}.get(text)

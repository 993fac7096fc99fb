"""Terraform's operators: three-valued, as what is not known may be either."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from analysis.source.terraform.encoded import Encoded
from analysis.source.values import Joined, Options, Reference, Unknown, as_text

_UNDECIDED = Unknown("it depends on what is not known")
_LARGEST = 10**15


def truth(value: Any) -> bool | None:
    """Whether a value is true; None where that is not known."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def known(value: Any) -> bool:
    """Whether the value is known: no hole is in it."""
    if isinstance(value, str):
        return "${AWS::" not in value and "${terraform." not in value
    if isinstance(value, dict):
        return all(map(known, value.values()))
    if isinstance(value, list):
        return all(map(known, value))
    return not isinstance(value, Joined | Options | Reference | Unknown | Encoded)


def operate(sign: str, operands: list[Any]) -> Any:
    """What an operator gives."""
    if len(operands) == 1:
        return _negated(sign, operands[0])
    first, second = operands
    if sign in ("==", "!="):
        same = _same(first, second)
        return _UNDECIDED if same is None else same is (sign == "==")
    if sign in ("&&", "||"):
        return _both(truth(first), truth(second), deciding=sign == "||")
    numbers = [number(each) for each in operands]
    if None in numbers or (sign in "/%" and not numbers[1]):
        return _UNDECIDED
    result = _NUMBERS[sign](*numbers)
    if isinstance(result, float) and result.is_integer():
        return int(result)
    return result if isinstance(result, bool) or abs(result) < _LARGEST else _UNDECIDED


def number(value: Any) -> int | float | None:
    """The value as a number, None if it is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) < 16:
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            return None
    return None


def _negated(sign: str, value: Any) -> Any:
    if sign == "!":
        holds = truth(value)
        return _UNDECIDED if holds is None else not holds
    found = number(value)
    return _UNDECIDED if found is None else -found


def _same(first: Any, second: Any) -> bool | None:
    empty = (None, "")
    if (first in empty and _made(second)) or (second in empty and _made(first)):
        return False
    if not (known(first) and known(second)):
        return None
    if isinstance(first, dict | list) or isinstance(second, dict | list):
        return bool(first == second)
    if first is None or second is None:
        return first is second
    return as_text(first) == as_text(second)


def _made(value: Any) -> bool:
    """Whether a value, though not known, is certainly not empty."""
    return isinstance(value, Reference | Encoded) or (
        isinstance(value, Joined) and any(isinstance(each, str | Reference) for each in value.parts)
    )


def _both(first: bool | None, second: bool | None, *, deciding: bool) -> Any:
    if deciding in (first, second):
        return deciding
    return _UNDECIDED if None in (first, second) else not deciding


_NUMBERS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}

"""Truths, comparisons and what operators make of their operands."""

from collections.abc import Callable
from typing import Any, TypeGuard

from analysis.code.combining import computed, joined, marks_of, options
from analysis.code.dictionaries import pour
from analysis.code.evaluator import Evaluator
from analysis.code.texts import from_template, put_together, text_of
from analysis.code.values import (
    Choice,
    External,
    Input,
    Keys,
    Known,
    Map,
    Opaque,
    Seq,
    There,
    Value,
    Written,
)
from analysis.source.values import Joined, Reference, Unknown

LONGEST = 4000  # characters of a text that is put together


def truth(evaluator: Evaluator, value: Value) -> bool | None:
    """Whether something holds; None where it may or may not. What decides is used."""
    for each in options(value):
        if not isinstance(each, Map | Seq):
            _glance(evaluator, each)
    return known_truth(evaluator, value)


def known_truth(evaluator: Evaluator, value: Value) -> bool | None:
    """Whether something holds; None where it may or may not."""
    found: bool | None = None
    match value:
        case Known(value=Reference() | Joined()):
            found = True
        case Known(value=known):
            found = bool(known) if isinstance(known, str | int | float | type(None)) else None
        case Map() | Seq() if evaluator.rules.empty_holds:
            found = True
        case Map():
            found = True if value.entries and not value.rest else None
            if not (value.entries or value.more):
                found = False
        case Seq():
            found = True if value.items and not value.maybe else None
            found = False if not value.items and value.rest is None else found
        case Choice(options=several):
            each = {known_truth(evaluator, one) for one in several}
            found = each.pop() if len(each) == 1 else None
        case External():  # a library's constant, or what it answers, may be anything
            found = None
        case _ if isinstance(value, There):
            found = True
    return found


def _glance(evaluator: Evaluator, value: Value) -> None:
    """Whether something is there matters, not what is in it."""
    if isinstance(value, Input):
        evaluator.touch(value)
    else:
        evaluator.use(Opaque(_own(value)))


def _own(value: Value) -> Any:
    return value.marks if isinstance(value, Known | Opaque) else frozenset()


def negated(evaluator: Evaluator, value: Value) -> Value:
    """What ``not`` makes of a value."""
    holds = truth(evaluator, value)
    return Opaque(computed(marks_of(value))) if holds is None else Known(not holds)


def compared(evaluator: Evaluator, operator: str, left: Value, right: Value) -> Value:
    """What a comparison gives; what is compared is used."""
    if operator in ("is", "is not") and _none(right):
        return _is_none(evaluator, left, wanted=operator == "is")
    if operator in ("in", "not in"):
        return _within(evaluator, operator, left, right)
    if _names_compared(evaluator, left, right):
        return Opaque()
    found: Value = evaluator.made_of(left, right)
    if _plain(left) and _plain(right):
        found = _of_constants(operator, left, right)
    elif operator in ("==", "!=") and _apart(left, right):
        found = Known(operator == "!=")
    return found


def _of_constants(operator: str, left: Known, right: Known) -> Value:
    rule = _COMPARE.get(operator)
    try:
        return Known(bool(rule(left.value, right.value))) if rule else Opaque()
    except TypeError:
        return Opaque()


def _apart(left: Value, right: Value) -> bool:
    """Whether no two of what these may be are the same."""
    several = (*options(left), *options(right))
    if not all(map(_plain, several)):
        return False
    known = {repr(each.value) for each in options(left) if isinstance(each, Known)}
    return not any(repr(e.value) in known for e in options(right) if isinstance(e, Known))


def _is_none(evaluator: Evaluator, value: Value, *, wanted: bool) -> Value:
    verdicts = {_none(each) for each in options(value)}
    if len(verdicts) == 1 and None not in verdicts:
        return Known(verdicts.pop() is wanted)
    for each in options(value):
        _glance(evaluator, each)
    return Opaque()


def _none(value: Value) -> bool | None:
    if isinstance(value, Known):
        return None if isinstance(value.value, Unknown) else value.value is None
    return None if isinstance(value, Input | Opaque) else False


def _within(evaluator: Evaluator, operator: str, left: Value, right: Value) -> Value:
    wanted = operator == "in"
    if _plain(left):
        if isinstance(right, Map | Seq) and (verdict := _held(left, right)) is not None:
            evaluator.use(left)
            return Known(verdict is wanted)
        owners = [each.part if isinstance(each, Keys) else each for each in options(right)]
        behind = [each.behind if isinstance(each, Map) else each for each in owners]
        if behind and all(isinstance(each, Input) for each in behind) and left.value is not None:
            _present(evaluator, [each for each in behind if isinstance(each, Input)], left.value)
            return Opaque()
    return evaluator.made_of(left, right)


def _held(left: Known, right: Map | Seq) -> bool | None:
    if isinstance(right, Map):
        if left.value in right.entries:
            return True
        return None if right.more else False
    known = [each.value for each in right.items if isinstance(each, Known)]
    if left.value in known and not right.maybe:
        return True
    return False if right.rest is None and len(known) == len(right.items) else None


def _present(evaluator: Evaluator, parts: list[Input], name: Any) -> None:
    """Whether a field is there matters."""
    for part in parts:
        evaluator.ask(part, str(name))


def _names_compared(evaluator: Evaluator, left: Value, right: Value) -> bool:
    """``{"a", "b"} <= message.keys()``: whether these are there."""
    sides = (left, right)
    parts = [each.part for each in sides if isinstance(each, Keys)]
    known = [each for each in sides if isinstance(each, Seq) and each.rest is None]
    if not parts or not known:
        return False
    for each in known[0].items:
        if isinstance(each, Known):
            _present(evaluator, parts, each.value)
    return True


def binary(evaluator: Evaluator, operator: str, left: Value, right: Value) -> Value:
    """What an operator makes of two values."""
    return joined(
        _binary(evaluator, operator, one, other)
        for one in options(left)
        for other in options(right)
    )


def _binary(evaluator: Evaluator, operator: str, left: Value, right: Value) -> Value:
    if _plain(left) and _plain(right):
        return _of_known(evaluator, operator, left, right)
    if operator == "|" and isinstance(left, Map | Input) and not _scalar(right):
        return _united(evaluator, left, right)
    if operator == "+" and isinstance(left, Seq) and isinstance(right, Seq):
        rests = [each.rest for each in (left, right) if each.rest is not None]
        rest = joined(rests) if rests else None
        return Seq([*left.items, *right.items], rest, left.maybe or right.maybe, evaluator.context)
    if operator in ("&", "-", "|", "^"):
        names = _of_names(evaluator, operator, left, right)
        if names is not None:
            return names
    if operator not in ("+", "%") or (text_of(left) is None and text_of(right) is None):
        return evaluator.made_of(left, right)
    made = put_together([left, right]) if operator == "+" else Opaque()  # used if the text is
    known = isinstance(made, Opaque) and made.text is not None
    return made if known else Opaque(computed(marks_of(left, right)))


def _plain(value: Value) -> TypeGuard[Known]:
    """Whether this is a constant of the code, and not what a template says of a value."""
    return isinstance(value, Known) and not from_template(value.value)


def _scalar(value: Value) -> bool:
    return isinstance(value, Known | Opaque | Written)


def _of_names(evaluator: Evaluator, operator: str, left: Value, right: Value) -> Value | None:
    """Sets of names: those wanted that are missing, or those there that nobody wants."""
    keys = left if isinstance(left, Keys) else right if isinstance(right, Keys) else None
    if keys is None:
        return None
    other = right if keys is left else left
    wanted = operator == "&" or keys is right
    if wanted and isinstance(other, Seq) and other.rest is None:
        _names_compared(evaluator, keys, other)
        return Seq(list(other.items), maybe=True)
    evaluator.use(keys)
    return Seq(rest=keys)


def _united(evaluator: Evaluator, left: Map | Input, right: Value) -> Value:
    made = Map(born=evaluator.context)
    for each in (left, right):
        pour(evaluator, made, each)
    return made


def _of_known(evaluator: Evaluator, operator: str, left: Known, right: Known) -> Value:
    marks = computed(left.marks | right.marks)
    texts = isinstance(left.value, str) and isinstance(right.value, str)
    if texts and operator == "+" and len(left.value + right.value) < LONGEST:
        return Known(left.value + right.value, marks)
    numbers = isinstance(left.value, int) and isinstance(right.value, int)
    if numbers and operator in ("+", "-"):
        sign = 1 if operator == "+" else -1
        return Known(left.value + sign * right.value, marks)
    evaluator.use(left, right)
    return Opaque(marks)


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "is": lambda left, right: left == right,
    "is not": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}

"""What conditions leave out of a system, with the parameters as they are given."""

from collections.abc import Iterator, Sequence
from typing import Any

from analysis.source.document import as_block
from analysis.source.stack import Stack
from analysis.source.values import as_text, shown
from analysis.walking import grouped, reached
from analysis.wording import some

_MOST_NAMED = 3
_NOTHING = {"Ref": "AWS::NoValue"}


def left_out(stack: Stack) -> Iterator[str]:
    """A sentence for each condition that decides so: what is left out, why, what changes that."""
    where = f" of {stack.name}" if stack.prefixed else ""
    for why, names in grouped([*_failing(stack), *stack.not_made()]).items():
        count = "1 resource is" if len(names) == 1 else f"{len(names)} resources are"
        yield f"{count} left out{where} ({some(names, _MOST_NAMED)}): {why}"
    for why, names in grouped(_parts(stack)).items():
        count = "a part of 1 resource is" if len(names) == 1 else f"parts of {len(names)} are"
        yield f"{count} left out{where} ({some(names, _MOST_NAMED)}): {why}"


def _failing(stack: Stack) -> Iterator[tuple[str, str]]:
    """Each resource whose condition fails, after the reason."""
    for name, entry in stack.section("Resources").items():
        condition = as_text(as_block(entry).get("Condition"))
        if condition and stack.condition(condition) is False:
            yield f"{condition} is false{_why(stack, condition)}", name


def _parts(stack: Stack) -> Iterator[tuple[str, str]]:
    """Each resource, after the reason, of which an Fn::If leaves out what names another one."""
    if not stack.section("Conditions"):
        return
    resources = stack.section("Resources")
    for name, entry in resources.items():
        for condition, then, otherwise in _choices(as_block(entry).get("Properties")):
            holds = stack.condition(condition)
            chosen, other = (then, otherwise) if holds else (otherwise, then)
            if holds is not None and chosen == _NOTHING and resources.keys() & {*_names(other)}:
                yield f"{condition} is {str(holds).lower()}{_why(stack, condition)}", name


def _choices(value: Any) -> Iterator[tuple[str, Any, Any]]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            choice = each.get("Fn::If")
            if isinstance(choice, list) and len(choice) == 3:
                yield as_text(choice[0]), choice[1], choice[2]
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _names(value: Any) -> Iterator[str]:
    """What a value names: texts by themselves, and what stands in the holes of others."""
    for text in _texts(value):
        for piece in (text, *text.split("${")[1:]):
            yield piece.partition("}")[0].partition(".")[0]


def _why(stack: Stack, condition: str) -> str:
    """The values that decide it, and the option that would change them."""
    parameters = list(dict.fromkeys(_parameters(stack, condition)))
    return because([(each, _value(stack, each)) for each in parameters])


def because(decided_by: Sequence[tuple[str, str]]) -> str:
    """The parameters that decide something, with what is said of each, and the option for one."""
    if not decided_by:
        return ""
    values = ", ".join(f"{name}={value}" for name, value in decided_by)
    return f" ({values}); give --parameter {decided_by[0][0]}=…"


def _value(stack: Stack, parameter: str) -> str:
    how = "" if parameter in stack.given else " by default"
    return f"{shown(stack.named(parameter))}{how}"


def _parameters(stack: Stack, condition: str) -> Iterator[str]:
    conditions, parameters = stack.section("Conditions"), stack.section("Parameters")

    def named(name: str) -> Iterator[str]:
        return (each for each in _texts(conditions.get(name)) if each in conditions)

    for name in reached(condition, named):
        yield from (each for each in _texts(conditions.get(name)) if each in parameters)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a condition: names of parameters and of conditions are among them."""
    waiting = [value]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each

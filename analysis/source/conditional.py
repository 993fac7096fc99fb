"""What conditions leave out of a system, with the parameters as they are given."""

from collections.abc import Iterator
from typing import Any

from analysis.source.document import as_block
from analysis.source.stack import Stack
from analysis.source.values import as_text, shown
from analysis.walking import grouped, reached

_MOST_NAMED = 3


def left_out(stack: Stack) -> Iterator[str]:
    """A sentence for each condition that fails: what it leaves out, why, and what changes that."""
    failing = grouped(
        (as_text(as_block(entry).get("Condition")), name)
        for name, entry in stack.section("Resources").items()
        if isinstance(as_block(entry).get("Condition"), str)
        and stack.condition(as_text(as_block(entry).get("Condition"))) is False
    )
    for condition, names in failing.items():
        listed = ", ".join(names[:_MOST_NAMED])
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        count = "1 resource is" if len(names) == 1 else f"{len(names)} resources are"
        where = f" of {stack.name}" if stack.prefixed else ""
        yield (
            f"{count} left out{where} ({listed}{more}): "
            f"{condition} is false{_why(stack, condition)}"
        )


def _why(stack: Stack, condition: str) -> str:
    """The values that decide it, and the option that would change them."""
    parameters = list(dict.fromkeys(_parameters(stack, condition)))
    if not parameters:
        return ""
    values = ", ".join(_value(stack, each) for each in parameters)
    return f" ({values}); give --parameter {parameters[0]}=…"


def _value(stack: Stack, parameter: str) -> str:
    how = "" if parameter in stack.given else " by default"
    return f"{parameter}={shown(stack.named(parameter))}{how}"


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

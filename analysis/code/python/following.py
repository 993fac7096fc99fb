"""Follows a handler for one event, and gives what it read, said, answered and raised."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.code.calling import call
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator, Rules
from analysis.code.python.expressions import evaluate
from analysis.code.python.libraries import answer
from analysis.code.python.statements import execute
from analysis.code.state import Arguments, Budget, Exhausted, Key
from analysis.code.values import (
    Bound,
    Class,
    Function,
    Object,
    Opaque,
    Place,
    Scope,
    Value,
)
from analysis.source.entries import Entry

_RULES = Rules(evaluate, execute, call, answer)


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of following a handler: ``whole`` unless there was too much of it."""

    evaluator: Evaluator
    answer: Value
    whole: bool


def follow(
    start: Entry,
    environment: Mapping[str, Any],
    event: Value,
    constants: Mapping[Key, Any],
    designated: Callable[[Any, str], str],
    budget: Budget,
) -> Followed:
    """Follow the handler from its first line on, given this event."""
    evaluator = Evaluator(start.library, environment, constants, _RULES, budget, designated)
    evaluator.files.module(start.module.name)
    answers: list[Value] = []
    try:
        scope = _top(evaluator, start)
        evaluator.here = Place(start.module, 1)
        for handler in _starts(scope.names, start.handler):
            if isinstance(handler, Function):
                evaluator.here = Place(start.module, handler.line)
            answers.append(evaluator.call(handler, Arguments([event, Opaque()])))
        for route in evaluator.routes:
            evaluator.call(route, Arguments(rest=event))
        evaluator.use(*answers)
    except (Exhausted, RecursionError):
        return Followed(evaluator, Opaque(), whole=False)
    whole = not evaluator.lost and not start.library.broken and bool(answers)
    return Followed(evaluator, joined(answers) if answers else Opaque(), whole)


def _top(evaluator: Evaluator, start: Entry) -> Any:
    found = evaluator.module(start.module.name)
    if found is None or found.module is not start.module:  # text in the template
        found = evaluator.modules[start.module.name] = Scope({}, start.module)
        evaluator.within(start.module.tree.body, found)
    return found


def _starts(names: Mapping[str, Value], handler: str) -> Iterator[Value]:
    for each in options(names.get(handler, Opaque())):
        if isinstance(each, Function | Bound | Object | Class):
            yield each


__all__ = ["Followed", "follow"]

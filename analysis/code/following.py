"""Follows a handler for one event, and gives what it read, said, answered and raised."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator, Rules
from analysis.code.python.rules import PYTHON
from analysis.code.state import Arguments, Exhausted, Fuel, Key, Trace
from analysis.code.values import Bound, Class, Function, Object, Opaque, Place, Scope, Value
from analysis.records import dataclass
from analysis.source.entries import Entry


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of following a handler.

    ``complete`` unless there was too much of it; ``whole`` if its handler was found besides, so
    that all that it reads of its event is known; ``settled`` if besides nothing that it does is
    left to what is not read; ``begun`` unless its file defines no such handler.
    """

    evaluator: Evaluator
    answer: Value
    complete: bool
    whole: bool

    @property
    def begun(self) -> bool:
        """Whether the handler is what was followed, as far as that went."""
        return self.whole or not self.complete

    @property
    def settled(self) -> bool:
        """Whether all that it does is known."""
        return self.whole and not self.evaluator.gaps


def follow(
    start: Entry,
    environment: Mapping[str, Any],
    event: Value,
    constants: Mapping[Key, Any],
    designated: Callable[[Any, str], str],
    fuel: Fuel,
    trace: Trace | None = None,
) -> Followed:
    """Follow the handler from its first line on, given this event."""
    evaluator = Evaluator(start.library, environment, constants, _rules(start), fuel, designated)
    evaluator.trace = trace or evaluator.trace
    found = _follow(evaluator, start, event)
    if found.complete or not evaluator.recursive or fuel.left < 0:
        return found
    # There is too much of it: perhaps not, if what calls itself is gone through once.
    once = Evaluator(start.library, environment, constants, _rules(start), fuel, designated)
    once.trace, once.most = evaluator.trace, 1
    other = _follow(once, start, event)
    return other if other.complete else found


def _follow(evaluator: Evaluator, start: Entry, event: Value) -> Followed:
    rules = evaluator.rules
    evaluator.files.module(start.module.name)
    answers: list[Value] = []
    try:
        scope = _top(evaluator, start)
        evaluator.here = Place(start.module, 1)
        for handler in _starts(rules.exported(evaluator, scope, start.handler)):
            if isinstance(handler, Function):
                evaluator.here = Place(start.module, handler.line)
            answers.append(evaluator.call(handler, Arguments([event, *rules.given])))
        for route in (*evaluator.routes, *_told(evaluator.trace)):
            evaluator.call(route, Arguments(rest=event))
        _call_others(evaluator, [] if answers else _all_of(evaluator, scope))
        answers += evaluator.answers if answers else ()
        evaluator.hand_on(*answers)
    except (Exhausted, RecursionError):
        return Followed(evaluator, Opaque(), complete=False, whole=False)
    finally:
        evaluator.settle()
    complete = not evaluator.lost and not start.library.broken
    answer = joined(answers) if answers else Opaque()
    return Followed(evaluator, answer, complete, whole=complete and bool(answers))


def _rules(start: Entry) -> Rules:
    """The rules of a function's language, loaded when the first of its functions is followed."""
    if start.module.language == "python":
        return PYTHON
    from analysis.code.javascript.rules import JAVASCRIPT

    return JAVASCRIPT


def _told(trace: Trace) -> list[Function]:
    """The functions that a framework calls for the type heard, as their decorators say."""
    found = [function for function, texts in trace.decorated if trace.heard in texts]
    for each in found if trace.heard else ():
        trace.react([each])
    return found if trace.heard else []


def _call_others(evaluator: Evaluator, others: list[Function | Class]) -> None:
    """Call what something unread will: the functions it was handed, or all of a module."""
    for each in (*others, *evaluator.handed):
        if each.node not in evaluator.followed:
            with evaluator.unsure():
                evaluator.call(each, Arguments(rest=Opaque()))


def _all_of(evaluator: Evaluator, scope: Scope) -> list[Function | Class]:
    """Every function and class of a module whose handler is made by something that is not read."""
    return [
        each
        for value in list(evaluator.rules.offered(scope).values())
        for each in options(value)
        if isinstance(each, Function | Class) and each.scope is scope
    ]


def _top(evaluator: Evaluator, start: Entry) -> Scope:
    found = evaluator.module(start.module.name)
    if found is None or found.module is not start.module:  # text in the template
        found = evaluator.modules[start.module.name] = Scope({}, start.module)
        evaluator.within(evaluator.rules.body(start.module), found)
    return found


def _starts(handler: Value) -> Iterator[Value]:
    for each in options(handler):
        if isinstance(each, Function | Bound | Object | Class):
            yield each


__all__ = ["Followed", "follow"]

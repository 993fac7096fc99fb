"""Calling functions of the code: which parameter gets what, one call for each choice."""

from analysis.code.combining import joined
from analysis.code.evaluator import Evaluator
from analysis.code.forking import Fork
from analysis.code.messages import field
from analysis.code.state import Arguments
from analysis.code.values import (
    Choice,
    Function,
    Map,
    Object,
    Opaque,
    Scope,
    Seq,
    Value,
)

_MOST_CHOICES = 8  # of an argument, followed one by one


def invoke(
    evaluator: Evaluator,
    function: Function,
    arguments: Arguments,
    first: tuple[Value, ...] = (),
) -> Value:
    """What a function answers; objects that an argument may be are followed one by one."""
    split = _split(arguments)
    if split is None:
        return evaluator.run(function, _scope(evaluator, function, arguments, first))
    found, fork = [], Fork(evaluator)
    for each in split:
        fork.begin()
        with evaluator.unsure():
            scope = _scope(evaluator, function, each, first)
            found.append(evaluator.run(function, scope))
            fork.end()
    fork.join()
    return joined(found)


def _split(arguments: Arguments) -> list[Arguments] | None:
    for place, value in enumerate(arguments.positional):
        if _several(value):
            before, after = arguments.positional[:place], arguments.positional[place + 1 :]
            return [
                Arguments(
                    [*before, each, *after],
                    arguments.keywords,
                    arguments.rest,
                    arguments.spread,
                    arguments.places,
                )
                for each in value.options  # type: ignore[union-attr]
            ]
    for name, value in arguments.keywords.items():
        if _several(value):
            return [
                Arguments(
                    arguments.positional,
                    {**arguments.keywords, name: each},
                    arguments.rest,
                    arguments.spread,
                    arguments.places,
                )
                for each in value.options  # type: ignore[union-attr]
            ]
    return None


def _several(value: Value) -> bool:
    if not isinstance(value, Choice) or len(value.options) > _MOST_CHOICES:
        return False
    return sum(isinstance(each, Object | Map) for each in value.options) > 1


def _scope(
    evaluator: Evaluator, function: Function, arguments: Arguments, first: tuple[Value, ...]
) -> Scope:
    scope = Scope({}, function.scope.module, function.scope)
    taken = function.parameters
    positional = [*first, *arguments.positional]
    for place, name in enumerate(taken.by_place):
        if place < len(positional):
            scope.names[name] = positional[place]
        else:
            scope.names[name] = _passed(evaluator, function, arguments, name)
    for name in taken.by_name:
        scope.names[name] = _passed(evaluator, function, arguments, name)
    if taken.rest:
        scope.names[taken.rest] = Seq(positional[len(taken.by_place) :], arguments.rest)
    if taken.others:
        named = {*taken.by_place, *taken.by_name}
        extra = {key: each for key, each in arguments.keywords.items() if key not in named}
        places = {key: at for key, at in arguments.places.items() if key in extra}
        made = Map(extra, arguments.rest, behind=arguments.spread, born=evaluator.context)
        made.places.update(places)
        scope.names[taken.others] = made
    if function.cls is not None and taken.by_place:
        scope.owner = (scope.names[taken.by_place[0]], function.cls)
    return scope


def _passed(evaluator: Evaluator, function: Function, arguments: Arguments, name: str) -> Value:
    if name in arguments.keywords:
        return arguments.keywords[name]
    default = function.parameters.defaults.get(name)
    if arguments.spread is not None:
        return field(evaluator, arguments.spread, name, must=default is None)
    if default is None:
        return arguments.rest or Opaque()
    found = evaluator.evaluate(default, function.scope)
    return found if arguments.rest is None else joined((found, arguments.rest))

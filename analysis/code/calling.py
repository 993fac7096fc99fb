"""What a call gives, for everything that can be called; which parameter gets what."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.code import classes
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.forking import one_of
from analysis.code.messages import field
from analysis.code.state import Arguments
from analysis.code.values import (
    NOTHING,
    Bound,
    Choice,
    Class,
    External,
    Function,
    Input,
    Map,
    Method,
    Object,
    Opaque,
    Scope,
    Seq,
    Value,
)

_DEEPEST = 20  # functions bound to functions
_MOST_CHOICES = 8  # of an argument, followed one by one


def call(evaluator: Evaluator, callee: Value, arguments: Arguments) -> Value:
    """What calling something with these arguments gives."""
    several = options(callee)
    if len(several) == 1:
        return _call(evaluator, several[0], arguments)
    return one_of(evaluator, several, lambda each: _call(evaluator, each, arguments))


def _call(evaluator: Evaluator, callee: Value, arguments: Arguments) -> Value:
    if isinstance(callee, Object):
        method = classes.of_object(evaluator, callee, "__call__")
        callee = method if isinstance(method, Bound) else callee
    match callee:
        case Function():
            found = _invoke(evaluator, callee, arguments)
        case Bound():
            found = _bound(evaluator, callee, arguments)
        case Class():
            found = classes.made(evaluator, callee, arguments)
        case Method():
            found = evaluator.rules.method(evaluator, callee.receiver, callee.name, arguments)
        case Input(contract, path):  # a method of a data class, which may look at anything
            found = evaluator.made_of(Input(contract, path[:-1]), *arguments.all())
        case _:
            name = callee.dotted if isinstance(callee, External) else ""
            found = evaluator.answer(name, arguments)
    return found


def _bound(evaluator: Evaluator, callee: Bound, arguments: Arguments) -> Value:
    first = len(callee.first)
    whole = Arguments(
        [*callee.first, *arguments.positional],
        {**dict(callee.keywords), **arguments.keywords},
        arguments.rest,
        arguments.spread,
        {
            (key + first if isinstance(key, int) else key): at
            for key, at in arguments.places.items()
        },
    )
    if isinstance(callee.function, Bound) and len(evaluator.working) > _DEEPEST:
        return Opaque()
    return call(evaluator, callee.function, whole)


def _invoke(evaluator: Evaluator, function: Function, arguments: Arguments) -> Value:
    """What a function answers; objects that an argument may be are followed one by one."""

    def run(given: Arguments) -> Value:
        return evaluator.run(function, _scope(evaluator, function, given))

    several = list(_each_choice(arguments))
    return one_of(evaluator, several, run) if several else run(arguments)


def _each_choice(arguments: Arguments) -> Iterator[Arguments]:
    """The arguments with each of the objects that the first undecided one may be."""
    given = arguments.positional
    for place, value in enumerate(given):
        if isinstance(value, Choice) and _of_objects(value):
            for each in value.options:
                yield replace(arguments, positional=[*given[:place], each, *given[place + 1 :]])
            return
    for name, value in arguments.keywords.items():
        if isinstance(value, Choice) and _of_objects(value):
            for each in value.options:
                yield replace(arguments, keywords={**arguments.keywords, name: each})
            return


def _of_objects(value: Choice) -> bool:
    few = len(value.options) <= _MOST_CHOICES
    return few and sum(isinstance(each, Object | Map) for each in value.options) > 1


def _scope(evaluator: Evaluator, function: Function, arguments: Arguments) -> Scope:
    scope = Scope({}, function.scope.module, function.scope)
    taken, positional = function.parameters, arguments.positional
    scope.names |= zip(taken.by_place, positional, strict=False)
    for name in (*taken.by_place[len(positional) :], *taken.by_name):
        scope.names[name] = _passed(evaluator, function, arguments, name)
    if taken.rest:
        scope.names[taken.rest] = Seq(positional[len(taken.by_place) :], arguments.rest)
    if taken.others:
        named = {*taken.by_place, *taken.by_name}
        extra = {key: each for key, each in arguments.keywords.items() if key not in named}
        places = {key: at for key, at in arguments.places.items() if key in extra}
        scope.names[taken.others] = Map(
            extra, arguments.rest, None, arguments.spread, None, places, evaluator.context
        )
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
        return arguments.rest or (NOTHING if function.parameters.optional else Opaque())
    found = evaluator.evaluate(default, function.scope)
    return found if arguments.rest is None else joined((found, arguments.rest))

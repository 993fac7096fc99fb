"""What a call gives, for everything that can be called."""

from analysis.code import classes, methods
from analysis.code.aws.services import operation
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.forking import Fork
from analysis.code.functions import invoke
from analysis.code.state import Arguments
from analysis.code.values import (
    Bound,
    Class,
    External,
    Function,
    Handle,
    Method,
    Object,
    Opaque,
    Part,
    Super,
    Value,
)

_DEEPEST = 20  # functions bound to functions


def call(evaluator: Evaluator, callee: Value, arguments: Arguments) -> Value:
    """What calling something with these arguments gives."""
    several = options(callee)
    if len(several) == 1:
        return _call(evaluator, several[0], arguments)
    found, fork = [], Fork(evaluator)
    for each in several:
        fork.begin()
        with evaluator.unsure():
            found.append(_call(evaluator, each, arguments))
            fork.end()
    fork.join()
    return joined(found)


def _call(evaluator: Evaluator, callee: Value, arguments: Arguments) -> Value:
    if isinstance(callee, Object):
        method = classes.of_object(evaluator, callee, "__call__")
        callee = method if isinstance(method, Bound) else callee
    match callee:
        case Function():
            found = invoke(evaluator, callee, arguments)
        case Bound():
            found = _bound(evaluator, callee, arguments)
        case Class():
            found = classes.made(evaluator, callee, arguments)
        case Method():
            found = _method(evaluator, callee, arguments)
        case Part(contract, path):  # a method of a data class, which may look at anything
            found = evaluator.made_of(Part(contract, path[:-1]), *arguments.all())
        case _:
            name = callee.dotted if isinstance(callee, External) else ""
            found = evaluator.answer(name, arguments)
    return found


def _bound(evaluator: Evaluator, callee: Bound, arguments: Arguments) -> Value:
    whole = Arguments(
        [*callee.first, *arguments.positional],
        {**dict(callee.keywords), **arguments.keywords},
        arguments.rest,
        arguments.spread,
    )
    first = len(callee.first)
    whole.places = {
        (key + first if isinstance(key, int) else key): at for key, at in arguments.places.items()
    }
    if isinstance(callee.function, Bound) and len(evaluator.working) > _DEEPEST:
        return Opaque()
    return call(evaluator, callee.function, whole)


def _method(evaluator: Evaluator, callee: Method, arguments: Arguments) -> Value:
    owner = callee.receiver
    if isinstance(owner, Handle):
        return operation(evaluator, owner, callee.name, arguments)
    if isinstance(owner, Object | Class | Super):
        return classes.method(evaluator, owner, callee.name, arguments)
    handed = (one for each in arguments.all() for one in options(each))
    if isinstance(owner, Opaque | Part) and any(
        isinstance(each, Function | Bound) for each in handed
    ):
        return evaluator.answer("", arguments)
    return methods.method(evaluator, owner, callee.name, arguments)

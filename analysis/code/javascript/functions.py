"""Methods of functions: calling them otherwise, and what middleware puts around them."""

from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of
from analysis.code.state import Arguments
from analysis.code.values import NOTHING, Bound, External, Function, Method, Value

PARSES = "powertools.given_parser"
"""What puts a parser around a handler."""
_PARSER = External(PARSES)
OF_ALL = frozenset({"apply", "bind", "call"})
"""What every function has, a client's own too."""
_AROUND = frozenset({"use", "before", "after", "onError"})


def of_function(
    evaluator: Evaluator, owner: Function | Bound | Method, name: str, arguments: Arguments
) -> Value:
    """What a method of a function gives: middy's ``use`` and ``handler``, ``call``, ``apply``."""
    given = arguments.positional
    if name == "handler" and given:
        return given[0]
    if name in OF_ALL and isinstance(owner, Function) and _wants_self(owner):
        owner = Bound(owner, tuple(given[:1]) or (NOTHING,))
    if name == "bind":
        return Bound(owner, tuple(given[1:])) if given[1:] else owner
    if name in _AROUND:
        evaluator.use(*given)
        parsers = (one for one in given if isinstance(one, Bound) and one.function == _PARSER)
        return next((evaluator.call(one, Arguments([owner])) for one in parsers), owner)
    if name == "call":
        return evaluator.call(owner, Arguments(given[1:], rest=arguments.rest))
    if name == "apply":
        several = items_of(evaluator, given[1]) if given[1:] else None
        passed = Arguments(several.items, rest=several.rest) if several else Arguments()
        return evaluator.call(owner, passed)
    return evaluator.made_of(*arguments.all())


def _wants_self(function: Function) -> bool:
    return function.parameters.by_place[:1] == ("this",)

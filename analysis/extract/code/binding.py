"""Which parameter of a function gets which argument."""

import ast
from collections.abc import Callable

from analysis.extract.code.atoms import Arguments, Function, Scope, Value, merged


def bound(function: Function, arguments: Arguments, default: Callable[[ast.expr], Value]) -> Scope:
    """The scope in which a function runs; a parameter that gets nothing has its default."""
    scope = Scope({}, function.scope.module, function.scope)
    taken = function.node.args
    by_place = [*taken.posonlyargs, *taken.args]
    defaults = dict(zip([each.arg for each in by_place][::-1], taken.defaults[::-1], strict=False))
    defaults |= {
        each.arg: node
        for each, node in zip(taken.kwonlyargs, taken.kw_defaults, strict=True)
        if node is not None
    }
    names = [each.arg for each in (*by_place, *taken.kwonlyargs)]
    for place, name in enumerate(names):
        value = arguments.get(name, place if place < len(by_place) else None)
        if not value and name in defaults and not arguments.has(name):
            value = default(defaults[name])
        scope.names[name] = value
    if taken.vararg:
        scope.gathered[taken.vararg.arg] = merged(
            *arguments.positional[len(by_place) :], arguments.rest
        )
    if taken.kwarg:
        extra = [value for keyword, value in arguments.keywords if keyword not in names]
        scope.gathered[taken.kwarg.arg] = merged(*extra, arguments.rest)
    if function.cls is not None and by_place and scope.names[by_place[0].arg]:
        scope.owner = (scope.names[by_place[0].arg][0], function.cls)
    return scope

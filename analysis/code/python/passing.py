"""What a call passes, stars included."""

import ast
from collections.abc import Iterator

from analysis.code.combining import computed, joined, marks_of, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of
from analysis.code.state import Arguments
from analysis.code.values import Input, Known, Map, Opaque, Scope, Value, place_at


def arguments_of(evaluator: Evaluator, node: ast.Call, scope: Scope) -> Arguments:
    """What a call passes."""
    found = Arguments()
    rest: list[Value] = []
    for each in node.args:
        if isinstance(each, ast.Starred):
            items = items_of(evaluator, evaluator.evaluate(each.value, scope))
            if items.maybe or items.rest is not None or rest:
                rest += items.every()
            else:
                found.positional += items.items
            continue
        found.places[len(found.positional)] = place_at(scope.module, each.lineno)
        found.positional.append(evaluator.evaluate(each, scope))
    for keyword in node.keywords:
        value = evaluator.evaluate(keyword.value, scope)
        if keyword.arg is None:
            for one in options(value):
                rest += _spread(found, one)
        else:
            found.places[keyword.arg] = place_at(scope.module, keyword.value.lineno)
            found.keywords[keyword.arg] = value
    found.rest = joined(rest) if rest else None
    return found


def _spread(found: Arguments, value: Value) -> Iterator[Value]:
    if isinstance(value, Input):
        found.spread = value
    elif isinstance(value, Map):
        for key, each in value.entries.items():
            known = found.keywords.get(str(key))
            found.keywords[str(key)] = each if known is None else joined((known, each))
            if key in value.places:
                found.places[str(key)] = value.places[key]
        found.spread = value.behind or found.spread
        if value.rest is not None:
            yield value.rest
        if value.each is not None:
            yield value.each[1]
    elif not isinstance(value, Known):
        yield Opaque(computed(marks_of(value)))

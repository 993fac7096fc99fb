"""Comprehensions and generator expressions."""

import ast
from typing import Any

from analysis.code.combining import joined
from analysis.code.dictionaries import keep
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of
from analysis.code.operators import truth
from analysis.code.python.assigning import assign
from analysis.code.values import Keys, Map, Scope, Seq, Value

_MOST_ITEMS = 32  # of a list that is gone through one by one


def comprehended(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    """What a comprehension makes."""
    made: Map | Seq = Seq(born=evaluator.context)
    if isinstance(node, ast.DictComp):
        made = Map(born=evaluator.context)
    _each(evaluator, node, node.generators, Scope({}, scope.module, scope), made)
    return made


def _each(evaluator: Evaluator, node: Any, parts: list[Any], scope: Scope, made: Any) -> None:
    if not parts:
        _gather(evaluator, node, scope, made)
        return
    iterated = evaluator.evaluate(parts[0].iter, scope)
    items = items_of(evaluator, iterated)
    several: list[tuple[Value, bool]] = [(each, items.maybe) for each in items.items]
    if len(several) > _MOST_ITEMS:
        several = [(joined(items.items), True)]
    if items.rest is not None:
        several.append((items.rest, True))
    for each, maybe in several:
        assign(evaluator, parts[0].target, each, scope)
        held = [truth(evaluator, evaluator.evaluate(test, scope)) for test in parts[0].ifs]
        if False in held:
            continue
        if maybe or None in held:
            if isinstance(made, Seq):
                made.maybe = True
            with evaluator.unsure():
                _each(evaluator, node, parts[1:], scope, _Loose(made))
        else:
            _each(evaluator, node, parts[1:], scope, made)


class _Loose:
    """Where what may be there once, often or never is put."""

    def __init__(self, made: Any) -> None:
        self.made: Any = made.made if isinstance(made, _Loose) else made


def _gather(evaluator: Evaluator, node: Any, scope: Scope, made: Any) -> None:
    loose = isinstance(made, _Loose)
    target: Any = made.made if isinstance(made, _Loose) else made
    if isinstance(node, ast.DictComp):
        key = evaluator.evaluate(node.key, scope)
        value = evaluator.evaluate(node.value, scope)
        if isinstance(key, Keys) and not target.entries:
            target.each = (key.part, value)
        else:
            keep(evaluator, target, key, value)
        return
    value = evaluator.evaluate(node.elt, scope)
    if loose:
        target.rest = joined((target.rest, value)) if target.rest is not None else value
    else:
        target.items.append(value)

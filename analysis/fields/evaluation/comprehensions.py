"""Comprehensions and generator expressions."""

import ast
from typing import Any

from analysis.fields.evaluation.assigning import assign
from analysis.fields.evaluation.combining import joined, options
from analysis.fields.evaluation.dictionaries import keep
from analysis.fields.evaluation.evaluator import Evaluator
from analysis.fields.evaluation.messages import items_of
from analysis.fields.evaluation.operators import truth
from analysis.fields.evaluation.values import Map, Scope, Seq, Value

_MOST_ITEMS = 32  # of a list that is gone through one by one


def comprehended(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    made: Any = Map if isinstance(node, ast.DictComp) else Seq
    made = made(born=evaluator.context)
    inner = Scope({}, scope.module, scope)
    _each(evaluator, node, node.generators, inner, made)
    return made  # type: ignore[no-any-return]


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
        self.made = made.made if isinstance(made, _Loose) else made


def _gather(evaluator: Evaluator, node: Any, scope: Scope, made: Any) -> None:
    loose = isinstance(made, _Loose)
    target = made.made if isinstance(made, _Loose) else made
    if isinstance(node, ast.DictComp):
        key = evaluator.evaluate(node.key, scope)
        value = evaluator.evaluate(node.value, scope)
        from_keys = [each for each in options(key) if type(each).__name__ == "Keys"]
        if from_keys and len(options(key)) == 1 and not target.entries:
            target.each = (from_keys[0].part, value)  # type: ignore[union-attr]
        else:
            keep(evaluator, target, key, value)
        return
    value = evaluator.evaluate(node.elt, scope)
    if loose:
        target.rest = joined((target.rest, value)) if target.rest is not None else value
    else:
        target.items.append(value)

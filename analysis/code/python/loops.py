"""Loops, comprehensions and generators: item by item where these are known, else as what may be."""

import ast
from contextlib import nullcontext
from typing import Any

from analysis.code.combining import either, joined
from analysis.code.dictionaries import keep
from analysis.code.evaluator import Evaluator
from analysis.code.forking import Names, alike
from analysis.code.messages import items_of
from analysis.code.operators import truth
from analysis.code.python.assigning import assign
from analysis.code.python.branches import run_unsure
from analysis.code.values import NOTHING, Keys, Map, Opaque, Scope, Seq, Value, place_at

_MOST_ITEMS = 32  # of a list that is gone through one by one


def _one_by_one(items: Seq) -> tuple[list[Value], bool]:
    """The known items, and whether any may be missing; one that is any of them for too many."""
    if len(items.items) > _MOST_ITEMS:
        return [joined(items.items)], True
    return items.items, items.maybe


def follow_for(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    """Follow a loop over what is known or not; says whether its end is reached."""
    items = items_of(evaluator, evaluator.evaluate(node.iter, scope))
    several, maybe = _one_by_one(items)
    outer = _enter(evaluator)
    reached = True
    for each in several:
        reached = _once(evaluator, node, each, scope, maybe=maybe or not reached) or maybe
        if not reached and not evaluator.frames[-1].left:
            break
    if items.rest is not None:
        before, changes = dict(scope.names), evaluator.changes
        _once(evaluator, node, items.rest, scope, maybe=True)
        same = all(scope.names.get(name) is value for name, value in before.items())
        if not same or evaluator.changes != changes:  # what the first time leaves
            _once(evaluator, node, items.rest, scope, maybe=True)
        reached = True
    reached = _come_out(evaluator, scope, outer) or reached
    return evaluator.execute(node.orelse, scope) if reached else False


def _once(evaluator: Evaluator, node: Any, each: Value, scope: Scope, *, maybe: bool) -> bool:
    evaluator.here = place_at(scope.module, node.lineno)
    if not maybe:
        assign(evaluator, node.target, each, scope)
        return evaluator.execute(node.body, scope)
    before = dict(scope.names)
    with evaluator.unsure():
        assign(evaluator, node.target, each, scope)
        through = evaluator.execute(node.body, scope)
    scope.names = alike(before, scope.names) if through else before
    return True


def follow_while(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    """Follow a loop twice, as what may be; says whether its end is reached."""
    forever = truth(evaluator, evaluator.evaluate(node.test, scope)) is True
    outer = _enter(evaluator)
    through = False
    for _ in range(2):
        through = run_unsure(evaluator, [(node.body, {}), ([], {})], scope) or through
        truth(evaluator, evaluator.evaluate(node.test, scope))
    reached = _come_out(evaluator, scope, outer) or through or not forever
    return evaluator.execute(node.orelse, scope) if reached else False


def _enter(evaluator: Evaluator) -> list[Names]:
    """Begin a loop; gives what is kept of the loop around it."""
    frame = evaluator.frames[-1]
    outer, frame.left, frame.ways_left = frame.left, [], frozenset()
    return outer


def leave(evaluator: Evaluator, _node: Any, scope: Scope) -> bool:
    """Leave a loop, or go on to its next item."""
    evaluator.frames[-1].left.append(dict(scope.names))
    evaluator.frames[-1].ways_left |= evaluator.ways
    return False


def _come_out(evaluator: Evaluator, scope: Scope, outer: list[Names]) -> bool:
    """Go on after a loop, wherever it was left; says whether it was left on the way."""
    frame = evaluator.frames[-1]
    left, frame.left = frame.left, outer
    for names in left:
        scope.names = alike(scope.names, names)
    evaluator.ways = evaluator.trace.few(evaluator.ways | frame.ways_left)
    return bool(left)


def comprehended(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    """What a comprehension makes."""
    born = evaluator.context
    made = Map(born=born) if isinstance(node, ast.DictComp) else Seq(born=born)
    _each(evaluator, node, node.generators, Scope({}, scope.module, scope), made, loose=False)
    return made


def _each(
    evaluator: Evaluator, node: Any, parts: list[Any], scope: Scope, made: Map | Seq, loose: bool
) -> None:
    """Put what each item makes; ``loose`` what may be there once, often or never."""
    if not parts:
        _gather(evaluator, node, scope, made, loose=loose)
        return
    items = items_of(evaluator, evaluator.evaluate(parts[0].iter, scope))
    known, may = _one_by_one(items)
    several = [(each, may) for each in known]
    if items.rest is not None:
        several.append((items.rest, True))
    for each, maybe in several:
        assign(evaluator, parts[0].target, each, scope)
        held = [truth(evaluator, evaluator.evaluate(test, scope)) for test in parts[0].ifs]
        if False in held:
            continue
        unsure = maybe or None in held
        if unsure and isinstance(made, Seq):
            made.maybe = True
        with evaluator.unsure() if unsure else nullcontext():
            _each(evaluator, node, parts[1:], scope, made, loose=loose or unsure)


def _gather(evaluator: Evaluator, node: Any, scope: Scope, made: Map | Seq, *, loose: bool) -> None:
    if isinstance(made, Map):
        key = evaluator.evaluate(node.key, scope)
        value = evaluator.evaluate(node.value, scope)
        if isinstance(key, Keys) and not made.entries:
            made.each = (key.part, value)
        else:
            keep(evaluator, made, key, value)
        return
    value = evaluator.evaluate(node.elt, scope)
    if loose:
        made.rest = either(made.rest, value)
    else:
        made.items.append(value)


def yielded(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    """Keep what a generator yields, which is followed to its end when it is called."""
    value = evaluator.evaluate(node.value, scope) if node.value is not None else NOTHING
    if not evaluator.frames:  # in a lambda
        return Opaque()
    frame = evaluator.frames[-1]
    made = frame.yielded = frame.yielded or Seq(maybe=True)
    if isinstance(node, ast.YieldFrom):
        items = items_of(evaluator, value)
        made.items += [each for each in items.items if each not in made.items]
        if items.rest is not None:
            made.rest = either(made.rest, items.rest)
    else:
        made.items.append(value)
    return Opaque()

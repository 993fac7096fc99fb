"""Loops: item by item where the items are known, else twice as what may be."""

from typing import Any

from analysis.code.combining import joined
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of
from analysis.code.operators import truth
from analysis.code.python.assigning import assign
from analysis.code.python.branches import alike, run_unsure
from analysis.code.values import Place, Scope, Value

_MOST_ITEMS = 32  # of a list that is gone through one by one


def follow_for(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    """Follow a loop over what is known or not; says whether its end is reached."""
    items = items_of(evaluator, evaluator.evaluate(node.iter, scope))
    several = items.items
    maybe = items.maybe
    if len(several) > _MOST_ITEMS:
        several, maybe = [joined(several)], True
    outer, frame = evaluator.frames[-1].left if evaluator.frames else [], evaluator.frames
    if frame:
        frame[-1].left = []
        frame[-1].ways_left = frozenset()
    reached = True
    for each in several:
        reached = _once(evaluator, node, each, scope, maybe=maybe or not reached) or maybe
        if not reached and not (frame and frame[-1].left):
            break
    if items.rest is not None:
        before, changes = dict(scope.names), evaluator.changes
        _once(evaluator, node, items.rest, scope, maybe=True)
        same = all(scope.names.get(name) is value for name, value in before.items())
        if not same or evaluator.changes != changes:  # what the first time leaves
            _once(evaluator, node, items.rest, scope, maybe=True)
        reached = True
    if frame:
        for names in frame[-1].left:
            scope.names = alike(scope.names, names)
            reached = True
        frame[-1].left = outer
        evaluator.ways = evaluator.trace.few(evaluator.ways | frame[-1].ways_left)
    return evaluator.execute(node.orelse, scope) if reached else False


def _once(evaluator: Evaluator, node: Any, each: Value, scope: Scope, *, maybe: bool) -> bool:
    evaluator.here = Place(scope.module, node.lineno)
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
    frame = evaluator.frames[-1] if evaluator.frames else None
    outer = frame.left if frame else []
    if frame:
        frame.left = []
        frame.ways_left = frozenset()
    through = False
    for _ in range(2):
        through = run_unsure(evaluator, [(node.body, {}), ([], {})], scope) or through
        truth(evaluator, evaluator.evaluate(node.test, scope))
    broken = bool(frame and frame.left)
    if frame:
        for names in frame.left:
            scope.names = alike(scope.names, names)
        frame.left = outer
        evaluator.ways = evaluator.trace.few(evaluator.ways | frame.ways_left)
    return evaluator.execute(node.orelse, scope) if through or broken or not forever else False


def leave(evaluator: Evaluator, _node: Any, scope: Scope) -> bool:
    """Leave a loop, or go on to its next item."""
    if evaluator.frames:
        evaluator.frames[-1].left.append(dict(scope.names))
        evaluator.frames[-1].ways_left |= evaluator.ways
    return False

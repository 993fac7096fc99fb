"""Generators, which are followed to their end when they are called."""

import ast
from typing import Any

from analysis.code.combining import joined
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of
from analysis.code.values import NOTHING, Opaque, Scope, Seq, Value


def yielded(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    """Keep what a generator yields, for whoever goes through it."""
    value = evaluator.evaluate(node.value, scope) if node.value is not None else NOTHING
    frame = evaluator.frames[-1] if evaluator.frames else None
    if frame is None:
        return Opaque()
    made = frame.yielded = frame.yielded or Seq(maybe=True)
    if isinstance(node, ast.YieldFrom):
        items = items_of(evaluator, value)
        made.items += [each for each in items.items if each not in made.items]
        if items.rest is not None:
            made.rest = joined((made.rest, items.rest)) if made.rest is not None else items.rest
    else:
        made.items.append(value)
    return Opaque()

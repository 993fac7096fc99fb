"""Functions and classes as they are defined: their decorators, their bases."""

import ast
from typing import Any

from analysis.fields.evaluation.combining import options
from analysis.fields.evaluation.evaluator import Evaluator
from analysis.fields.evaluation.state import Arguments
from analysis.fields.evaluation.values import Bound, Class, Function, Library, Object, Scope, Value

_KINDS = frozenset({"property", "cached_property", "classmethod", "staticmethod"})
_ROUTES = frozenset(
    {
        *("get", "post", "put", "patch", "delete", "head", "options", "route", "resolver"),
        *("on_publish", "on_subscribe", "exception_handler", "on_event", "middleware"),
        *("not_found", "register", "tool", "task", "command"),
    }
)
"""Decorators by which frameworks learn what to call."""
_BUILT_IN = ("Exception", "object", "dict", "str", "int", "list", "BaseException", "ValueError")


def function_of(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    """The function as its decorators leave it."""
    cls = scope.owner[1] if scope.is_class and scope.owner else None
    kinds = frozenset(_named(each) for each in node.decorator_list) & _KINDS
    function = Function(node, scope, cls, kinds)
    value: Value = function
    for decorator in reversed(node.decorator_list):
        if _named(decorator) in _KINDS:
            continue
        found = evaluator.evaluate(decorator, scope)
        if _routes(decorator) and not any(isinstance(e, Function) for e in options(found)):
            evaluator.routes.append(function)
        value = _decorated(evaluator, found, value)
    return value


def _decorated(evaluator: Evaluator, decorator: Value, value: Value) -> Value:
    if isinstance(decorator, Function | Object):
        return evaluator.call(decorator, Arguments([value]))
    if isinstance(decorator, Bound):
        return evaluator.call(decorator, Arguments([value]))
    return value


def _named(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _routes(decorator: ast.expr) -> bool:
    """Whether a framework will call what is decorated: ``@app.get("/orders")``."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in _ROUTES


def class_of(evaluator: Evaluator, node: ast.ClassDef, scope: Scope) -> Class:
    """A class, its body followed."""
    bases = [(each, evaluator.evaluate(each, scope)) for each in node.bases]
    above = tuple(one for _, each in bases for one in options(each) if isinstance(one, Class))
    outside = frozenset(_outside(written, each) for written, each in bases) - {""}
    body = Scope({}, scope.module, scope, is_class=True)
    cls = Class(node, scope, body, above, outside)
    body.owner = (cls, cls)
    evaluator.execute(node.body, body)
    for decorator in node.decorator_list:
        evaluator.evaluate(decorator, scope)
    return cls


def _outside(written: ast.expr, value: Value) -> str:
    if isinstance(value, Class):
        return ""
    if isinstance(value, Library):
        return value.dotted
    return _named(written) or "?"

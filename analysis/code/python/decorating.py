"""Functions and classes as they are defined: their decorators, their bases."""

import ast
from collections.abc import Iterator
from typing import Any

from analysis.code.classes import of_object
from analysis.code.combining import options
from analysis.code.evaluator import Evaluator
from analysis.code.state import Arguments
from analysis.code.values import (
    Bound,
    Class,
    Declared,
    External,
    Function,
    Object,
    Parameters,
    Scope,
    Value,
)

_KINDS = frozenset({"property", "cached_property", "classmethod", "staticmethod"})
_ROUTES = frozenset(
    {
        *("get", "post", "put", "patch", "delete", "head", "options", "route", "resolver"),
        *("on_publish", "on_subscribe", "exception_handler", "on_event", "middleware"),
        *("not_found", "register", "tool", "task", "command"),
    }
)
"""Decorators by which frameworks learn what to call."""
_ALIASES = ("alias", "validation_alias")


def function_of(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    """The function as its decorators leave it."""
    cls = scope.owner[1] if scope.is_class and scope.owner else None
    kinds = frozenset(_named(each) for each in node.decorator_list) & _KINDS
    function = made(node, node.name, scope, cls, kinds)
    if scope.parent is None:
        evaluator.trace.named[scope.module.name, node.name] = function
    value: Value = function
    for decorator in reversed(node.decorator_list):
        if _named(decorator) in _KINDS:
            continue
        found = evaluator.evaluate(decorator, scope)
        if not any(isinstance(e, Function) for e in options(found)):
            evaluator.routes += [function] if _routes(decorator) else []
            evaluator.trace.decorated.append((function, _texts(decorator)))
        value = _decorated(evaluator, found, value)
    return value


def made(
    node: Any,
    name: str,
    scope: Scope,
    cls: Class | None = None,
    kinds: frozenset[str] = frozenset(),
) -> Function:
    """The function that a definition or a lambda stands for."""
    brief = isinstance(node, ast.Lambda)
    told = scope.module.told
    if node not in told:
        told[node] = _parameters(node.args)
    return Function(node, name, node.lineno, told[node], node.body, scope, brief, cls, kinds)


def _parameters(taken: ast.arguments) -> Parameters:
    by_place = tuple(each.arg for each in (*taken.posonlyargs, *taken.args))
    by_name = tuple(each.arg for each in taken.kwonlyargs)
    rest, others = (each.arg if each else "" for each in (taken.vararg, taken.kwarg))
    named = zip(by_name, taken.kw_defaults, strict=True)
    defaults = dict(zip(by_place[::-1], taken.defaults[::-1], strict=False))
    defaults |= {name: node for name, node in named if node is not None}
    return Parameters(by_place, by_name, rest, others, defaults)


def _decorated(evaluator: Evaluator, decorator: Value, value: Value) -> Value:
    if isinstance(decorator, Function | Object | Bound):
        return evaluator.call(decorator, Arguments([value]))
    if isinstance(decorator, Class):
        instance = evaluator.call(decorator, Arguments([value]))
        if isinstance(instance, Object):
            called = of_object(evaluator, instance, "__call__")
            return instance if isinstance(called, Bound) else value
    return value


def _named(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _texts(decorator: ast.expr) -> frozenset[str]:
    written = (each.value for each in ast.walk(decorator) if isinstance(each, ast.Constant))
    return frozenset(each for each in written if isinstance(each, str))


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
    told = scope.module.told
    if node not in told:
        told[node] = tuple(_declared(node))
    cls = Class(node, node.name, scope, body, told[node], above, outside)
    body.owner = (cls, cls)
    evaluator.execute(node.body, body)
    for decorator in node.decorator_list:
        evaluator.evaluate(decorator, scope)
    return cls


def _outside(written: ast.expr, value: Value) -> str:
    if isinstance(value, Class):
        return ""
    if isinstance(value, External):
        return value.dotted
    return _named(written) or "?"


_MANY = ("list", "List", "Sequence", "Iterable", "set", "Set")


def _declared(node: ast.ClassDef) -> Iterator[Declared]:
    """The fields of a dataclass, a named tuple or a model; ``Field(alias="orderId")`` names one."""
    for each in node.body:
        match each:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=value):
                if _of_class_only(kind):
                    continue
                given = {one.arg: one.value for one in getattr(value, "keywords", ())}
                called = next((one for key in _ALIASES if (one := _text(given.get(key)))), name)
                factory = given.get("default_factory")
                default = factory or given.get("default") or value
                inner, many = _kind(kind)
                yield Declared(name, called, default, factory is not None, inner, many)


def _kind(node: ast.expr, *, many: bool = False) -> tuple[ast.expr | None, bool]:
    """The name of a type, or of each one's in a list of several: ``list[Line] | None``."""
    match node:
        case ast.Name():
            return node, many
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _kind(right if isinstance(left, ast.Constant) else left, many=many)
        case ast.Subscript(value=of, slice=inner) if _named(of) in _MANY:
            return _kind(inner, many=True)
        case ast.Subscript(value=of, slice=inner) if _named(of) == "Optional":
            return _kind(inner, many=many)
    return None, many


def _text(node: ast.expr | None) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _of_class_only(kind: ast.expr) -> bool:
    inner = kind.value if isinstance(kind, ast.Subscript) else kind
    if isinstance(inner, ast.Constant):
        return str(inner.value)[:80].rpartition(".")[2].startswith("ClassVar")
    return _named(inner) == "ClassVar"

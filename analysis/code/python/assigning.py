"""What assignments make of names, attributes and items."""

import ast

from analysis.code.combining import either, joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import item, items_of
from analysis.code.values import Class, Function, Known, Map, Object, Scope, Seq, Value


def assign(evaluator: Evaluator, target: ast.expr, value: Value, scope: Scope) -> None:
    """Let a target be a value."""
    match target:
        case ast.Name(id=name):
            bind(name, value, scope)
        case ast.Attribute(value=owner, attr=name):
            for each in options(evaluator.evaluate(owner, scope)):
                set_attribute(evaluator, each, name, value)
        case ast.Subscript(value=owner, slice=key):
            where = evaluator.evaluate(key, scope)
            for each in options(evaluator.evaluate(owner, scope)):
                evaluator.rules.put(evaluator, each, where, value)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            _unpack(evaluator, targets, value, scope)
        case ast.Starred(value=inner):
            assign(evaluator, inner, value, scope)


def bind(name: str, value: Value, scope: Scope) -> None:
    """Let a name be a value; one of another scope may still be what it was."""
    if name not in scope.outer:
        scope.names[name] = value
        return
    around = scope.parent
    while around is not None and name not in around.names and around.parent is not None:
        around = around.parent
    if around is not None:
        around.names[name] = either(around.names.get(name), value)


def set_attribute(evaluator: Evaluator, owner: Value, name: str, value: Value) -> None:
    """Let something have an attribute."""
    if isinstance(owner, Object):
        if owner.born != evaluator.context:
            evaluator.changes += 1
            value = either(owner.attributes.get(name), value)
        owner.attributes[name] = value
        if evaluator.here:
            owner.places[name] = evaluator.here
    elif isinstance(owner, Class):
        owner.body.names[name] = either(owner.body.names.get(name), value)
    elif isinstance(owner, Function):
        owner.own[name] = either(owner.own.get(name), value)
    elif isinstance(owner, Map):
        evaluator.put(owner, name, value)
    else:
        evaluator.use(value)


def _unpack(evaluator: Evaluator, targets: list[ast.expr], value: Value, scope: Scope) -> None:
    exact = isinstance(value, Seq) and not value.maybe and value.rest is None
    starred = any(isinstance(each, ast.Starred) for each in targets)
    for place, each in enumerate(targets):
        if starred or not (exact or not isinstance(value, Seq)):
            one = joined(items_of(evaluator, value).every())
            one = Seq(rest=one) if isinstance(each, ast.Starred) else one
        else:
            one = item(evaluator, value, Known(place))
        assign(evaluator, each, one, scope)

"""What JavaScript's own expressions come to; the others are as in Python."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from analysis.code.attributes import attribute
from analysis.code.combining import computed, joined, marks_of, options
from analysis.code.dictionaries import pour
from analysis.code.evaluator import Evaluator
from analysis.code.forking import one_of
from analysis.code.javascript.importing import module_of
from analysis.code.javascript.libraries import GLOBALS, made
from analysis.code.javascript.members import absent, indexed, member_of, or_else, there
from analysis.code.javascript.methods import is_method
from analysis.code.javascript.nodes import (
    Assigned,
    ClassLiteral,
    Coalesced,
    Doing,
    FunctionLiteral,
    Member,
    Names,
    New,
    Remainder,
    TooDeep,
    TypeOf,
)
from analysis.code.messages import items_of, keys_of
from analysis.code.operators import known_truth, truth
from analysis.code.python.assigning import assign
from analysis.code.python.decorating import class_of
from analysis.code.python.expressions import EXPRESSIONS, bound_to, called, evaluate, super_in
from analysis.code.python.passing import arguments_of
from analysis.code.state import Arguments, Ways
from analysis.code.texts import texts_of
from analysis.code.values import (
    NOTHING,
    Bound,
    Class,
    External,
    Function,
    Input,
    Keys,
    Known,
    Map,
    Method,
    Object,
    Opaque,
    Scope,
    Seq,
    Super,
    Value,
    is_called,
    place_at,
)


def _at(evaluator: Evaluator, node: Any, scope: Scope) -> None:
    evaluator.here = place_at(scope.module, node.lineno)


def _name(_evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    found = bound_to(node.id, scope)
    if found is not None:
        return found
    if node.id == "undefined":
        return NOTHING
    return External(node.id) if node.id in GLOBALS else Opaque()


def _member(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    value = evaluate(evaluator, node.value, scope)
    _at(evaluator, node, scope)
    return member_of(evaluator, value, node.attr)


def _subscript(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    value = evaluate(evaluator, node.value, scope)
    if isinstance(node.slice, ast.Slice):
        several = items_of(evaluator, value)
        exact = several.rest is None and not several.maybe
        start = getattr(node.slice.lower, "value", 0)
        return Seq(several.items[start:] if exact else several.items, several.rest, not exact)
    key = evaluate(evaluator, node.slice, scope)
    _at(evaluator, node, scope)
    return indexed(evaluator, value, key)


def _function(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    cls = scope.owner[1] if scope.is_class and scope.owner else None
    made_of = Function(
        node, node.name, node.lineno, node.parameters, node.body, scope, cls=cls, kinds=node.kinds
    )
    if scope.parent is None and node.name:
        evaluator.trace.named.setdefault((scope.module.name, node.name), made_of)
    return made_of


def _class(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    return class_of(evaluator, node, scope)


def _object(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    """A dictionary; a method in it knows it."""
    found = EXPRESSIONS[ast.Dict](evaluator, node, scope)
    if isinstance(found, Map):
        for key, each in found.entries.items():
            method = isinstance(each, Function) and each.parameters.by_place[:1] == ("this",)
            if isinstance(each, Function) and method and "property" not in each.kinds:
                found.entries[key] = Bound(each, (found,))
    return found


def _call(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    if isinstance(node.func, Member):
        owner = evaluate(evaluator, node.func.value, scope)
        arguments = arguments_of(evaluator, node, scope)
        _at(evaluator, node.func, scope)
        evaluator.word(node.func.attr)
        callee: Value = joined(_callee(evaluator, each, node.func.attr) for each in there(owner))
    else:
        callee = evaluate(evaluator, node.func, scope)
        arguments = arguments_of(evaluator, node, scope)
        if is_called(callee, "super"):
            return super_in(scope)
        if is_called(callee, "require"):
            return _required(evaluator, arguments, scope)
        _at(evaluator, node, scope)
        evaluator.word(getattr(node.func, "id", ""))
    return called(evaluator, joined(there(callee)), arguments)


def _required(evaluator: Evaluator, arguments: Arguments, scope: Scope) -> Value:
    named = [each for each in texts_of(arguments.get("", 0)) if isinstance(each, str)]
    if not named:
        evaluator.miss("it imports what is known only then")
        return Opaque()
    return joined(module_of(evaluator, each, scope) for each in named)


def _callee(evaluator: Evaluator, owner: Value, name: str) -> Value:
    """What ``owner.name(…)`` calls: what is there under the name, or else a method of its kind."""
    own = owner.entries if isinstance(owner, Map) else getattr(owner, "own", ())
    if name in own:
        return member_of(evaluator, owner, name)
    if isinstance(owner, Object | Class | Super):
        return attribute(evaluator, owner, name)
    if isinstance(owner, External):
        return member_of(evaluator, owner, name) if not is_method(name) else Method(owner, name)
    return Method(owner, name)


def _new(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    callee = evaluate(evaluator, node.func, scope)
    arguments = arguments_of(evaluator, node, scope)
    _at(evaluator, node, scope)
    here = evaluator.here
    several = there(callee)
    found = one_of(
        evaluator, several, lambda each: made(evaluator, each, arguments), sure=len(several) == 1
    )
    evaluator.here = here
    return found


def _assigned(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    value = evaluate(evaluator, node.value, scope)
    assign(evaluator, node.target, value, scope)
    return value


def _coalesced(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    value = evaluate(evaluator, node.value, scope)
    return or_else(value, lambda: evaluate(evaluator, node.other, scope))


def _either(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    found: list[Value] = []
    stops = isinstance(node.op, ast.Or)
    ways: Ways = frozenset()
    for place, each in enumerate(node.values):
        ways |= evaluator.ways if found else frozenset()
        value = evaluate(evaluator, each, scope)
        last = place == len(node.values) - 1
        if stops and not last and all(map(absent, options(value))):
            continue
        holds = truth(evaluator, value)
        if last or holds is stops:
            found.append(value)
            break
        if holds is None:
            kept = [one for one in options(value) if known_truth(evaluator, one) is not (not stops)]
            found.append(joined(one for one in kept if not (stops and absent(one))))
    evaluator.ways |= ways
    return joined(found)


def _remainder(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    rest = Map(born=evaluator.context)
    for each in there(evaluate(evaluator, node.value, scope)):
        pour(evaluator, rest, each)
    for name in node.taken:
        rest.entries.pop(name, None)
    return rest


def _names(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    value = evaluate(evaluator, node.value, scope)
    return joined(_names_of(evaluator, each) for each in there(value))


def _names_of(evaluator: Evaluator, value: Value) -> Value:
    if isinstance(value, Map):
        return keys_of(value)
    if isinstance(value, Input):
        return Keys(value)
    items = items_of(evaluator, value) if isinstance(value, Seq) else Seq(rest=Opaque())
    rest = Opaque(computed(marks_of(value))) if items.rest is not None else None
    return Seq([Known(each) for each in range(len(items.items))], rest, items.maybe)


def _type_of(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    value = evaluate(evaluator, node.value, scope)
    kinds = {_kind(each) for each in options(value)}
    if len(kinds) == 1 and (kind := kinds.pop()):
        return Known(kind)
    return evaluator.made_of(value)


_KINDS = {bool: "boolean", str: "string", int: "number", float: "number", type(None): "undefined"}


def _kind(value: Value) -> str:
    if isinstance(value, Known):
        return _KINDS.get(type(value.value), "")
    if isinstance(value, Map | Seq | Object):
        return "object"
    return "function" if isinstance(value, Function | Bound | Class) else ""


def _doing(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    evaluator.execute(node.statements, scope)
    return evaluate(evaluator, node.value, scope)


def _too_deep(evaluator: Evaluator, _node: Any, _scope: Scope) -> Value:
    evaluator.lost = True
    return Opaque()


OWN: Mapping[type[ast.expr], Callable[[Evaluator, Any, Scope], Value]] = {
    ast.Name: _name,
    ast.Subscript: _subscript,
    ast.Dict: _object,
    ast.Call: _call,
    ast.BoolOp: _either,
    Member: _member,
    New: _new,
    FunctionLiteral: _function,
    ClassLiteral: _class,
    Assigned: _assigned,
    Coalesced: _coalesced,
    Remainder: _remainder,
    Names: _names,
    TypeOf: _type_of,
    Doing: _doing,
    TooDeep: _too_deep,
}

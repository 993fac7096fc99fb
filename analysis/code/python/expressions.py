"""What every kind of expression comes to."""

import ast
from collections.abc import Callable
from typing import Any

from analysis.code.attributes import attribute
from analysis.code.combining import computed, joined, marks_of, options
from analysis.code.dictionaries import keep, pour, spread
from analysis.code.evaluator import DEEPEST, Evaluator
from analysis.code.forking import one_of
from analysis.code.messages import item
from analysis.code.operators import LONGEST, binary, compared, known_truth, negated, truth
from analysis.code.python.answers import variable
from analysis.code.python.assigning import assign
from analysis.code.python.decorating import made
from analysis.code.python.libraries import BUILTINS
from analysis.code.python.loops import comprehended, yielded
from analysis.code.python.passing import arguments_of
from analysis.code.python.paths import appended, below, of_path, own_file
from analysis.code.python.spelling import OPERATORS
from analysis.code.state import Arguments, Exhausted, Ways
from analysis.code.texts import put_together
from analysis.code.values import (
    External,
    Input,
    Known,
    Map,
    Opaque,
    Scope,
    Seq,
    Super,
    Value,
    is_called,
    place_at,
)

_COLLECTIONS = (Seq, Map)  # a union would be made anew for each expression
_PLAIN = (str, int)


def evaluate(evaluator: Evaluator, node: ast.expr, scope: Scope) -> Value:
    """What an expression may come to; one nested too deep counts as unknown."""
    evaluator.left -= 1  # a step, spelled out: no other place is passed as often
    if evaluator.left < 0:
        raise Exhausted
    if evaluator.depth >= DEEPEST:
        evaluator.lost = True
        return Opaque()
    evaluator.depth += 1
    try:
        kind = type(node)
        value = evaluator.rules.expressions.get(kind, _others)(evaluator, node, scope)
        if isinstance(value, _COLLECTIONS):
            evaluator.weigh(value, made=kind is not ast.Name)
        return value
    finally:
        evaluator.depth -= 1


def _others(evaluator: Evaluator, node: ast.expr, scope: Scope) -> Value:
    children = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]
    return evaluator.made_of(*(evaluate(evaluator, each, scope) for each in children))


def _constant(evaluator: Evaluator, node: Any, _scope: Scope) -> Value:
    if isinstance(node.value, str):
        evaluator.word(node.value)
    return Known(node.value)


def bound_to(name: str, scope: Scope) -> Value | None:
    """What a name is in a scope, or in one around it; None where it is in none."""
    around: Scope | None = scope
    while around is not None:
        if name in around.names and (around is scope or not around.is_class):
            return around.names[name]
        around = around.parent
    return None


def _name(_evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    found = bound_to(node.id, scope)
    if found is not None:
        return found
    if node.id == "__file__":
        return own_file(scope.module.path)
    return External(node.id) if node.id in BUILTINS else Opaque()


def _at(evaluator: Evaluator, node: Any, scope: Scope) -> None:
    evaluator.here = place_at(scope.module, node.lineno)


def _attribute(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    value = evaluate(evaluator, node.value, scope)
    _at(evaluator, node, scope)
    found = [
        of_path(each, node.attr) or attribute(evaluator, each, node.attr) for each in options(value)
    ]
    return joined(found)


def _subscript(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    value = evaluate(evaluator, node.value, scope)
    if isinstance(node.slice, ast.Slice):
        for each in (node.slice.lower, node.slice.upper, node.slice.step):
            if each is not None:
                evaluator.use(evaluate(evaluator, each, scope))
        return joined(_slice(evaluator, each) for each in options(value))
    key = evaluate(evaluator, node.slice, scope)
    _at(evaluator, node, scope)
    if any(is_called(each, "os.environ") for each in options(value)):
        return variable(evaluator, key)
    return item(evaluator, value, key)


def _slice(evaluator: Evaluator, value: Value) -> Value:
    if isinstance(value, Seq):
        return Seq(list(value.items), value.rest, maybe=True)
    return value if isinstance(value, Input | External) else evaluator.made_of(value)


def _call(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    callee = evaluate(evaluator, node.func, scope)
    arguments = arguments_of(evaluator, node, scope)
    if is_called(callee, "super") and not arguments.positional:
        return super_in(scope)
    _at(evaluator, node, scope)
    evaluator.word(getattr(node.func, "attr", getattr(node.func, "id", "")))
    return called(evaluator, callee, arguments)


def called(evaluator: Evaluator, callee: Value, arguments: Arguments) -> Value:
    """What a call gives; what comes after it is where the call is."""
    here = evaluator.here
    found = evaluator.call(callee, arguments)
    evaluator.here = here
    return found


def super_in(scope: Scope) -> Value:
    """What super means in a scope: the base of the class whose method is around it."""
    around: Scope | None = scope
    while around is not None and around.owner is None:
        around = around.parent
    return Super(*around.owner) if around and around.owner else Opaque()


def _list(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    made = Seq(born=evaluator.context)
    for each in node.elts:
        if isinstance(each, ast.Starred):
            spread(evaluator, made, evaluate(evaluator, each.value, scope))
        else:
            made.items.append(evaluate(evaluator, each, scope))
    return made


def _dict(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    made = Map(born=evaluator.context)
    for key, each in zip(node.keys, node.values, strict=True):
        value = evaluate(evaluator, each, scope)
        if key is None:
            for one in options(value):
                pour(evaluator, made, one)
        else:
            place = place_at(scope.module, each.lineno)
            keep(evaluator, made, evaluate(evaluator, key, scope), value, place)
    return made


def _formatted(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    values = [evaluate(evaluator, each, scope) for each in node.values]
    known = [str(e.value) for e in values if isinstance(e, Known) and isinstance(e.value, _PLAIN)]
    if len(known) == len(values) and sum(map(len, known)) < LONGEST:
        return Known("".join(known), computed(marks_of(*values)))
    return appended(values) or put_together(values)


def _inner(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    return evaluate(evaluator, node.value, scope)


def _binary(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    left, right = evaluate(evaluator, node.left, scope), evaluate(evaluator, node.right, scope)
    path = below(left, right) if isinstance(node.op, ast.Div) else appended((left, right))
    return path or binary(evaluator, OPERATORS.get(type(node.op), ""), left, right)


def _either(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    found: list[Value] = []
    stops = isinstance(node.op, ast.Or)
    ways: Ways = frozenset()
    for place, each in enumerate(node.values):
        ways |= evaluator.ways if found else frozenset()
        value = evaluate(evaluator, each, scope)
        holds = truth(evaluator, value)
        if place == len(node.values) - 1 or holds is stops:
            found.append(value)
            break
        if holds is None:
            found.append(_that(evaluator, value, holds=stops))
    evaluator.ways |= ways
    return joined(found)


def _that(evaluator: Evaluator, value: Value, *, holds: bool) -> Value:
    """Of what a value may be, what may hold (or not)."""
    kept = [each for each in options(value) if known_truth(evaluator, each) is not (not holds)]
    return joined(kept)


def _compare(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    values = [evaluate(evaluator, each, scope) for each in (node.left, *node.comparators)]
    _at(evaluator, node, scope)
    if len(node.ops) > 1:
        return evaluator.made_of(*values)
    found = compared(evaluator, OPERATORS[type(node.ops[0])], values[0], values[1])
    if isinstance(node.ops[0], ast.Eq | ast.In):
        evaluator.decided(known_truth(evaluator, found), values[0], values[1])
    return found


def _unary(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    value = evaluate(evaluator, node.operand, scope)
    if isinstance(node.op, ast.Not):
        return negated(evaluator, value)
    if isinstance(value, Known) and isinstance(node.op, ast.USub):
        number = value.value
        return Known(-number, value.marks) if isinstance(number, int | float) else Opaque()
    return evaluator.made_of(value)


def _conditional(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    holds = truth(evaluator, evaluate(evaluator, node.test, scope))
    sides = [node.body] if holds else [node.orelse] if holds is False else [node.body, node.orelse]
    return one_of(evaluator, sides, lambda each: evaluate(evaluator, each, scope), sure=True)


def _named(evaluator: Evaluator, node: Any, scope: Scope) -> Value:
    value = evaluate(evaluator, node.value, scope)
    assign(evaluator, node.target, value, scope)
    return value


EXPRESSIONS: dict[type[ast.expr], Callable[[Evaluator, Any, Scope], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.List: _list,
    ast.Tuple: _list,
    ast.Set: _list,
    ast.Dict: _dict,
    ast.ListComp: comprehended,
    ast.SetComp: comprehended,
    ast.GeneratorExp: comprehended,
    ast.DictComp: comprehended,
    ast.JoinedStr: _formatted,
    ast.FormattedValue: _inner,
    ast.Await: _inner,
    ast.Starred: _inner,
    ast.BinOp: _binary,
    ast.BoolOp: _either,
    ast.Compare: _compare,
    ast.UnaryOp: _unary,
    ast.IfExp: _conditional,
    ast.NamedExpr: _named,
    ast.Lambda: lambda _, node, scope: made(node, "", scope),
    ast.Yield: yielded,
    ast.YieldFrom: yielded,
}

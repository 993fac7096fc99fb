"""What an expression may come to; all that it calls on the way is followed."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from analysis.extract.code.assigning import assign
from analysis.extract.code.atoms import (
    UNKNOWN,
    Arguments,
    Atom,
    Collection,
    Function,
    Name,
    Scope,
    Super,
    Text,
    Value,
    merged,
)
from analysis.extract.code.externals import BUILTINS, escaped, variable
from analysis.extract.code.machine import Machine
from analysis.extract.code.methods import copied, item, items_of, keys_of, store, texts_of
from analysis.source.values import Unknown


def evaluate(machine: Machine, node: ast.expr, scope: Scope) -> Value:
    """What an expression may come to; nothing is known of one nested too deep."""
    if not machine.step():
        return UNKNOWN
    machine.depth += 1
    try:
        rule = _RULES.get(type(node))
        return rule(machine, node, scope) if rule else _others(machine, node, scope)
    finally:
        machine.depth -= 1


def _others(machine: Machine, node: ast.expr, scope: Scope) -> Value:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            evaluate(machine, child, scope)
    return UNKNOWN


def _constant(_machine: Machine, node: Any, _scope: Scope) -> Value:
    return (Text(node.value),) if isinstance(node.value, str) else UNKNOWN


def _name(_machine: Machine, node: Any, scope: Scope) -> Value:
    found = scope.found(node.id)
    if found is not None:
        return found
    return (Name(node.id),) if node.id in BUILTINS else UNKNOWN


def _attribute(machine: Machine, node: Any, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope)
    return merged(*(machine.attribute(atom, node.attr) for atom in value))


def _subscript(machine: Machine, node: Any, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope)
    if isinstance(node.slice, ast.Slice):  # a part of a list holds the same
        _others(machine, node.slice, scope)
        return tuple(atom for atom in value if isinstance(atom, Collection))
    key = index(machine, node.slice, scope)
    found: list[Value] = []
    for atom in value:
        if atom == Name("os.environ"):
            found.append(variable(machine, key))
        elif isinstance(atom, Collection):
            found += [item(machine, atom, each) for each in keys_of(key)]
        elif isinstance(atom, Text) and not isinstance(atom.value, str):
            found.append((atom,))
    return merged(*found)


def index(machine: Machine, node: ast.expr, scope: Scope) -> Value:
    """What a subscript's key may be; a number as what a list's items are kept under."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return (Text(f"#{node.value}"),)
    return evaluate(machine, node, scope)


def _call(machine: Machine, node: Any, scope: Scope) -> Value:
    callee = evaluate(machine, node.func, scope)
    arguments = _arguments(machine, node, scope)
    if callee == (Name("super"),):
        owner = _method(scope).owner
        return (Super(*owner),) if owner else UNKNOWN
    if not callee:
        return escaped(machine, arguments, node, scope)
    return merged(*(machine.call(atom, arguments, node, scope) for atom in callee))


def _method(scope: Scope) -> Scope:
    while scope.owner is None and scope.parent is not None:
        scope = scope.parent
    return scope


def _arguments(machine: Machine, node: ast.Call, scope: Scope) -> Arguments:
    positional: list[Value] = []
    rest: list[Value] = []
    for each in node.args:
        if isinstance(each, ast.Starred):
            rest.append(items_of(machine, evaluate(machine, each.value, scope)))
        else:
            positional.append(evaluate(machine, each, scope))
    keywords: list[tuple[str, Value]] = []
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, scope)
        if keyword.arg is not None:
            keywords.append((keyword.arg, value))
        else:
            keywords += _unpacked(machine, value)
    return Arguments(tuple(positional), tuple(keywords), merged(*rest))


def _unpacked(machine: Machine, value: Value) -> Iterator[tuple[str, Value]]:
    for atom in value:
        if isinstance(atom, Collection):
            for key in machine.keys(atom):
                if key.startswith("["):
                    yield key[1:-1], machine.get(atom, key)


def _list(machine: Machine, node: Any, scope: Scope) -> Value:
    made = machine.collection((node, scope.site))
    for place, each in enumerate(node.elts):
        if isinstance(each, ast.Starred):
            value = items_of(machine, evaluate(machine, each.value, scope))
            machine.put(made, "*", value)
        else:
            machine.put(made, f"[#{place}]", evaluate(machine, each, scope))
    return (made,)


def _dict(machine: Machine, node: Any, scope: Scope) -> Value:
    made = machine.collection((node, scope.site))
    for key, each in zip(node.keys, node.values, strict=True):
        value = evaluate(machine, each, scope)
        if key is not None:
            store(machine, made, evaluate(machine, key, scope), value)
            continue
        for atom in value:
            if isinstance(atom, Collection):
                copied(machine, atom, made)
    return (made,)


def _comprehension(machine: Machine, node: Any, scope: Scope) -> Value:
    inner = Scope({}, scope.module, scope, site=scope.site)
    for part in node.generators:
        assign(machine, part.target, items_of(machine, evaluate(machine, part.iter, inner)), inner)
        for condition in part.ifs:
            evaluate(machine, condition, inner)
    made = machine.collection((node, scope.site))
    if isinstance(node, ast.DictComp):
        key = evaluate(machine, node.key, inner)
        store(machine, made, key, evaluate(machine, node.value, inner))
    else:
        machine.put(made, "*", evaluate(machine, node.elt, inner))
    return (made,)


def _formatted(machine: Machine, node: Any, scope: Scope) -> Value:
    return texts_of([evaluate(machine, each, scope) for each in node.values])


def _inner(machine: Machine, node: Any, scope: Scope) -> Value:
    return evaluate(machine, node.value, scope)


def _binary(machine: Machine, node: Any, scope: Scope) -> Value:
    left, right = evaluate(machine, node.left, scope), evaluate(machine, node.right, scope)
    texts = any(isinstance(each, Text) for each in (*left, *right))
    if isinstance(node.op, ast.Add) and texts:
        return texts_of([left, right])
    return merged(left, right) if isinstance(node.op, ast.Add | ast.BitOr) else UNKNOWN


def _either(machine: Machine, node: Any, scope: Scope) -> Value:
    found: list[Value] = []
    for each in node.values:
        found.append(evaluate(machine, each, scope))
        if isinstance(node.op, ast.Or) and found[-1] and all(map(_holds, found[-1])):
            break
    return merged(*found)


def _holds(atom: Atom) -> bool:
    """Whether something is a text that is there, so that what follows ``or`` does not count."""
    return isinstance(atom, Text) and not isinstance(atom.value, Unknown) and bool(atom.value)


def _conditional(machine: Machine, node: Any, scope: Scope) -> Value:
    evaluate(machine, node.test, scope)
    return merged(evaluate(machine, node.body, scope), evaluate(machine, node.orelse, scope))


def _named(machine: Machine, node: Any, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope)
    assign(machine, node.target, value, scope)
    return value


def _lambda(_machine: Machine, node: Any, scope: Scope) -> Value:
    return (Function(node, scope),)


def _yield(machine: Machine, node: Any, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope) if node.value is not None else UNKNOWN
    if isinstance(node, ast.YieldFrom):
        value = items_of(machine, value)
    if machine.frames:
        frame = machine.frames[-1]
        frame.generates = True
        frame.yielded = merged(frame.yielded, value)
    return UNKNOWN


_RULES: dict[type[ast.expr], Callable[[Machine, Any, Scope], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.List: _list,
    ast.Tuple: _list,
    ast.Set: _list,
    ast.Dict: _dict,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.JoinedStr: _formatted,
    ast.FormattedValue: _inner,
    ast.Await: _inner,
    ast.Starred: _inner,
    ast.BinOp: _binary,
    ast.BoolOp: _either,
    ast.IfExp: _conditional,
    ast.NamedExpr: _named,
    ast.Lambda: _lambda,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
}

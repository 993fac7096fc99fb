"""Following statements: both ways of every branch, every loop once."""

import ast
from collections.abc import Callable
from typing import Any

from analysis.extract.code.assigning import assign, bind
from analysis.extract.code.atoms import (
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    Collection,
    Function,
    Handle,
    Instance,
    Name,
    Scope,
    Value,
    merged,
)
from analysis.extract.code.imports import imported, imported_from
from analysis.extract.code.machine import Machine
from analysis.extract.code.methods import is_empty, items_of

_TESTS_NOT_MET = ("__name__", "TYPE_CHECKING")
_ROUTES = frozenset(
    {
        *("get", "post", "put", "patch", "delete", "head", "options", "route", "resolver"),
        *("on_publish", "on_subscribe", "exception_handler", "on_event", "middleware"),
        *("not_found", "register", "tool", "task", "command"),
    }
)
"""Decorators by which frameworks learn what to call."""


def execute(machine: Machine, body: list[ast.stmt], scope: Scope) -> None:
    """Follow statements, one after the other."""
    if machine.step():
        machine.depth += 1
        for statement in body:
            machine.step()
            _RULES.get(type(statement), _others)(machine, statement, scope)
        machine.depth -= 1


def _others(machine: Machine, node: Any, scope: Scope) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            machine.evaluate(child, scope)


def _branch(machine: Machine, body: list[ast.stmt], scope: Scope) -> None:
    machine.branches += 1
    execute(machine, body, scope)
    machine.branches -= 1


def _assignment(machine: Machine, node: Any, scope: Scope) -> None:
    value = machine.evaluate(node.value, scope) if node.value else UNKNOWN
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        assign(machine, target, value, scope)


def _augmented(machine: Machine, node: Any, scope: Scope) -> None:
    before = machine.evaluate(node.target, scope)
    value = machine.evaluate(node.value, scope)
    for atom in before:
        if isinstance(atom, Collection):
            machine.put(atom, "*", items_of(machine, value))
    assign(machine, node.target, merged(before, value), scope)


def _function(machine: Machine, node: Any, scope: Scope) -> None:
    cls = scope.owner[1] if scope.is_class and scope.owner else None
    function = Function(node, scope, cls)
    value: Value = (function,)
    for decorator in reversed(node.decorator_list):
        found = machine.evaluate(decorator, scope)
        wrapped = [
            machine.call(atom, Arguments((value,)), decorator, scope)
            for atom in found
            if isinstance(atom, Function | Bound | Instance)
        ]
        if not found and _routes(decorator):
            machine.roots.append((function, scope))
        value = merged(*wrapped) or value
    bind(machine, node.name, value, scope)


def _routes(decorator: ast.expr) -> bool:
    """Whether a framework will call what is decorated: ``@app.get("/orders")``."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in _ROUTES


def _class(machine: Machine, node: Any, scope: Scope) -> None:
    cls = Class(node, scope)
    machine.bases[node] = merged(*(machine.evaluate(each, scope) for each in node.bases))
    body = Scope({}, scope.module, scope, owner=(cls, cls), is_class=True, site=scope.site)
    machine.bodies[node] = body
    branches, machine.branches = machine.branches, 0
    execute(machine, node.body, body)
    machine.branches = branches
    for decorator in node.decorator_list:
        machine.evaluate(decorator, scope)
    bind(machine, node.name, (cls,), scope)


def _return(machine: Machine, node: Any, scope: Scope) -> None:
    if node.value is not None:
        value = machine.evaluate(node.value, scope)
        if machine.frames:
            frame = machine.frames[-1]
            frame.returned = merged(frame.returned, value)


def _if(machine: Machine, node: Any, scope: Scope) -> None:
    machine.evaluate(node.test, scope)
    if not _never(node.test):
        _branch(machine, node.body, scope)
    _branch(machine, node.orelse, scope)


def _never(test: ast.expr) -> bool:
    """Whether a test does not hold on Lambda: ``__name__ == "__main__"``, TYPE_CHECKING."""
    subject = test.left if isinstance(test, ast.Compare) else test
    name = subject.attr if isinstance(subject, ast.Attribute) else getattr(subject, "id", "")
    return name in _TESTS_NOT_MET


def _for(machine: Machine, node: Any, scope: Scope) -> None:
    iterated = machine.evaluate(node.iter, scope)
    value = items_of(machine, iterated)
    if iterated and all(is_empty(machine, atom) for atom in iterated):
        return
    machine.branches += 1
    assign(machine, node.target, value, scope)
    execute(machine, node.body, scope)
    execute(machine, node.orelse, scope)
    machine.branches -= 1


def _while(machine: Machine, node: Any, scope: Scope) -> None:
    machine.evaluate(node.test, scope)
    _branch(machine, node.body, scope)
    _branch(machine, node.orelse, scope)


def _with(machine: Machine, node: Any, scope: Scope) -> None:
    for entered in node.items:
        value = machine.evaluate(entered.context_expr, scope)
        if entered.optional_vars is not None:
            given = merged(*(_entered(machine, atom, node, scope) for atom in value))
            assign(machine, entered.optional_vars, given, scope)
    execute(machine, node.body, scope)


def _entered(machine: Machine, atom: Any, node: ast.AST, scope: Scope) -> Value:
    """What ``with x as y`` gives y: what x's own method says, or x itself."""
    if isinstance(atom, Handle | Name):
        return (atom,)
    if isinstance(atom, Collection):  # a function with @contextmanager
        return items_of(machine, (atom,))
    entering = merged(*(machine.attribute(atom, name) for name in ("__enter__", "__aenter__")))
    found = [machine.call(each, Arguments(), node, scope) for each in entering]
    return merged(*found) or (atom,)


def _try(machine: Machine, node: Any, scope: Scope) -> None:
    execute(machine, node.body, scope)
    for handler in node.handlers:
        _branch(machine, handler.body, scope)
    _branch(machine, node.orelse, scope)
    execute(machine, node.finalbody, scope)


def _match(machine: Machine, node: Any, scope: Scope) -> None:
    subject = machine.evaluate(node.subject, scope)
    for case in node.cases:
        for part in ast.walk(case.pattern):
            name = getattr(part, "name", None) or getattr(part, "rest", None)
            if isinstance(part, ast.MatchAs | ast.MatchStar | ast.MatchMapping) and name:
                outermost = part is case.pattern
                assign(machine, ast.Name(id=name), subject if outermost else UNKNOWN, scope)
        if case.guard is not None:
            machine.evaluate(case.guard, scope)
        _branch(machine, case.body, scope)


def _outer(_machine: Machine, node: Any, scope: Scope) -> None:
    scope.outer.update(node.names)


def _import(machine: Machine, node: Any, scope: Scope) -> None:
    for name, value in imported(machine, node):
        bind(machine, name, value, scope)


def _import_from(machine: Machine, node: Any, scope: Scope) -> None:
    for name, value in imported_from(machine, node, scope.module):
        bind(machine, name, value, scope)


_RULES: dict[type[ast.stmt], Callable[[Machine, Any, Scope], None]] = {
    ast.Assign: _assignment,
    ast.AnnAssign: _assignment,
    ast.AugAssign: _augmented,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Return: _return,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
    ast.Global: _outer,
    ast.Nonlocal: _outer,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
}

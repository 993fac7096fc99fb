"""Following statements: what is sure is done; what may be is done and takes nothing away."""

import ast
from collections.abc import Callable
from typing import Any

from analysis.code.classes import in_class
from analysis.code.combining import joined, options
from analysis.code.dictionaries import pour, take_out
from analysis.code.evaluator import Evaluator
from analysis.code.forking import Fork, alike
from analysis.code.messages import item
from analysis.code.operators import binary, truth
from analysis.code.python.assigning import assign, bind
from analysis.code.python.branches import narrowed, run_unsure
from analysis.code.python.decorating import class_of, function_of
from analysis.code.python.importing import follow_import, follow_import_from
from analysis.code.python.loops import follow_for, follow_while, leave
from analysis.code.python.matching import follow_match
from analysis.code.python.spelling import OPERATORS
from analysis.code.state import Arguments
from analysis.code.values import (
    NEVER,
    NOTHING,
    Class,
    External,
    Known,
    Map,
    Object,
    Opaque,
    Scope,
    Seq,
    Value,
    place_at,
)

_TESTS_NOT_MET = ("__name__", "TYPE_CHECKING")


def execute(evaluator: Evaluator, body: list[ast.stmt], scope: Scope) -> bool:
    """Follow statements, one after the other; says whether what is after them is reached."""
    if not evaluator.step():
        evaluator.lost = True
        return True
    evaluator.depth += 1
    try:
        for statement in body:
            evaluator.step()
            evaluator.here = place_at(scope.module, statement.lineno)
            rule = evaluator.rules.statements.get(type(statement), _others)
            if not rule(evaluator, statement, scope):
                return False
        return True
    finally:
        evaluator.depth -= 1


def _others(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            evaluator.evaluate(child, scope)
    return True


def _expression(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    return evaluator.evaluate(node.value, scope) is not NEVER


def _assignment(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    if node.value is None:
        return True
    value = evaluator.evaluate(node.value, scope)
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        assign(evaluator, target, value, scope)
    return value is not NEVER


def _augmented(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    before = evaluator.evaluate(node.target, scope)
    value = evaluator.evaluate(node.value, scope)
    if isinstance(before, Map) and isinstance(node.op, ast.BitOr):
        for each in options(value):
            pour(evaluator, before, each)
        return True
    made = binary(evaluator, OPERATORS.get(type(node.op), ""), before, value)
    assign(evaluator, node.target, made, scope)
    return True


def _delete(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            owner = evaluator.evaluate(target.value, scope)
            key = evaluator.evaluate(target.slice, scope)
            take_out(evaluator, owner, key)
    return True


def _definition(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    made = class_of if isinstance(node, ast.ClassDef) else function_of
    bind(node.name, made(evaluator, node, scope), scope)
    return True


def _return(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    value = evaluator.evaluate(node.value, scope) if node.value is not None else NOTHING
    frame = evaluator.frames[-1]
    frame.returned.append(value)
    frame.ways |= evaluator.ways
    return False


def _raise(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    here = evaluator.here
    value = evaluator.evaluate(node.exc, scope) if node.exc is not None else None
    for each in options(value) if value is not None else ():
        cls = each.cls if isinstance(each, Object) else each
        if isinstance(cls, Class) and here:
            evaluator.raised.setdefault(cls.name, here)
        elif isinstance(cls, External) and here:
            name = cls.dotted.removesuffix("()").rpartition(".")[2]
            evaluator.raised.setdefault(name, here)
    return False


def _if(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    if _never(node.test):
        return execute(evaluator, node.orelse, scope)
    evaluator.decisive = False
    holds = truth(evaluator, evaluator.evaluate(node.test, scope))
    if holds is not None:
        with evaluator.reacting(holds and evaluator.decisive):
            return execute(evaluator, node.body if holds else node.orelse, scope)
    yes, no = narrowed(evaluator, node.test, scope)
    return run_unsure(evaluator, [(node.body, yes), (node.orelse, no)], scope)


def _never(test: ast.expr) -> bool:
    """Whether a test does not hold on Lambda: ``__name__ == "__main__"``, TYPE_CHECKING."""
    subject = test.left if isinstance(test, ast.Compare) else test
    name = subject.attr if isinstance(subject, ast.Attribute) else getattr(subject, "id", "")
    return name in _TESTS_NOT_MET


def _with(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    for entered in node.items:
        value = evaluator.evaluate(entered.context_expr, scope)
        if entered.optional_vars is not None:
            given = joined([_entered(evaluator, each) for each in options(value)])
            assign(evaluator, entered.optional_vars, given, scope)
    return execute(evaluator, node.body, scope)


def _entered(evaluator: Evaluator, value: Value) -> Value:
    if isinstance(value, Seq):  # a function with @contextmanager
        return item(evaluator, Seq(value.items, value.rest), Known(0))
    if isinstance(value, Object):
        for name in ("__enter__", "__aenter__"):
            method = in_class(value.cls, name)
            if method is not None:
                return evaluator.call(method, Arguments([value]))
    return value


def _try(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    before, fork, known = dict(scope.names), Fork(evaluator, scope), len(evaluator.gaps)
    if execute(evaluator, node.body, scope) and execute(evaluator, node.orelse, scope):
        fork.end()
    for place in list(evaluator.gaps)[known:]:
        if place.line in _replaced(node):
            del evaluator.gaps[place]
    fork.before = after = scope.names
    for handler in node.handlers:
        names = alike(before, after)
        if handler.name:
            names[handler.name] = Opaque()
        fork.begin(names)  # what fails said nothing before
        fork.follow(handler.body)
    goes_on = fork.join()
    return execute(evaluator, node.finalbody, scope) and goes_on


def _replaced(node: Any) -> list[int]:
    """The lines of imports in whose stead a handler imports something else."""
    instead = (one for each in node.handlers for one in each.body)
    if not any(isinstance(one, ast.Import | ast.ImportFrom) for one in instead):
        return []
    return [one.lineno for one in node.body if isinstance(one, ast.Import | ast.ImportFrom)]


def _outer(_evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    scope.outer.update(node.names)
    return True


STATEMENTS: dict[type[ast.stmt], Callable[[Evaluator, Any, Scope], bool]] = {
    ast.Expr: _expression,
    ast.Assign: _assignment,
    ast.AnnAssign: _assignment,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.FunctionDef: _definition,
    ast.AsyncFunctionDef: _definition,
    ast.ClassDef: _definition,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: leave,
    ast.Continue: leave,
    ast.If: _if,
    ast.For: follow_for,
    ast.AsyncFor: follow_for,
    ast.While: follow_while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: follow_match,
    ast.Global: _outer,
    ast.Nonlocal: _outer,
    ast.Import: follow_import,
    ast.ImportFrom: follow_import_from,
}

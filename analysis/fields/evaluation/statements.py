"""Following statements: what is sure is done, what may be is done as well and takes nothing away."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from analysis.extract.code.imports import absolute
from analysis.fields.evaluation.assigning import assign, bind
from analysis.fields.evaluation.attributes import in_module
from analysis.fields.evaluation.branches import alike, narrowed, run_unsure
from analysis.fields.evaluation.decorating import class_of, function_of
from analysis.fields.evaluation.evaluator import Arguments, Evaluator
from analysis.fields.evaluation.matching import follow_match
from analysis.fields.evaluation.messages import item, items_of
from analysis.fields.evaluation.operators import binary, truth
from analysis.fields.evaluation.values import (
    NEVER,
    NOTHING,
    Class,
    Known,
    Library,
    Map,
    Object,
    Opaque,
    Package,
    Place,
    Scope,
    Seq,
    Value,
    joined,
    options,
)

_TESTS_NOT_MET = ("__name__", "TYPE_CHECKING")
_MOST_ITEMS = 32  # of a list that is gone through one by one


def execute(evaluator: Evaluator, body: list[ast.stmt], scope: Scope) -> bool:
    """Follow statements, one after the other; says whether what is after them is reached."""
    if not evaluator.step():
        evaluator.lost = True
        return True
    evaluator.depth += 1
    try:
        for statement in body:
            evaluator.step()
            evaluator.here = Place(scope.module, statement.lineno)
            rule = _RULES.get(type(statement), _others)
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
        from analysis.fields.evaluation.dictionaries import pour

        for each in options(value):
            pour(evaluator, before, each)
        return True
    assign(evaluator, node.target, binary(evaluator, node.op, before, value), scope)
    return True


def _delete(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            owner = evaluator.evaluate(target.value, scope)
            key = evaluator.evaluate(target.slice, scope)
            if isinstance(owner, Map) and isinstance(key, Known):
                if owner.born == evaluator.context:
                    owner.entries.pop(key.value, None)
    return True


def _function(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    bind(node.name, function_of(evaluator, node, scope), scope)
    return True


def _class(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    bind(node.name, class_of(evaluator, node, scope), scope)
    return True


def _return(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    value = evaluator.evaluate(node.value, scope) if node.value is not None else NOTHING
    if evaluator.frames:
        evaluator.frames[-1].returned.append(value)
    return False


def _raise(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    here = evaluator.here
    value = evaluator.evaluate(node.exc, scope) if node.exc is not None else None
    for each in options(value) if value is not None else ():
        cls = each.cls if isinstance(each, Object) else each
        if isinstance(cls, Class) and here:
            evaluator.raised.setdefault(cls.node.name, here)
        elif isinstance(cls, Library) and here:
            name = cls.dotted.removesuffix("()").rpartition(".")[2]
            evaluator.raised.setdefault(name, here)
    return False


def _leave(evaluator: Evaluator, _node: Any, scope: Scope) -> bool:
    if evaluator.frames:
        evaluator.frames[-1].left.append(dict(scope.names))
    return False


def _if(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    if _never(node.test):
        return execute(evaluator, node.orelse, scope)
    holds = truth(evaluator, evaluator.evaluate(node.test, scope))
    if holds is not None:
        return execute(evaluator, node.body if holds else node.orelse, scope)
    yes, no = narrowed(evaluator, node.test, scope)
    ways = [(node.body, yes), (node.orelse, no)]
    return run_unsure(evaluator, ways, scope)


def _never(test: ast.expr) -> bool:
    """Whether a test does not hold on Lambda: ``__name__ == "__main__"``, TYPE_CHECKING."""
    subject = test.left if isinstance(test, ast.Compare) else test
    name = subject.attr if isinstance(subject, ast.Attribute) else getattr(subject, "id", "")
    return name in _TESTS_NOT_MET


def _for(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    items = items_of(evaluator, evaluator.evaluate(node.iter, scope))
    several = items.items
    maybe = items.maybe
    if len(several) > _MOST_ITEMS:
        several, maybe = [joined(several)], True
    outer, frame = evaluator.frames[-1].left if evaluator.frames else [], evaluator.frames
    if frame:
        frame[-1].left = []
    reached = True
    for each in several:
        reached = _once(evaluator, node, each, scope, maybe=maybe or not reached) or maybe
        if not reached and not (frame and frame[-1].left):
            break
    if items.rest is not None:
        for _ in range(2):  # what the first time leaves, the second may find
            _once(evaluator, node, items.rest, scope, maybe=True)
        reached = True
    if frame:
        for names in frame[-1].left:
            scope.names = alike(scope.names, names)
            reached = True
        frame[-1].left = outer
    return execute(evaluator, node.orelse, scope) if reached else False


def _once(evaluator: Evaluator, node: Any, each: Value, scope: Scope, *, maybe: bool) -> bool:
    evaluator.here = Place(scope.module, node.lineno)
    if not maybe:
        assign(evaluator, node.target, each, scope)
        return execute(evaluator, node.body, scope)
    before = dict(scope.names)
    with evaluator.unsure():
        assign(evaluator, node.target, each, scope)
        through = execute(evaluator, node.body, scope)
    scope.names = alike(before, scope.names) if through else before
    return True


def _while(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    forever = truth(evaluator, evaluator.evaluate(node.test, scope)) is True
    frame = evaluator.frames[-1] if evaluator.frames else None
    outer = frame.left if frame else []
    if frame:
        frame.left = []
    through = False
    for _ in range(2):
        through = run_unsure(evaluator, [(node.body, {}), ([], {})], scope) or through
        truth(evaluator, evaluator.evaluate(node.test, scope))
    broken = bool(frame and frame.left)
    if frame:
        for names in frame.left:
            scope.names = alike(scope.names, names)
        frame.left = outer
    return execute(evaluator, node.orelse, scope) if through or broken or not forever else False


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
        from analysis.fields.evaluation.classes import in_class

        for name in ("__enter__", "__aenter__"):
            method = in_class(value.cls, name)
            if method is not None:
                return evaluator.call(method, Arguments([value]))
    return value


def _try(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    before = dict(scope.names)
    through = execute(evaluator, node.body, scope)
    if through:
        through = execute(evaluator, node.orelse, scope)
    after = dict(scope.names)
    ends = [after] if through else []
    for handler in node.handlers:
        scope.names = alike(before, after)
        if handler.name:
            scope.names[handler.name] = Opaque()
        with evaluator.unsure():
            if execute(evaluator, handler.body, scope):
                ends.append(scope.names)
    scope.names = ends[0] if ends else after
    for each in ends[1:]:
        scope.names = alike(scope.names, each)
    return execute(evaluator, node.finalbody, scope) and bool(ends)


def _match(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    return follow_match(evaluator, node, scope)


def _outer(_evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    scope.outer.update(node.names)
    return True


def _import(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    for alias in node.names:
        first = alias.name.partition(".")[0]
        evaluator.load(alias.name)
        bound = alias.name if alias.asname else first
        ours = evaluator.files.module(first) is not None or evaluator.files.has_folder(first)
        bind(alias.asname or first, Package(bound) if ours else Library(bound), scope)
    return True


def _import_from(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    base = absolute(node, scope.module)
    ours = evaluator.load(base) or evaluator.files.has_folder(base)
    for alias in node.names:
        if alias.name == "*":
            names: Mapping[str, Value] = {}
            if base in evaluator.modules:
                names = evaluator.modules[base].names
            for name, value in list(names.items()):
                if not name.startswith("_"):
                    bind(name, value, scope)
        elif ours:
            evaluator.load(f"{base}.{alias.name}")
            bind(alias.asname or alias.name, in_module(evaluator, base, alias.name), scope)
        else:
            outside: Value = Opaque() if node.level else Library(f"{base}.{alias.name}")
            bind(alias.asname or alias.name, outside, scope)
    return True


_RULES: dict[type[ast.stmt], Callable[[Evaluator, Any, Scope], bool]] = {
    ast.Expr: _expression,
    ast.Assign: _assignment,
    ast.AnnAssign: _assignment,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: _leave,
    ast.Continue: _leave,
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

"""Both ways of a branch that may go either way, and what is known on each."""

import ast
from collections.abc import Sequence
from typing import Any

from analysis.code.classes import lineage
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.forking import Fork, Names
from analysis.code.operators import compared, known_truth
from analysis.code.python.spelling import OPERATORS
from analysis.code.values import (
    NOTHING,
    Choice,
    Class,
    External,
    Input,
    Known,
    Map,
    Object,
    Opaque,
    Scope,
    Seq,
    Value,
)


def run_unsure(
    evaluator: Evaluator, ways: list[tuple[list[ast.stmt], Names]], scope: Scope
) -> bool:
    """Follow each way, with what is known on it; says whether any of them goes on."""
    fork = Fork(evaluator, scope)
    for body, known in ways:
        fork.begin({**fork.before, **known})
        fork.follow(body)
    return fork.join()


def narrowed(evaluator: Evaluator, test: ast.expr, scope: Scope) -> tuple[Names, Names]:
    """What names are where a test holds, and where it does not, if it tells one from another."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        held, missed = narrowed(evaluator, test.operand, scope)
        return missed, held
    if isinstance(test, ast.BoolOp):
        sides = [narrowed(evaluator, each, scope) for each in test.values]
        if isinstance(test.op, ast.And):
            return {name: one for yes, _ in sides for name, one in yes.items()}, {}
        return {}, {name: one for _, no in sides for name, one in no.items()}
    name = _subject(test)
    value = scope.names.get(name)
    if isinstance(value, Input | Opaque) and isinstance(test, ast.Compare):
        return _without(name, test)
    if not isinstance(value, Choice):
        return {}, {}
    verdicts = [(each, _holds(evaluator, test, each, scope)) for each in value.options]
    yes = joined([each for each, holds in verdicts if holds is not False])
    no = joined([each for each, holds in verdicts if holds is not True])
    return {name: yes}, {name: no}


def _without(name: str, test: ast.Compare) -> tuple[Names, Names]:
    """What a name is where it is certainly nothing: ``if body is None``."""
    compared_with = test.comparators[0]
    if not isinstance(compared_with, ast.Constant) or compared_with.value is not None:
        return {}, {}
    there: tuple[Names, Names] = ({name: NOTHING}, {})
    return there if isinstance(test.ops[0], ast.Is) else there[::-1]


def _subject(test: ast.expr) -> str:
    match test:
        case ast.Name(id=name):
            return name
        case ast.NamedExpr(target=ast.Name(id=name)):
            return name
        case ast.Compare(left=ast.Name(id=name), comparators=[_]):
            return name
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), _]):
            return name
    return ""


def _holds(evaluator: Evaluator, test: Any, value: Value, scope: Scope) -> bool | None:
    if isinstance(test, ast.Compare):
        right = evaluator.evaluate(test.comparators[0], scope)
        return known_truth(
            evaluator, compared(evaluator, OPERATORS[type(test.ops[0])], value, right)
        )
    if isinstance(test, ast.Call):
        return is_instance(value, evaluator.evaluate(test.args[1], scope))
    return known_truth(evaluator, value)


def is_instance(value: Value, kind: Value) -> bool | None:
    """Whether something is of a class, None where that is not known."""
    kinds = [
        one for each in options(kind) for one in (each.items if isinstance(each, Seq) else [each])
    ]
    return any_holds([_is_of(value, each) for each in kinds])


def any_holds(verdicts: Sequence[bool | None]) -> bool | None:
    """Whether any of these holds, None where that is not known."""
    if True in verdicts:
        return True
    return None if None in verdicts or not verdicts else False


_MAPPINGS = ("dict", "Mapping", "MutableMapping")
_SEQUENCES = ("list", "tuple", "Sequence", "set", "Iterable")


def _is_of(value: Value, kind: Value) -> bool | None:
    if isinstance(value, Object) and isinstance(kind, Class):
        if kind.node in [each.node for each in lineage(value.cls)]:
            return True
        return None if any(each.outside for each in lineage(value.cls)) else False
    if isinstance(kind, Class):
        return None if isinstance(value, Input | Opaque) else False
    if not isinstance(kind, External):
        return None
    return _is_built_in(value, kind.dotted.rpartition(".")[2])


def _is_built_in(value: Value, name: str) -> bool | None:
    if isinstance(value, Map) or (isinstance(value, Input) and not value.path):
        return name in _MAPPINGS
    if isinstance(value, Seq):
        return None if name in _SEQUENCES else False
    if isinstance(value, Known):
        return isinstance(value.value, _SCALARS[name]) if name in _SCALARS else False
    return None if isinstance(value, Input | Opaque) else False


_SCALARS: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "bytes": bytes}

"""Python's rules, together: how its code is followed."""

from analysis.code import classes, methods
from analysis.code.aws.services import operation
from analysis.code.calling import call
from analysis.code.combining import options
from analysis.code.dictionaries import put_under
from analysis.code.evaluator import Evaluator, Rules
from analysis.code.python.expressions import EXPRESSIONS, evaluate
from analysis.code.python.libraries import answer
from analysis.code.python.models import of_model
from analysis.code.python.statements import STATEMENTS, execute
from analysis.code.state import Arguments
from analysis.code.values import (
    Bound,
    Class,
    Function,
    Handle,
    Input,
    Object,
    Opaque,
    Scope,
    Super,
    Value,
)


def _method(evaluator: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    if isinstance(owner, Handle):
        return operation(evaluator, owner, name, arguments)
    row = of_model(evaluator, owner, name, arguments)
    if row is not None:
        return row
    if isinstance(owner, Object | Class | Super):
        return classes.method(evaluator, owner, name, arguments)
    handed = (one for each in arguments.all() for one in options(each))
    if isinstance(owner, Opaque | Input) and any(
        isinstance(each, Function | Bound) for each in handed
    ):
        return evaluator.answer("", arguments)
    return methods.method(evaluator, owner, name, arguments)


def _exported(_evaluator: Evaluator, scope: Scope, name: str) -> Value:
    return scope.names.get(name, Opaque())


PYTHON = Rules(
    evaluate=evaluate,
    execute=execute,
    call=call,
    answer=answer,
    method=_method,
    put=put_under,
    body=lambda module: module.tree.body,
    exported=_exported,
    offered=lambda scope: scope.names,
    expressions=EXPRESSIONS,
    statements=STATEMENTS,
)

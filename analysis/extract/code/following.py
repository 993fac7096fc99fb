"""Follows a function's code from its handler on, and gives the AWS calls that it comes to."""

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.extract.code.atoms import (
    Arguments,
    Atom,
    Bound,
    Class,
    Function,
    Instance,
    Scope,
)
from analysis.extract.code.attributes import attribute
from analysis.extract.code.calling import call
from analysis.extract.code.expressions import evaluate
from analysis.extract.code.machine import Budget, Exhausted, Machine, Rules
from analysis.extract.code.statements import execute
from analysis.source.entries import Entry

__all__ = ["Budget", "follow"]

_PASSES = 3  # what a pass learns of objects, the next one uses


def follow(start: Entry, environment: Mapping[str, Any], budget: Budget) -> tuple[Machine, bool]:
    """Everything that is called from a handler on; and whether all of it was followed."""
    rules = Rules(evaluate, execute, call, attribute)
    machine = Machine(start.library, environment, rules, budget)
    module, handler = start.module, start.handler
    try:
        scope = machine.run(module)
        for _ in range(_PASSES):
            _start(machine, scope, handler)
            if not machine.stale:
                break
            machine.again()
    except (Exhausted, RecursionError):
        return machine, False
    return machine, True


def _start(machine: Machine, scope: Scope, handler: str) -> None:
    found = scope.names.get(handler, ())
    called = [atom for atom in found if isinstance(atom, Function | Bound | Instance)]
    starts: Iterable[Atom] = called or _all_of(scope)
    nowhere = ast.Pass()
    for atom in starts:
        machine.call(atom, Arguments(), nowhere, scope)
    for function, around in machine.roots:
        machine.call(function, Arguments(), nowhere, around)


def _all_of(scope: Scope) -> list[Atom]:
    """Every function of a module whose handler is made by something that is not read."""
    return [
        atom
        for value in list(scope.names.values())
        for atom in value
        if isinstance(atom, Function | Class) and atom.scope is scope
    ]

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
    Module,
    Scope,
)
from analysis.extract.code.attributes import attribute
from analysis.extract.code.calling import call
from analysis.extract.code.expressions import evaluate
from analysis.extract.code.library import Library
from analysis.extract.code.machine import Exhausted, Machine
from analysis.extract.code.statements import execute

_PASSES = 3  # what a pass learns of objects, the next one uses


def follow(
    library: Library, module: Module, handler: str, environment: Mapping[str, Any]
) -> tuple[Machine, bool]:
    """Everything that is called from a handler on; and whether all of it was followed."""
    machine = Machine(library, environment, evaluate, execute, call, attribute)
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
        machine.call(machine, atom, Arguments(), nowhere, scope)
    for function, around in machine.roots:
        machine.call(machine, function, Arguments(), nowhere, around)


def _all_of(scope: Scope) -> list[Atom]:
    """Every function of a module whose handler is made by something that is not read."""
    return [
        atom
        for value in list(scope.names.values())
        for atom in value
        if isinstance(atom, Function | Class) and atom.scope is scope
    ]

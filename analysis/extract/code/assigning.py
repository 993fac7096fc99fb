"""What assignments make of names, attributes and items."""

import ast

from analysis.extract.code.atoms import UNKNOWN, Class, Collection, Instance, Scope, Value, merged
from analysis.extract.code.machine import Machine
from analysis.extract.code.methods import item, store


def assign(machine: Machine, target: ast.expr, value: Value, scope: Scope) -> None:
    """Let a target be a value; within a branch it may still be what it was before."""
    match target:
        case ast.Name(id=name):
            bind(machine, name, value, scope)
        case ast.Attribute(value=owner, attr=name):
            for atom in machine.evaluate(owner, scope):
                if isinstance(atom, Instance | Class):
                    machine.put(atom, name, value)
        case ast.Subscript(value=owner, slice=key):
            _put_under(machine, machine.evaluate(owner, scope), key, value, scope)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for place, each in enumerate(targets):
                assign(machine, each, _at(machine, value, place), scope)
        case ast.Starred(value=inner):
            assign(machine, inner, value, scope)


def _put_under(machine: Machine, owners: Value, key: ast.expr, value: Value, scope: Scope) -> None:
    found = machine.evaluate(key, scope)
    for atom in owners:
        if isinstance(atom, Collection):
            store(machine, atom, found, value)


def _at(machine: Machine, value: Value, place: int) -> Value:
    found = []
    for atom in value:
        if isinstance(atom, Collection):
            found.append(item(machine, atom, f"#{place}"))
        elif isinstance(atom, Instance):  # a named tuple
            names = machine.keys(atom)
            if place < len(names):
                found.append(machine.get(atom, names[place]))
    return merged(*found)


def bind(machine: Machine, name: str, value: Value, scope: Scope) -> None:
    """Let a name be a value; within a branch it may still be what it was before."""
    home: Scope = scope
    if name in scope.outer:
        around = scope.parent
        while around is not None and name not in around.names and around.parent is not None:
            around = around.parent
        home = around or scope
    before = home.names.get(name, UNKNOWN)
    keep = machine.branches > 0 or home is not scope
    home.names[name] = merged(before, value) if keep else value

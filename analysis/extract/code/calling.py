"""What a call may give, for everything that can be called."""

import ast

from analysis.extract.code.atoms import (
    UNKNOWN,
    Arguments,
    Atom,
    Bound,
    Call,
    Class,
    Collection,
    Function,
    Handle,
    Instance,
    Method,
    Name,
    Scope,
    Text,
    Value,
)
from analysis.extract.code.externals import answer, escaped
from analysis.extract.code.handles import result
from analysis.extract.code.machine import Machine
from analysis.extract.code.methods import of_collection, of_text
from analysis.extract.code.objects import made, of_instance


def call(machine: Machine, atom: Atom, arguments: Arguments, node: ast.AST, scope: Scope) -> Value:
    """What calling something with these arguments may give."""
    found: Value = UNKNOWN
    match atom:
        case Function():
            found = machine.invoke(atom, arguments)
        case Bound(function, positional, keywords):
            whole = Arguments(
                (*positional, *arguments.positional),
                (*arguments.keywords, *keywords),
                arguments.rest,
            )
            found = call(machine, function, whole, node, scope)
        case Class():
            found = made(machine, atom, arguments, (node, scope.site))
        case Instance():
            found = _instance(machine, atom, arguments, node, scope)
        case Name():
            found = answer(machine, atom, arguments, node, scope)
        case Method():
            found = _method(machine, atom, arguments, node, scope)
        case _:
            found = escaped(machine, arguments, node, scope)
    return found


def _instance(
    machine: Machine, atom: Instance, arguments: Arguments, node: ast.AST, scope: Scope
) -> Value:
    for each in of_instance(machine, atom, "__call__"):
        if isinstance(each, Bound):
            return call(machine, each, arguments, node, scope)
    return escaped(machine, arguments, node, scope)


def _method(
    machine: Machine, atom: Method, arguments: Arguments, node: ast.AST, scope: Scope
) -> Value:
    receiver = atom.receiver
    site = (node, scope.site)
    if isinstance(receiver, Collection):
        return of_collection(machine, receiver, atom.name, arguments, site)
    if isinstance(receiver, Text):
        return of_text(receiver, atom.name, arguments)
    if isinstance(receiver, Handle):
        return _operation(machine, receiver, atom.name, arguments, node, scope)
    return UNKNOWN


def _operation(
    machine: Machine,
    handle: Handle,
    name: str,
    arguments: Arguments,
    node: ast.AST,
    scope: Scope,
) -> Value:
    opened = result(machine, handle, name, arguments, (node, scope.site))
    if opened is None or name in ("batch_writer", "all", "filter"):
        operations = [name]
        if handle.kind == "paginator":
            operations = [
                each.value
                for each in handle.names
                if isinstance(each, Text) and isinstance(each.value, str)
            ]
            handle = Handle(handle.service, "client")
        for operation in operations:
            line = getattr(node, "lineno", 0)
            machine.calls[Call(handle, operation, arguments, scope.module, line)] = None
    return opened or UNKNOWN

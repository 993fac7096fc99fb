"""What imports bring in: modules of the code, and names of libraries that are not read."""

import ast
from collections.abc import Iterator

from analysis.code.python.importing import absolute
from analysis.extract.code.atoms import UNKNOWN, Name, Package, Value
from analysis.extract.code.machine import Machine
from analysis.source.modules import Module


def imported(machine: Machine, node: ast.Import) -> Iterator[tuple[str, Value]]:
    """What ``import a.b`` and ``import a.b as c`` bind."""
    for alias in node.names:
        first = alias.name.partition(".")[0]
        machine.load(alias.name)
        bound = alias.name if alias.asname else first
        yield alias.asname or first, (Package(bound) if _ours(machine, first) else Name(bound),)


def _ours(machine: Machine, name: str) -> bool:
    return machine.library.module(name) is not None or machine.library.has_folder(name)


def imported_from(
    machine: Machine, node: ast.ImportFrom, module: Module
) -> Iterator[tuple[str, Value]]:
    """What ``from a import b`` binds, a star every name that is not private."""
    base = absolute(node, module)
    ours = machine.load(base) or machine.library.has_folder(base)
    for alias in node.names:
        if alias.name == "*":
            if base in machine.modules:
                names = machine.modules[base].names.items()
                yield from [(name, value) for name, value in names if not name.startswith("_")]
        elif ours:
            machine.load(f"{base}.{alias.name}")
            yield alias.asname or alias.name, machine.attribute(Package(base), alias.name)
        else:
            outside = UNKNOWN if node.level else (Name(f"{base}.{alias.name}"),)
            yield alias.asname or alias.name, outside

"""What ``x.name`` may be, for every kind of x."""

from analysis.extract.code.atoms import (
    UNKNOWN,
    Atom,
    Class,
    Collection,
    Function,
    Handle,
    Instance,
    Method,
    Name,
    Package,
    Super,
    Text,
    Value,
    merged,
)
from analysis.extract.code.handles import of_handle
from analysis.extract.code.machine import Machine
from analysis.extract.code.objects import of_class, of_instance, of_super

_LONGEST = 200  # characters of a dotted name


def attribute(machine: Machine, atom: Atom, name: str) -> Value:
    """What an attribute of something may be."""
    found: Value = UNKNOWN
    match atom:
        case Name(dotted) if len(dotted) < _LONGEST:
            found = (Name(f"{dotted}.{name}"),)
        case Package(module):
            found = in_module(machine, module, name)
        case Instance():
            found = of_instance(machine, atom, name)
        case Class():
            found = of_class(machine, atom, name)
        case Super():
            found = of_super(machine, atom, name)
        case Handle():
            found = of_handle(atom, name)
        case _:
            found = _of_plain(machine, atom, name)
    return found


def _of_plain(machine: Machine, atom: Atom, name: str) -> Value:
    if isinstance(atom, Collection):
        return merged(machine.get(atom, f"[{name}]"), (Method(atom, name),))
    if isinstance(atom, Text):
        return (atom,) if name in ("value", "name") else (Method(atom, name),)
    if isinstance(atom, Function) and name in ("__name__", "__qualname__"):
        return (Text(getattr(atom.node, "name", "")),)
    return UNKNOWN


def in_module(machine: Machine, module: str, name: str) -> Value:
    """What a name of one of the code's modules may be: its own, or a module below it."""
    found = machine.library.module(module)
    if found is not None:
        known = machine.run(found).names.get(name)
        if known is not None:
            return known
    below = f"{module}.{name}"
    if machine.library.module(below) or machine.library.has_folder(below):
        return (Package(below),)
    return UNKNOWN

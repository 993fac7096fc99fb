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


def attribute(machine: Machine, atom: Atom, name: str) -> Value:
    """What an attribute of something may be."""
    match atom:
        case Name(dotted):
            return (Name(f"{dotted}.{name}"),) if len(dotted) < 200 else UNKNOWN
        case Package(module):
            return in_module(machine, module, name)
        case Instance():
            return of_instance(machine, atom, name)
        case Class():
            return of_class(machine, atom, name)
        case Super():
            return of_super(machine, atom, name)
        case Handle():
            return of_handle(atom, name)
        case Collection():
            return merged(machine.get(atom, f"[{name}]"), (Method(atom, name),))
        case Text():
            return (atom,) if name in ("value", "name") else (Method(atom, name),)
        case Function(node) if name in ("__name__", "__qualname__"):
            return (Text(getattr(node, "name", "")),)
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

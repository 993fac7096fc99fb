"""Classes and objects of the code: making them, and what their attributes may be."""

import ast
from collections.abc import Iterator

from analysis.extract.code.atoms import (
    UNKNOWN,
    Arguments,
    Atom,
    Bound,
    Class,
    Function,
    Instance,
    Super,
    Text,
    Value,
    merged,
)
from analysis.extract.code.machine import Machine

_DEEPEST = 12  # classes above a class


def lineage(machine: Machine, cls: Class) -> list[Class]:
    """The class and those it inherits from, nearest first, as far as they are read."""
    found = [cls]
    for each in found:
        if len(found) > _DEEPEST:
            break
        above = machine.bases.get(each.node, UNKNOWN)
        found.extend(base for base in above if isinstance(base, Class) and base not in found)
    return found


def made(machine: Machine, cls: Class, arguments: Arguments, site: object) -> Value:
    """A new object of a class, its constructor followed."""
    instance = Instance(cls, machine.number((site, cls, arguments)))
    constructor = _in_class(machine, lineage(machine, cls), "__init__")
    for each in constructor:
        if isinstance(each, Function):
            machine.invoke(each, with_first((instance,), arguments))
    if not constructor:
        _fill(machine, instance, arguments)
    for hook in _in_class(machine, lineage(machine, cls), "__post_init__"):
        if isinstance(hook, Function):
            machine.invoke(hook, Arguments(((instance,),)))
    return (instance,)


def with_first(first: Value, arguments: Arguments) -> Arguments:
    """The arguments with one more before them."""
    return Arguments((first, *arguments.positional), arguments.keywords, arguments.rest)


def _fill(machine: Machine, instance: Instance, arguments: Arguments) -> None:
    """Let the fields of a dataclass or a named tuple be what is passed for them."""
    names = list(_fields(lineage(machine, instance.cls)))
    for name, value in zip(names, arguments.positional, strict=False):
        machine.put(instance, name, value)
    for name, value in arguments.keywords:
        machine.put(instance, name, value)


def _fields(classes: list[Class]) -> Iterator[str]:
    for cls in reversed(classes):
        for statement in cls.node.body:
            match statement:
                case ast.AnnAssign(target=ast.Name(id=name), annotation=kind):
                    if "ClassVar" not in ast.dump(kind)[:200]:
                        yield name


def of_instance(machine: Machine, instance: Instance, name: str) -> Value:
    """What an object's attribute may be."""
    own = machine.get(instance, name)
    if own:
        return own
    if name == "__class__":
        return (instance.cls,)
    return _seen_from(machine, instance, lineage(machine, instance.cls), name)


def of_super(machine: Machine, above: Super, name: str) -> Value:
    """What an attribute of super() may be."""
    return _seen_from(machine, above.instance, lineage(machine, above.cls)[1:], name)


def of_class(machine: Machine, cls: Class, name: str) -> Value:
    """What a class's attribute may be."""
    if name in ("__name__", "__qualname__"):
        return (Text(cls.node.name),)
    own = machine.get(cls, name)
    found: list[Atom] = []
    for each in _in_class(machine, lineage(machine, cls), name):
        if isinstance(each, Function) and _is(each, "classmethod"):
            found.append(Bound(each, ((cls,),)))
        else:
            found.append(each)
    return merged(own, tuple(found))


def _seen_from(machine: Machine, instance: Atom, classes: list[Class], name: str) -> Value:
    found: list[Value] = []
    for each in _in_class(machine, classes, name):
        if not isinstance(each, Function):
            found.append((each,))
        elif _is(each, "property") or _is(each, "cached_property"):
            found.append(machine.invoke(each, Arguments(((instance,),))))
        elif _is(each, "staticmethod"):
            found.append((each,))
        else:
            first = instance
            if _is(each, "classmethod") and isinstance(instance, Instance):
                first = instance.cls
            found.append((Bound(each, ((first,),)),))
    return merged(*found)


def _in_class(machine: Machine, classes: list[Class], name: str) -> Value:
    for cls in classes:
        body = machine.bodies.get(cls.node)
        if body is not None and name in body.names:
            return body.names[name]
    return UNKNOWN


def _is(function: Function, decorator: str) -> bool:
    if isinstance(function.node, ast.Lambda):
        return False
    return any(
        (each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "")) == decorator
        for each in function.node.decorator_list
    )

"""What a value may be, of which fields it is made, and one of several as one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from analysis.code.values import (
    NONE,
    Bound,
    Choice,
    External,
    Function,
    Handle,
    Input,
    Keys,
    Known,
    Map,
    Mark,
    Marks,
    Method,
    Object,
    Opaque,
    Package,
    Seq,
    Value,
    Written,
)

MOST_OPTIONS = 24
_DEEPEST = 12  # of a value that is looked through
_MARKED = (Known, Opaque)  # a union would be made anew for each value
_OF_OTHERS = (Object, Bound)


def options(value: Value) -> tuple[Value, ...]:
    """What a value may be."""
    return value.options if isinstance(value, Choice) else (value,)


def joined(values: Iterable[Value]) -> Value:
    """One of these values."""
    values = values if isinstance(values, list) else list(values)
    if len(values) == 1:
        return values[0]
    found: dict[object, Value] = {}
    marks: Marks | None = None
    fields = False
    for value in values:
        for each in options(value):
            if isinstance(each, Opaque) and each.text is not None:
                before = found.get(each.text)
                known = before.marks if isinstance(before, Opaque) else NONE
                found[each.text] = Opaque(each.marks | known, each.text)
            elif isinstance(each, Opaque):
                marks, fields = each.marks | (marks or NONE), fields or each.fields
            elif isinstance(each, Known):
                _add_known(found, each)
            else:
                found.setdefault(_identity(each), each)
    several = list(found.values())
    if len(several) > MOST_OPTIONS:
        return Opaque(computed(marks_of(*several)) | (marks or NONE))
    if marks is not None:
        several.append(Opaque(marks, fields=fields))
    return several[0] if len(several) == 1 else Choice(tuple(several))


def either(before: Value | None, value: Value) -> Value:
    """The value, or what was there before, if anything was."""
    return value if before is None else joined((before, value))


def _identity(value: Value) -> object:
    """What tells a value from others; objects that hold the same are the same."""
    found: object = id(value)
    match value:
        case Input() | Keys() | External() | Package():
            found = value
        case Opaque(marks=marks, fields=fields):
            found = (marks, fields)
        case Known(value=known, marks=marks):
            found = (repr(known), marks)
        case Handle(service=service, kind=kind, name=name):
            found = (service, kind, _flat_identity(name) if name is not None else None)
        case Object():
            held = ((name, _flat_identity(one)) for name, one in value.attributes.items())
            found = (value.cls.node, *held)
        case Bound(function=Function(node=node), first=first, keywords=()):
            found = (node, *map(_flat_identity, first))
    return found


def _flat_identity(value: Value) -> object:
    return id(value) if isinstance(value, _OF_OTHERS) else _identity(value)


def _add_known(found: dict[object, Value], each: Known) -> None:
    try:
        key = (type(each.value), each.value)
        before = found.get(key)
    except TypeError:
        found[id(each)] = each
        return
    if isinstance(before, Known):
        each = each if each.marks == before.marks else Known(each.value, each.marks | before.marks)
    found[key] = each


def marks_of(*values: Value | None) -> Marks:
    """The fields that values are made of, however deep."""
    if len(values) == 1 and isinstance(values[0], _MARKED):
        return values[0].marks
    found: set[Mark] = set()
    _mark(values, found, set(), _DEEPEST)
    return frozenset(found)


def _mark(values: Iterable["Value | None"], found: set[Mark], seen: set[int], deep: int) -> None:
    for value in values:
        if isinstance(value, _MARKED):
            found |= value.marks
        elif isinstance(value, Input):
            found.add(Mark(value.contract, value.path))
        elif isinstance(value, Keys):
            found.add(Mark(value.part.contract, value.part.path, copied=False))
        elif value is not None and deep and id(value) not in seen:
            seen.add(id(value))
            _mark(inside(value), found, seen, deep - 1)


def inside(value: Value) -> Sequence["Value | None"]:
    """What a value holds."""
    held = _HELD.get(type(value))
    return held(value) if held else ()


_HELD: Mapping[type, Callable[[Any], Sequence["Value | None"]]] = {
    Map: lambda it: (*it.entries.values(), it.rest, it.names, it.behind, *(it.each or ())[:1]),
    Seq: lambda it: (*it.items, it.rest),
    Object: lambda it: (*it.attributes.values(),),
    Written: lambda it: (it.value,),
    Choice: lambda it: it.options,
    Method: lambda it: (it.receiver,),
}


def computed(marks: Marks) -> Marks:
    """The same fields, no longer as copies."""
    return frozenset(Mark(each.contract, each.path, copied=False) for each in marks)

"""What an expression may come to, and of which fields of which contracts it is made."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from analysis.extract.code.atoms import Module

MOST_OPTIONS = 24
_DEEPEST = 12  # of a value that is looked through


@dataclass(frozen=True, slots=True)
class Mark:
    """A field that something is a copy of, or else computed from."""

    contract: str
    path: tuple[str, ...]
    copied: bool = True


Marks = frozenset[Mark]
NONE: Marks = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the code."""

    module: Module
    line: int


@dataclass(eq=False, slots=True)
class Known:
    """A constant, or what the template gives an environment variable."""

    value: Any
    marks: Marks = NONE


@dataclass(eq=False, slots=True)
class Opaque:
    """Something unknown that these fields went into."""

    marks: Marks = NONE


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a contract, still whole: what is below it can be read."""

    contract: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """The names of what is in a part; ``of`` one of them, where it is an item's."""

    part: Part


@dataclass(eq=False, slots=True)
class Map:
    """A dictionary: what is under known keys, under others, and what it was copied from.

    ``behind`` has what is under no key of ``entries``; ``each`` says that what is under any name
    is made from the field of that name of a part, in the way shown by its field ``*``.
    """

    entries: dict[Any, "Value"] = field(default_factory=dict)
    rest: "Value | None" = None
    names: "Value | None" = None  # unknown keys
    behind: Part | None = None
    each: "tuple[Part, Value] | None" = None
    places: dict[Any, Place] = field(default_factory=dict)
    born: int = 0


@dataclass(eq=False, slots=True)
class Seq:
    """A list, tuple, set or generator: known items, then any number of others.

    ``maybe`` says that any of its items may be missing.
    """

    items: list["Value"] = field(default_factory=list)
    rest: "Value | None" = None
    maybe: bool = False
    born: int = 0


@dataclass(eq=False, slots=True)
class Object:
    """An object of a class of the code."""

    cls: "Class"
    attributes: dict[str, "Value"] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    born: int = 0


@dataclass(eq=False, slots=True)
class Written:
    """A value written as text: JSON, base64 and the like."""

    value: "Value"


@dataclass(eq=False, slots=True)
class Scope:
    """Names and what they are; a method's also knows its object and class."""

    names: dict[str, "Value"]
    module: Module
    parent: "Scope | None" = None
    owner: "tuple[Value, Class] | None" = None
    is_class: bool = False
    outer: set[str] = field(default_factory=set)


@dataclass(eq=False, slots=True)
class Function:
    """A function or lambda of the code, with the scope it was defined in."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    cls: "Class | None" = None
    kinds: frozenset[str] = frozenset()  # of decorators: property, classmethod ...


@dataclass(eq=False, slots=True)
class Class:
    """A class of the code; ``above`` are its bases, ``outside`` the names of those not read."""

    node: ast.ClassDef
    scope: Scope
    body: Scope
    above: tuple["Class", ...] = ()
    outside: frozenset[str] = frozenset()


@dataclass(eq=False, slots=True)
class Bound:
    """A function with its first arguments."""

    function: "Value"
    first: tuple["Value", ...]
    keywords: tuple[tuple[str, "Value"], ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """Something that is not read, by its dotted name: `json.loads`."""

    dotted: str


@dataclass(frozen=True, slots=True)
class Package:
    """A module of the code, by its dotted name."""

    name: str


@dataclass(eq=False, slots=True)
class Handle:
    """A boto3 client or one of its resources, and what names it."""

    service: str
    kind: str
    name: "Value | None" = None


@dataclass(eq=False, slots=True)
class Method:
    """A method of something built in, by name."""

    receiver: "Value"
    name: str


@dataclass(eq=False, slots=True)
class Super:
    """What super() gives inside a method."""

    instance: "Value"
    cls: Class


@dataclass(eq=False, slots=True)
class Choice:
    """One of several; of none, where the code never comes to it."""

    options: tuple["Value", ...]


Single = (
    Known | Opaque | Part | Keys | Map | Seq | Object | Written | Function | Class | Bound
    | Library | Package | Handle | Method | Super
)  # fmt: skip
Value = Single | Choice
NEVER = Choice(())
NOTHING = Known(None)


def options(value: Value) -> tuple[Value, ...]:
    """What a value may be."""
    return value.options if isinstance(value, Choice) else (value,)


def joined(values: Iterable[Value]) -> Value:
    """One of these values."""
    found: dict[object, Value] = {}
    marks: Marks | None = None
    for value in values:
        for each in options(value):
            if isinstance(each, Opaque):
                marks = each.marks | (marks or NONE)
            elif isinstance(each, Known):
                _add_known(found, each)
            else:
                found.setdefault(_identity(each), each)
    several = list(found.values())
    if len(several) > MOST_OPTIONS:
        return Opaque(computed(marks_of(*several)) | (marks or NONE))
    if marks is not None:
        several.append(Opaque(marks))
    return several[0] if len(several) == 1 else Choice(tuple(several))


def _identity(value: Value) -> object:
    """What tells a value from others; objects that hold the same are the same."""
    match value:
        case Part() | Keys() | Library() | Package():
            return value
        case Opaque(marks=marks):
            return marks
        case Known(value=known, marks=marks):
            return (repr(known), marks)
        case Object():
            held = ((name, _flat_identity(one)) for name, one in value.attributes.items())
            return (value.cls.node, *held)
        case Bound(function=Function(node=node), first=first, keywords=()):
            return (node, *map(_flat_identity, first))
    return id(value)


def _flat_identity(value: Value) -> object:
    return id(value) if isinstance(value, Object | Bound) else _identity(value)


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
    return frozenset(_marks(values, set(), _DEEPEST))


def _marks(values: Iterable["Value | None"], seen: set[int], deep: int) -> Iterator[Mark]:
    for value in values:
        if isinstance(value, Known | Opaque):
            yield from value.marks
        elif isinstance(value, Part):
            yield Mark(value.contract, value.path)
        elif isinstance(value, Keys):
            yield Mark(value.part.contract, value.part.path, copied=False)
        elif value is not None and deep and id(value) not in seen:
            seen.add(id(value))
            yield from _marks(inside(value), seen, deep - 1)


def inside(value: Value) -> Iterator["Value | None"]:
    """What a value holds."""
    match value:
        case Map():
            yield from value.entries.values()
            yield from (value.rest, value.names, value.behind)
            if value.each:
                yield value.each[0]
        case Seq():
            yield from value.items
            yield value.rest
        case Object():
            yield from value.attributes.values()
        case Written():
            yield value.value
        case Choice():
            yield from value.options


def computed(marks: Marks) -> Marks:
    """The same fields, no longer as copies."""
    return frozenset(Mark(each.contract, each.path, copied=False) for each in marks)

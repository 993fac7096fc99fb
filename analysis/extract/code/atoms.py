"""What an expression in a handler's code may come to, as far as reading it tells.

A value is a tuple of atoms, each of which it may be; an empty one is not known. Nothing is
executed: these stand for strings, functions, objects and AWS clients that would be there.
"""

import ast
from dataclasses import dataclass, field
from typing import Any

from analysis.source.modules import Module

_MOST = 24  # atoms that one value keeps


@dataclass(frozen=True, slots=True)
class Text:
    """A text: a literal, or what the template gives an environment variable."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name:
    """Something of a library that is not read, by its dotted name: `boto3.client`."""

    dotted: str


@dataclass(eq=False, slots=True)
class Scope:
    """Names and what they may be; a method's scope also knows its object and class."""

    names: dict[str, "Value"]
    module: Module
    parent: "Scope | None" = None
    owner: "tuple[Atom, Class] | None" = None
    is_class: bool = False
    site: int = -1  # tells a running function from the same one with other arguments
    gathered: dict[str, "Value"] = field(default_factory=dict)  # what * and ** parameters hold
    outer: set[str] = field(default_factory=set)  # names declared global or nonlocal

    def found(self, name: str) -> "Value | None":
        """What the name may be, None where nothing here or around defines it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names and (scope is self or not scope.is_class):
                return scope.names[name]
            scope = scope.parent
        return None


@dataclass(frozen=True, slots=True)
class Package:
    """A module of the code as a value, by its dotted name."""

    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function or lambda of the code, with the scope it was defined in."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    cls: "Class | None" = None


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the code."""

    node: ast.ClassDef
    scope: Scope


@dataclass(frozen=True, slots=True)
class Instance:
    """An object: of which class, and a number that tells it from others."""

    cls: Class
    number: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A function with its first argument: a method of an object, or functools.partial."""

    function: "Atom"
    positional: tuple["Value", ...]
    keywords: tuple[tuple[str, "Value"], ...] = ()


@dataclass(frozen=True, slots=True)
class Super:
    """What super() gives inside a method."""

    instance: "Atom"
    cls: Class


@dataclass(frozen=True, slots=True)
class Collection:
    """A list, tuple, set, dict or generator; what is in it is kept under its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Handle:
    """A boto3 client, or one of its resources: a table, queue, topic, bucket ...

    ``kind`` is "client", "resource", "paginator" or the resource's; ``names`` what it is named by.
    """

    service: str
    kind: str
    names: "Value" = ()


@dataclass(frozen=True, slots=True)
class Method:
    """A method, by name, of a text, a collection or a handle."""

    receiver: "Atom"
    name: str


Atom = (
    Text
    | Name
    | Package
    | Function
    | Class
    | Instance
    | Bound
    | Super
    | Collection
    | Handle
    | Method
)
Value = tuple[Atom, ...]
UNKNOWN: Value = ()


def merged(*values: Value) -> Value:
    """A value that may be any of these."""
    several = [value for value in values if value]
    if not several:
        return UNKNOWN
    if len(several) == 1:
        return several[0]
    return tuple(dict.fromkeys(atom for value in several for atom in value))[:_MOST]


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a call passes; ``rest`` may be any further one, from ``*`` and ``**``."""

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    rest: Value = UNKNOWN

    def get(self, name: str, place: int | None = None) -> Value:
        """The argument of that name, or at that place."""
        for keyword, value in self.keywords:
            if keyword == name:
                return value
        if place is not None and place < len(self.positional):
            return self.positional[place]
        return self.rest

    def has(self, name: str) -> bool:
        """Whether the argument is passed by name."""
        return any(keyword == name for keyword, _ in self.keywords)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an AWS operation, and where it is written."""

    handle: Handle
    operation: str
    arguments: Arguments
    module: Module
    line: int

"""What an expression may come to, and of which fields of which contracts it is made."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.modules import Module

_FRAGMENT = 160  # characters of a line that evidence shows


class Mark(NamedTuple):  # as Place: made and hashed by the thousand, and a tuple is quick at both
    """A field that something is a copy of, or else computed from."""

    contract: str
    path: tuple[str, ...]
    copied: bool = True


Marks = frozenset[Mark]
NONE: Marks = frozenset()


class Place(NamedTuple):
    """A line of the code."""

    module: Module
    line: int

    @property
    def evidence(self) -> Evidence:
        """The line as evidence."""
        lines = self.module.lines
        text = lines[self.line - 1] if 0 < self.line <= len(lines) else ""
        line = self.line + self.module.first_line
        return Evidence(self.module.shown, line, text.strip()[:_FRAGMENT])


def place_at(module: Module, line: int) -> Place:
    """A line of a module, made once: every step of every run is at one."""
    known: Place | None = module.told.get(line)
    if known is None:
        known = module.told[line] = Place(module, line)
    return known


@dataclass(eq=False, slots=True)
class Known:
    """A constant, or what the template gives an environment variable."""

    value: Any
    marks: Marks = NONE


@dataclass(eq=False, slots=True)
class Opaque:
    """Something unknown that these fields went into; ``text`` is what is known of it as a text.

    ``fields`` says that it may have fields of its own, as what a library answers.
    """

    marks: Marks = NONE
    text: Any = None
    fields: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """A field of a contract, as it came in: what is below it can be read."""

    contract: str
    path: tuple[str, ...] = ()

    def below(self, name: str = "*") -> "Input":
        """Its field of that name, or any field of it."""
        return Input(self.contract, (*self.path, name))


@dataclass(frozen=True, slots=True)
class Keys:
    """The names of what is in a part; ``of`` one of them, where it is an item's."""

    part: Input


@dataclass(eq=False, slots=True)
class Map:
    """A dictionary: what is under known keys, under others, and what it was copied from.

    ``maybe`` are keys of ``entries`` that may be missing. ``behind`` has what is under no key of
    ``entries``; ``each`` says that what is under any name is made from the field of that name of a
    part, in the way shown by its field ``*``.
    """

    entries: dict[Any, "Value"] = field(default_factory=dict)
    rest: "Value | None" = None
    names: "Value | None" = None  # unknown keys
    behind: Input | None = None
    each: "tuple[Input, Value] | None" = None
    places: dict[Any, Place] = field(default_factory=dict)
    born: int = 0
    maybe: frozenset[Any] = frozenset()

    @property
    def more(self) -> bool:
        """Whether there may be more under keys that are not known."""
        return bool(self.rest or self.behind or self.each)

    def lacks(self, key: Any) -> bool:
        """Whether there is certainly nothing under that key."""
        return key not in self.entries and not self.more


@dataclass(eq=False, slots=True)
class Seq:
    """A list, tuple, set or generator: known items, then any number of others.

    ``maybe`` says that any of its items may be missing.
    """

    items: list["Value"] = field(default_factory=list)
    rest: "Value | None" = None
    maybe: bool = False
    born: int = 0

    def every(self) -> list["Value"]:
        """Its items, and what any other may be."""
        return [*self.items, *([self.rest] if self.rest is not None else [])]


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


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a function takes, by place or by name alone; ``rest`` and ``others`` gather more."""

    by_place: tuple[str, ...] = ()
    by_name: tuple[str, ...] = ()
    rest: str = ""
    others: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)  # expressions
    optional: bool = False  # what is not passed is nothing


@dataclass(eq=False, slots=True)
class Function:
    """A function of the code, with the scope it was defined in.

    ``node`` tells it from others; ``body`` has its statements, or an expression if it is ``brief``;
    ``own`` is what is put into it as into an object.
    """

    node: Any
    name: str
    line: int
    parameters: Parameters
    body: Any
    scope: Scope
    brief: bool = False
    cls: "Class | None" = None
    kinds: frozenset[str] = frozenset()  # of decorators: property, classmethod ...
    own: "dict[str, Value]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declared:
    """A field that a class declares: its name, its name in messages, its default's expression.

    ``made`` says that the default is a function to call; ``kind`` is the expression for its type,
    or for the type of each of ``many``.
    """

    name: str
    called: str
    default: Any = None
    made: bool = False
    kind: Any = None
    many: bool = False


@dataclass(eq=False, slots=True)
class Class:
    """A class of the code; ``above`` are its bases, ``outside`` the names of those not read."""

    node: Any
    name: str
    scope: Scope
    body: Scope
    declared: tuple[Declared, ...] = ()
    above: tuple["Class", ...] = ()
    outside: frozenset[str] = frozenset()


@dataclass(eq=False, slots=True)
class Bound:
    """A function with its first arguments."""

    function: "Value"
    first: tuple["Value", ...]
    keywords: tuple[tuple[str, "Value"], ...] = ()


@dataclass(frozen=True, slots=True)
class External:
    """Something of a library that is not read, by its dotted name: `json.loads`."""

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


There = Object | Function | Class | Handle | Bound | External | Method
"""What is certainly there, whatever it holds."""
Single = There | Known | Opaque | Input | Keys | Map | Seq | Written | Package | Super
Value = Single | Choice


def is_called(value: "Value", dotted: str) -> bool:
    """Whether a value is that name of a library."""
    return isinstance(value, External) and value.dotted == dotted


NEVER = Choice(())
NOTHING = Known(None)

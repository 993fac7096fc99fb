"""Terraform's language as a tree: bodies of arguments and blocks, and their expressions."""

from collections.abc import Iterator
from dataclasses import field

from analysis.records import dataclass
from analysis.source.document import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class LiteralValue:
    """A number, a truth, null, or a text without anything in it."""

    value: str | int | float | bool | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """A text with expressions in it."""

    parts: tuple["Expression", ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """Where a chain of names begins: var, local, a resource's type, a loop's variable."""

    name: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is under a name of something."""

    of: "Expression"
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """What is under a key, or at a place, of something."""

    of: "Expression"
    key: "Expression"


@dataclass(frozen=True, slots=True)
class Splat:
    """Every item of something; what follows is of each of them."""

    of: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    """A function called; ``spread`` where its last argument is a list of arguments."""

    name: str
    arguments: tuple["Expression", ...]
    spread: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class OperationExpr:
    """An operator between two operands, or before one."""

    operator: str
    operands: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class ConditionalExpr:
    """One expression if a condition holds, else another."""

    condition: "Expression"
    chosen: "Expression"
    otherwise: "Expression"


@dataclass(frozen=True, slots=True)
class Tuple:
    """A list as written."""

    items: tuple["Expression", ...]
    lines: tuple[int, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class ObjectExpr:
    """A mapping as written; a key is an expression, and a name by itself stands for its text."""

    pairs: tuple[tuple["Expression", "Expression", int], ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Loop:
    """A list or a mapping made of each item of another one.

    ``key`` is None where a list is made; ``names`` are its variables, the key's first;
    ``grouped`` where several values of one key are kept.
    """

    names: tuple[str, ...]
    over: "Expression"
    key: "Expression | None"
    value: "Expression"
    condition: "Expression | None" = None
    grouped: bool = False
    line: int = 0


Expression = (
    LiteralValue
    | Template
    | Name
    | Attribute
    | Index
    | Splat
    | Call
    | OperationExpr
    | ConditionalExpr
    | Tuple
    | ObjectExpr
    | Loop
)


@dataclass(slots=True, eq=False)
class Body:
    """The arguments of a block by their names, each with its line, and the blocks in it."""

    arguments: dict[str, tuple[Expression, int]] = field(default_factory=dict)
    blocks: list["HclBlock"] = field(default_factory=list)
    source: Source = NOWHERE
    line: int = 0

    def of(self, kind: str) -> Iterator["HclBlock"]:
        """The blocks of one type."""
        return (each for each in self.blocks if each.kind == kind)

    def argument(self, name: str) -> Expression | None:
        """The expression of an argument, None where it is not written."""
        found = self.arguments.get(name)
        return found[0] if found else None


@dataclass(frozen=True, slots=True, eq=False)
class HclBlock:
    """A block: its type, its labels, and what is in it."""

    kind: str
    labels: tuple[str, ...]
    body: Body

    @property
    def source(self) -> Source:
        """The file that it stands in."""
        return self.body.source

    @property
    def line(self) -> int:
        """The line that it begins on."""
        return self.body.line

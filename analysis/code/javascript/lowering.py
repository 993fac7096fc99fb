"""Lowers parts of tree-sitter's trees, as many and as deep as is bounded, a function when met."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field

from tree_sitter import Node

from analysis.code.javascript.nodes import Member, TooDeep
from analysis.code.state import Exhausted
from analysis.records import dataclass
from analysis.source.modules import PartsLeft

OF_FUNCTION = 10  # parts that a function costs before it is followed
_DEEPEST = 90  # expressions and statements within one another

Expressions = Mapping[str, Callable[["Unit", Node], ast.expr]]
Statements = Mapping[str, Callable[["Unit", Node], Iterable[ast.stmt]]]


@dataclass(eq=False, slots=True)
class Lowering:
    """What becomes of each kind of part, and how many parts may still be lowered."""

    expressions: Expressions
    statements: Statements
    parts: PartsLeft
    depth: int = 0

    def take(self, parts: int = 1) -> None:
        """Take some more of what may be lowered.

        Raises:
            Exhausted: there is too much of it.
        """
        self.parts.left -= parts
        if self.parts.left < 0:
            raise Exhausted


@dataclass(eq=False, slots=True)
class Unit:
    """A module or a function that is being lowered: which names it declares, which it assigns.

    Python's rules know no blocks: what a block declares that stands around it already is
    ``renamed`` in it.
    """

    lowering: Lowering
    declared: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)
    _made: int = 0
    _here: set[str] | None = None  # what the innermost block declares, None outside of blocks

    def expression(self, node: Node | None) -> ast.expr:
        """The expression that a part is; nothing at all is what nothing is."""
        if node is None:
            return ast.Constant(None, lineno=1)
        lowering = self.lowering
        lowering.take()
        rule = lowering.expressions.get(node.type)
        if rule is None or lowering.depth > _DEEPEST:
            return TooDeep(lineno=line(node))
        lowering.depth += 1
        try:
            return rule(self, node)
        finally:
            lowering.depth -= 1

    def statements(self, nodes: Iterable[Node]) -> list[ast.stmt]:
        """The statements that parts are: functions first, wherever they stand."""
        several = list(nodes)
        first = [each for each in several if _hoisted(each)]
        others = [each for each in several if not _hoisted(each)]
        return [one for each in (*first, *others) for one in self.statement(each)]

    def statement(self, node: Node) -> list[ast.stmt]:
        """The statements that one part is."""
        lowering = self.lowering
        lowering.take()
        rule = lowering.statements.get(node.type)
        if rule is None:
            return []
        if lowering.depth > _DEEPEST:
            return [ast.Expr(TooDeep(lineno=line(node)), lineno=line(node))]
        lowering.depth += 1
        try:
            return list(rule(self, node))
        finally:
            lowering.depth -= 1

    def block(self, node: Node | None) -> list[ast.stmt]:
        """The statements of a block, or the only one where there is no block."""
        if node is None:
            return []
        with self.within():
            return self.statements(
                node.named_children if node.type == "statement_block" else [node]
            )

    @contextmanager
    def within(self) -> Iterator[None]:
        """What is declared inside is of one block."""
        renamed, here = dict(self.renamed), self._here
        self._here = set()
        try:
            yield
        finally:
            self.renamed, self._here = renamed, here

    def declare(self, name: str) -> str:
        """What a name is called that is declared here."""
        if self._here is None or (name not in self.declared and name not in self.renamed):
            self.renamed.pop(name, None)
        elif name not in self._here:
            self._made += 1
            self.renamed[name] = f"{name}#{self._made}"
        if self._here is not None:
            self._here.add(name)
        called = self.renamed.get(name, name)
        self.declared.add(called)
        return called

    def temporary(self) -> str:
        """A name that nobody wrote."""
        self._made += 1
        return f"#{self._made}"

    def assign(self, name: str, value: ast.expr, *, declared: bool = True) -> ast.stmt:
        """Let a name be a value."""
        if declared:
            name = self.declare(name)
        else:
            name = self.renamed.get(name, name)
            self.assigned.add(name)
        return assignment(ast.Name(name, lineno=value.lineno), value)


class FunctionBody:
    """The statements of a function, lowered when they are first followed."""

    def __init__(self, lower: Callable[[], list[ast.stmt]]) -> None:
        self._lower = lower
        self._lowered: list[ast.stmt] | None = None

    def __iter__(self) -> Iterator[ast.stmt]:
        if self._lowered is None:
            self._lowered = self._lower()
        return iter(self._lowered)


def _hoisted(node: Node) -> bool:
    inner = node.child_by_field_name("declaration") if node.type == "export_statement" else node
    return inner is not None and inner.type in ("function_declaration", "import_statement")


def line(node: Node) -> int:
    """The line where a part begins, counted from 1."""
    return node.start_point[0] + 1


def text(node: Node | None) -> str:
    """What is written."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def assignment(target: ast.expr, value: ast.expr) -> ast.stmt:
    """Let a target be a value."""
    return ast.Assign([target], value, lineno=value.lineno)


def member(owner: ast.expr, name: str, at: int) -> Member:
    """``owner.name``."""
    return Member(owner, name, lineno=at)


def has(node: Node, kind: str) -> bool:
    """Whether a word such as ``static`` or ``async`` stands in a part."""
    return any(each.type == kind for each in node.children)

"""What JavaScript has and Python's syntax trees have not."""

import ast
from collections.abc import Iterable
from typing import Any

from analysis.code.values import Parameters


class Member(ast.Attribute):
    """``a.b`` and ``a?.b``: an item or an attribute, nothing where there is none."""


class New(ast.Call):
    """``new A(b)``."""


class FunctionLiteral(ast.expr):
    """A function, an arrow function or a method; its body is lowered when it is first followed."""

    _fields = ()

    def __init__(
        self, name: str, parameters: Parameters, body: Any, kinds: frozenset[str], line: int
    ) -> None:
        super().__init__(lineno=line)
        self.name, self.parameters, self.body, self.kinds = name, parameters, body, kinds


class ClassLiteral(ast.expr):
    """A class."""

    _fields = ()

    def __init__(self, name: str, bases: list[ast.expr], body: list[ast.stmt], line: int) -> None:
        super().__init__(lineno=line)
        self.name, self.bases, self.body = name, bases, body
        self.decorator_list: list[ast.expr] = []


class Coalesced(ast.expr):
    """``a ?? b``, and a pattern's default: ``b`` where ``a`` is not there."""

    _fields = ("value", "other")

    def __init__(self, value: ast.expr, other: ast.expr, line: int) -> None:
        super().__init__(lineno=line)
        self.value, self.other = value, other


class Assigned(ast.expr):
    """``a.b = c`` as an expression."""

    _fields = ("target", "value")

    def __init__(self, target: ast.expr, value: ast.expr, line: int) -> None:
        super().__init__(lineno=line)
        self.target, self.value = target, value


class Remainder(ast.expr):
    """``...rest`` of an object pattern: everything but what was taken."""

    _fields = ("value",)

    def __init__(self, value: ast.expr, taken: Iterable[str], line: int) -> None:
        super().__init__(lineno=line)
        self.value, self.taken = value, frozenset(taken)


class Names(ast.expr):
    """What ``for (… in value)`` goes through."""

    _fields = ("value",)

    def __init__(self, value: ast.expr, line: int) -> None:
        super().__init__(lineno=line)
        self.value = value


class TypeOf(ast.expr):
    """``typeof a``."""

    _fields = ("value",)

    def __init__(self, value: ast.expr, line: int) -> None:
        super().__init__(lineno=line)
        self.value = value


class Doing(ast.expr):
    """Statements, and the value that the expression around them has then."""

    _fields = ("value",)

    def __init__(self, statements: list[ast.stmt], value: ast.expr, line: int) -> None:
        super().__init__(lineno=line)
        self.statements, self.value = statements, value


class TooDeep(ast.expr):
    """An expression within more others than are lowered."""


class Import(ast.stmt):
    """``import a, { b as c } from "d"``: local names by what they import; "" is the module."""

    _fields = ()

    def __init__(self, specifier: str, names: list[tuple[str, str]], line: int) -> None:
        super().__init__(lineno=line)
        self.specifier, self.names = specifier, names


class ExportAll(ast.stmt):
    """``export * from "a"``."""

    _fields = ()

    def __init__(self, specifier: str, line: int) -> None:
        super().__init__(lineno=line)
        self.specifier = specifier

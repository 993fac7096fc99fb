"""Classes: constructors with what TypeScript and fields add to them, methods, what is static."""

import ast
from collections.abc import Iterator

from tree_sitter import Node

from analysis.code.javascript.literals import key_of
from analysis.code.javascript.lowering import Unit, assignment, has, line, member, text
from analysis.code.javascript.nodes import ClassLiteral, FunctionLiteral
from analysis.code.javascript.patterns import function_of, parameter_fields
from analysis.code.values import Parameters

_FIELDS = ("field_definition", "public_field_definition")
_FUNCTIONS = ("arrow_function", "function_expression")


def class_of(unit: Unit, node: Node, name: str) -> ClassLiteral:
    """A class as Python's rules follow it: its constructor is ``__init__``, its self ``this``."""
    bases = [unit.expression(each) for each in _above(node)]
    inner = node.child_by_field_name("body")
    parts = inner.named_children if inner is not None else []
    fields = [each for each in parts if each.type in _FIELDS and not has(each, "static")]
    body = [one for each in parts for one in _static(unit, each)]
    written = next((each for each in parts if _called(each) == "constructor"), None)
    made = [one for each in fields for one in _field(unit, each)]
    if written is not None:
        at = line(written)
        this = ast.Name("this", lineno=at)
        made += [
            assignment(member(this, each, at), ast.Name(each, lineno=at))
            for each in parameter_fields(written)
        ]
        first = [*made] if not bases else []
        constructor = function_of(unit, written, "__init__", method=True, first=first)
        if bases and made:
            constructor = function_of(unit, written, "__init__", method=True, first=made)
        body.append(assignment(ast.Name("__init__", lineno=at), constructor))
    elif made:
        body.append(assignment(ast.Name("__init__", lineno=line(node)), _made(made, bases, node)))
    return ClassLiteral(name, bases, body, line(node))


def _made(fields: list[ast.stmt], bases: list[ast.expr], node: Node) -> FunctionLiteral:
    """The constructor of a class that has fields and none written."""
    at = line(node)
    above = ast.Call(ast.Name("super", lineno=at), [], [], lineno=at)
    rest = ast.Starred(ast.Name("#rest", lineno=at), lineno=at)
    first = ast.Expr(ast.Call(member(above, "__init__", at), [rest], [], lineno=at), lineno=at)
    parameters = Parameters(("this",), (), "#rest", optional=True)
    body = [*([first] if bases else []), *fields]
    return FunctionLiteral("__init__", parameters, body, frozenset(), at)


def _above(node: Node) -> Iterator[Node]:
    for each in node.named_children:
        if each.type == "class_heritage":
            for one in each.named_children:
                if one.type == "extends_clause":
                    value = one.child_by_field_name("value")
                    yield from [value] if value is not None else []
                elif one.type != "implements_clause":
                    yield one


def _called(node: Node) -> str:
    name = node.child_by_field_name("name") or node.child_by_field_name("property")
    return text(name) if node.type in ("method_definition", *_FIELDS) else ""


def _static(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    """What a class itself has: its methods, and what is static."""
    name = _called(node)
    if node.type == "method_definition" and name != "constructor" and not has(node, "set"):
        key = node.child_by_field_name("name")
        said = key_of(unit, key) if key is not None else None
        if isinstance(said, ast.Constant):
            function = function_of(unit, node, str(said.value), method=True)
            if has(node, "static"):
                function.kinds |= {"classmethod"}
            yield assignment(ast.Name(str(said.value), lineno=line(node)), function)
    elif node.type in _FIELDS and has(node, "static"):
        yield assignment(ast.Name(name, lineno=line(node)), _value(unit, node, name))
    elif node.type == "class_static_block":
        inner = node.child_by_field_name("body")
        yield from unit.block(inner)


def _field(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    if node.child_by_field_name("value") is None:
        return
    at = line(node)
    key = node.child_by_field_name("name") or node.child_by_field_name("property")
    said = key_of(unit, key) if key is not None else None
    if isinstance(said, ast.Constant):
        this = ast.Name("this", lineno=at)
        yield assignment(member(this, str(said.value), at), _value(unit, node, str(said.value)))


def _value(unit: Unit, node: Node, name: str) -> ast.expr:
    value = node.child_by_field_name("value")
    if value is not None and value.type in _FUNCTIONS:
        return function_of(unit, value, name)
    return unit.expression(value)

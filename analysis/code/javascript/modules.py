"""Modules: what they import and export, ES modules and CommonJS alike in one dictionary."""

import ast
import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from analysis.code.javascript.classes import class_of
from analysis.code.javascript.expressions import EXPRESSIONS, named
from analysis.code.javascript.literals import string_of
from analysis.code.javascript.lowering import (
    Lowering,
    Unit,
    assignment,
    has,
    line,
    member,
    text,
)
from analysis.code.javascript.nodes import ExportAll, Import
from analysis.code.javascript.patterns import function_of
from analysis.code.javascript.statements import STATEMENTS
from analysis.source.modules import Module

_FILE = re.compile(r"// ((?:\S+/)?[^/\s]+\.(?:[cm]?[jt]sx?|json))")
_NAMED = ("function_declaration", "generator_function_declaration", "function_expression")


def body_of(module: Module) -> list[ast.stmt]:
    """The statements of a module; functions in it are lowered when they are followed."""
    if module.lowered is None:
        module.lowered = _lowered(module)
    return module.lowered  # type: ignore[no-any-return]


def _lowered(module: Module) -> list[ast.stmt]:
    unit = Unit(Lowering(EXPRESSIONS, {**STATEMENTS, **_OF_MODULES}, module.parts))
    empty = ast.Dict([], [], lineno=1)
    exported = ast.Dict([ast.Constant("exports", lineno=1)], [_exports(1)], lineno=1)
    first = [
        unit.assign("exports", empty),
        unit.assign("module", exported),
        unit.assign("this", _exports(1)),
    ]
    own, brought = _told_apart(module.tree.root_node.named_children)
    return [*first, *brought, *unit.statements(own)]


def _told_apart(nodes: Iterable[Node]) -> tuple[list[Node], list[ast.stmt]]:
    """The statements of a bundle that are its own, and the names of what others brought.

    Bundlers write above each module's statements the file where they stood.
    """
    own: list[Node] = []
    brought: list[ast.stmt] = []
    package = ""
    for node in nodes:
        if node.type == "comment":
            file = _FILE.fullmatch(text(node)) if node.end_byte - node.start_byte < 400 else None
            if file is not None:
                package = _package(file[1])
        elif not package:
            own.append(node)
        elif names := list(_declared(node)):
            brought.append(Import(package, [(name, name) for name in names], line(node)))
    return own, brought


def _package(file: str) -> str:
    _, there, path = file.rpartition("node_modules/")
    parts = path.split("/")
    return "/".join(parts[: 2 if path.startswith("@") else 1]) if there else ""


def _declared(node: Node) -> Iterator[str]:
    if node.type in ("lexical_declaration", "variable_declaration"):
        yield from (text(each.child_by_field_name("name")) for each in node.named_children)
    elif node.type in ("function_declaration", "class_declaration"):
        yield text(node.child_by_field_name("name"))


def _exports(at: int) -> ast.expr:
    return ast.Name("exports", lineno=at)


def _export_as(name: str, value: ast.expr, at: int) -> ast.stmt:
    return assignment(member(_exports(at), name, at), value)


def _import(_unit: Unit, node: Node) -> Iterator[ast.stmt]:
    at, source = line(node), node.child_by_field_name("source")
    if any(each.type in ("type", "typeof") for each in node.children):
        return
    names: list[tuple[str, str]] = []
    for clause in node.named_children:
        if clause.type == "import_require_clause":
            source = clause.child_by_field_name("source")
            names.append(("", text(clause.named_children[0])))
        for each in clause.named_children if clause.type == "import_clause" else ():
            names += _imported(each)
    if source is not None:
        yield Import(string_of(source), names, at)


def _imported(node: Node) -> Iterator[tuple[str, str]]:
    if node.type == "identifier":
        yield "default", text(node)
    elif node.type == "namespace_import":
        yield "", text(node.named_children[0])
    for each in node.named_children if node.type == "named_imports" else ():
        if each.type == "import_specifier" and not has(each, "type"):
            name = each.child_by_field_name("name")
            yield _word(name), text(each.child_by_field_name("alias") or name)


def _word(node: Node | None) -> str:
    return string_of(node) if node is not None and node.type == "string" else text(node)


def _export(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    at = line(node)
    source, declared = node.child_by_field_name("source"), node.child_by_field_name("declaration")
    if has(node, "type"):
        return
    if source is not None:
        yield from _passed_on(unit, node, string_of(source))
    elif has(node, "default"):
        value = node.child_by_field_name("value") or declared
        yield from _default(unit, value, at)
    elif declared is not None:
        before = set(unit.declared)
        yield from unit.statement(declared)
        for name in sorted(unit.declared - before):
            if not name.startswith("#"):
                yield _export_as(name, ast.Name(name, lineno=at), at)
    elif has(node, "="):
        owner = ast.Name("module", lineno=at)
        yield assignment(member(owner, "exports", at), unit.expression(node.named_children[-1]))
    else:
        for name, called in _exported(node):
            yield _export_as(called, ast.Name(name, lineno=at), at)


def _default(unit: Unit, value: Node | None, at: int) -> Iterator[ast.stmt]:
    name = text(value.child_by_field_name("name")) if value is not None else ""
    if value is not None and value.type in (*_NAMED, "class_declaration", "class"):
        made = class_of if value.type.startswith("class") else function_of
        made_of: ast.expr = made(unit, value, name or "default")
        if name:
            yield unit.assign(name, made_of)
            made_of = ast.Name(name, lineno=at)
        yield _export_as("default", made_of, at)
    else:
        yield _export_as("default", named(unit, value, "default"), at)


def _exported(node: Node) -> Iterator[tuple[str, str]]:
    """What is exported, and as what."""
    for clause in node.named_children:
        for each in clause.named_children if clause.type == "export_clause" else ():
            name = each.child_by_field_name("name")
            yield _word(name), _word(each.child_by_field_name("alias") or name)


def _passed_on(unit: Unit, node: Node, specifier: str) -> Iterator[ast.stmt]:
    """What a module exports of another one."""
    at = line(node)
    whole = next((each for each in node.named_children if each.type == "namespace_export"), None)
    several = list(_exported(node))
    if whole is not None:
        several = [("", text(whole.named_children[0]))]
    if not several:
        yield ExportAll(specifier, at)
        return
    kept = [(name, unit.temporary(), called) for name, called in several]
    yield Import(specifier, [(name, local) for name, local, _ in kept], at)
    for _, local, called in kept:
        yield _export_as(called, ast.Name(local, lineno=at), at)


_OF_MODULES = {"import_statement": _import, "export_statement": _export}

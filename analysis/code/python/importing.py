"""Imports, followed where the code is; names of libraries that are not read stay names."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.code.attributes import in_module
from analysis.code.evaluator import Evaluator
from analysis.code.python.assigning import bind
from analysis.code.python.unread import missed_import
from analysis.code.values import External, Opaque, Package, Scope, Value
from analysis.source.modules import Module


def follow_import(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    """Follow ``import a.b`` and ``import a.b as c``."""
    for alias in node.names:
        first = alias.name.partition(".")[0]
        there = evaluator.load(alias.name) or evaluator.files.has_folder(alias.name)
        bound = alias.name if alias.asname else first
        ours = evaluator.files.module(first) is not None or evaluator.files.has_folder(first)
        if not there:
            missed_import(evaluator, alias.name, alias.name)
        bind(alias.asname or first, Package(bound) if ours else External(bound), scope)
    return True


def follow_import_from(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    """Follow ``from a import b``; a star brings every name that is not private."""
    base = absolute(node, scope.module)
    ours = evaluator.load(base) or evaluator.files.has_folder(base)
    module = evaluator.files.module(base)
    for alias in node.names:
        if alias.name == "*":
            names: Mapping[str, Value] = {}
            if base in evaluator.modules:
                names = evaluator.modules[base].names
            for name, value in list(names.items()):
                if not name.startswith("_"):
                    bind(name, value, scope)
        elif ours:
            if module is None or module.is_package:  # a file has no modules below it
                evaluator.load(f"{base}.{alias.name}")
            bind(alias.asname or alias.name, in_module(evaluator, base, alias.name), scope)
        else:
            outside: Value = Opaque() if node.level else External(f"{base}.{alias.name}")
            bind(alias.asname or alias.name, outside, scope)
    if not ours:
        missed_import(evaluator, base, "." * node.level + (node.module or ""))
    return True


def absolute(node: ast.ImportFrom, module: Module) -> str:
    """The dotted name of the module that an import names, from where it stands."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    up = node.level - (1 if module.is_package else 0)
    kept = parts[: max(len(parts) - up, 0)] if up else parts
    return ".".join([*kept, *(node.module.split(".") if node.module else [])])


def imported_by(module: Module) -> Iterator[str]:
    """The dotted names of the modules that one may import, wherever the import stands."""
    for node in _statements(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, module)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names if alias.name != "*")


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Every statement, however deep; expressions hold none."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        for name in _BODIES.get(type(node), ()):
            waiting.extend(getattr(node, name))


_HOLDING = ("body", "orelse", "finalbody", "handlers", "cases")
_BODIES: Mapping[type[ast.AST], Sequence[str]] = {
    kind: [name for name in _HOLDING if name in getattr(kind, "_fields", ())]
    for kind in (*ast.stmt.__subclasses__(), ast.ExceptHandler, ast.match_case)
}
"""By kind of node, in which fields it has lists of statements, or of what has such."""

"""Imports: followed where code is, and listed for a package, which has to contain their files.

Names of libraries that are not read stay names. For a package imports inside functions count, as do
the packages that a module is in; what is not under the code's folders (the runtime's, other
people's) does not.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.code.attributes import in_module
from analysis.code.evaluator import Evaluator
from analysis.code.python.assigning import bind
from analysis.code.python.unread import missed_import
from analysis.code.values import External, Opaque, Package, Scope, Value
from analysis.source.entries import Entry
from analysis.source.modules import Library, Module

_MOST = 1_000  # modules of one function
Imports = dict[int, tuple[str, ...]]
"""The dotted names that a module may import, by its identity."""


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


def modules_of(start: Entry, known: Imports) -> tuple[str, ...]:
    """Their paths, relative to the template's repository or folder, sorted.

    ``known`` keeps what was found of modules, for the next function.
    """
    library = start.library
    found: dict[str, Module] = {}
    waiting = list(_with_packages(library, start.module.name))
    while waiting and len(found) < _MOST:
        module = waiting.pop()
        if module.name not in found:
            found[module.name] = module
            if id(module) not in known:
                known[id(module)] = tuple(dict.fromkeys(_imported(module)))
            for name in known[id(module)]:
                waiting.extend(_with_packages(library, name))
    return tuple(sorted(_shown(library, each) for each in found.values()))


def _shown(library: Library, module: Module) -> str:
    path = module.path
    if path is None:  # text in the template
        return module.shown
    root = library.root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _with_packages(library: Library, name: str) -> Iterator[Module]:
    parts = name.split(".")
    for count in range(1, len(parts) + 1 if parts[0] else 0):
        module = library.module(".".join(parts[:count]))
        if module is not None:
            yield module


def _imported(module: Module) -> Iterator[str]:
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
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                waiting.extend(inner)

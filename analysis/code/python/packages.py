"""The files that a function's package has to contain: what its handler imports, and they in turn.

Imports inside functions count, as do the packages that a module is in; what is not under the
code's folders (the runtime's, other people's) does not.
"""

import ast
from collections.abc import Iterator

from analysis.code.python.importing import absolute
from analysis.source.entries import Entry
from analysis.source.library import Library
from analysis.source.modules import Module

_MOST = 1_000  # modules of one function


Imports = dict[int, tuple[str, ...]]
"""The dotted names that a module may import, by its identity."""


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

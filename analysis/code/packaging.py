"""The files that a function's package has to contain, by the imports of its modules.

Imports inside functions count, as do the packages that a module of Python is in; what is not under
the code's folders (the runtime's, other people's) does not.
"""

from collections.abc import Iterator
from pathlib import Path

from analysis.code.python.importing import imported_by
from analysis.source.entries import Entry
from analysis.source.modules import Library, Module

_MOST = 1_000  # modules of one function
Imports = dict[int, tuple[str, ...]]
"""The names of the modules that a module may import, by its identity."""


def modules_of(start: Entry, known: Imports) -> tuple[str, ...]:
    """Their paths, relative to the template's repository or folder, sorted.

    ``known`` keeps what was found of modules, for the next function.
    """
    found: dict[str, Module] = {}
    waiting = list(_named(start, start.module.name)) or [start.module]
    while waiting and len(found) < _MOST:
        module = waiting.pop()
        if module.name not in found:
            found[module.name] = module
            if id(module) not in known:
                known[id(module)] = tuple(dict.fromkeys(_imported(start, module)))
            for name in known[id(module)]:
                waiting.extend(_named(start, name))
    root = start.library.root.resolve()
    return tuple(sorted(_shown(root, each) for each in found.values()))


def _shown(root: Path, module: Module) -> str:
    path = module.path
    if path is None:  # text in the template
        return module.shown
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _imported(start: Entry, module: Module) -> Iterator[str]:
    if isinstance(start.library, Library):
        yield from imported_by(module)
    else:
        yield from start.library.imported_by(module)


def _named(start: Entry, name: str) -> Iterator[Module]:
    """The module of a name; in Python with the packages that it is in."""
    parts = name.split(".")
    first = 1 if isinstance(start.library, Library) else len(parts)
    for count in range(first, len(parts) + 1 if parts[0] else 0):
        module = start.library.module(".".join(parts[:count]))
        if module is not None:
            yield module

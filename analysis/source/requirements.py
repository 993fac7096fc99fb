"""Which libraries lists beside Python code have pip install: requirements, pyproject, Pipfile."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

_NAME = re.compile(r"[ \t]{0,8}([A-Za-z][\w.-]{0,80})")
_MOST_LISTS = 8  # in one folder
_TABLES = ("packages", "dev-packages", "tool.poetry.dependencies", "tool.poetry.dev-dependencies")
_ARRAYS = ("project.dependencies", "build-system.requires")
_GROUPS = ("project.optional-dependencies", "dependency-groups", "tool.poetry.group")


def required(folder: Path, text_of: Callable[[Path], str]) -> frozenset[str]:
    """The names in a folder's lists, as modules are called."""
    named = (name for path in _lists(folder) for name in _listed(path, text_of(path)))
    return frozenset(re.split(r"[\[ .]", each)[0].replace("-", "_").lower() for each in named)


def _lists(folder: Path) -> Iterator[Path]:
    try:
        yield from islice(sorted(folder.glob("requirements*.txt")), _MOST_LISTS)
        yield from islice(sorted(folder.glob("requirements/*.txt")), _MOST_LISTS)
    except OSError:
        return
    yield from (folder / name for name in ("pyproject.toml", "Pipfile"))


def _listed(path: Path, text: str) -> Iterator[str]:
    if path.suffix == ".txt":
        yield from (found[1] for line in text.splitlines() if (found := _NAME.match(line)))
        return
    import tomllib  # late: most systems have no such file

    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    for each in _TABLES:
        yield from _keys(_at(document, each))
    for each in _ARRAYS:
        yield from _items(_at(document, each))
    for each in _GROUPS:
        groups = _at(document, each)
        for group in groups.values() if isinstance(groups, dict) else ():
            yield from (*_items(group), *_keys(_at(group, "dependencies")))


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _keys(table: Any) -> Iterator[str]:
    for name, how in table.items() if isinstance(table, dict) else ():
        if not (isinstance(how, dict) and "path" in how):  # a folder of the repository
            yield str(name)


def _items(several: Any) -> Iterator[str]:
    for each in several if isinstance(several, list) else ():
        if found := _NAME.match(str(each)):
            yield found[1]

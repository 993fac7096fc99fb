"""Finds the modules of ours that some modules import, directly or through others.

The standard library's modulefinder reads compiled code along a search path of our choosing, so any
checkout can be packed, whatever this process has imported itself.
"""

import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from modulefinder import ModuleFinder
from pathlib import Path
from typing import Any

from lab.errors import PackagingFailed

# What Lambda's Python runtimes bring along:
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
IN_THE_RUNTIME = frozenset(
    {"boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"}
)


_ONE_AT_A_TIME = threading.Lock()
"""It empties the import system's caches, which two threads must not do at once."""


@dataclass(frozen=True)
class Closure:
    """Files by their name inside the zip, and the names each module defines."""

    files: dict[str, Path]
    defined: dict[str, frozenset[str]]


def closure(root: Path, modules: Iterable[str]) -> Closure:
    """What these modules need of the packages under root; raises PackagingFailed.

    Parents' `__init__` are part of it, since importing a module runs them. Imports inside
    functions count; what the runtime has (the standard library, boto3) is left out.
    """
    finder = ModuleFinder(path=[str(root)])
    with _ONE_AT_A_TIME:
        for module in modules:
            _follow(finder, module, root)
    _refuse_missing(finder, root)
    # Modules built into Python are found too, but are not files.
    found = [_Module(name, at) for name, at in finder.modules.items() if vars(at)["__file__"]]
    files = {module.file.relative_to(root).as_posix(): module.file for module in found}
    return Closure(dict(sorted(files.items())), {module.name: module.defined for module in found})


class _Module:
    """What modulefinder found of a module; its own class has no types."""

    def __init__(self, name: str, module: Any) -> None:
        self.name = name
        self.file = Path(module.__file__)
        self.defined = frozenset[str](module.globalnames)


def _follow(finder: ModuleFinder, module: str, root: Path) -> None:
    try:
        finder.import_hook(module)
    except ImportError:
        expected = root.joinpath(*module.split(".")).with_suffix(".py")
        raise PackagingFailed(f"module {module} is not at {expected}") from None
    except SyntaxError as error:
        raise PackagingFailed(
            f"{error.filename} does not compile: {error.msg} (line {error.lineno})"
        ) from error


def _refuse_missing(finder: ModuleFinder, root: Path) -> None:
    # "Maybe" are names from a package that may be attributes; "missing" are surely modules.
    missing, _ = finder.any_missing_maybe()
    provided = IN_THE_RUNTIME | sys.stdlib_module_names
    for name in sorted(missing):
        if name.partition(".")[0] in provided:
            continue
        importers = ", ".join(sorted(finder.badmodules[name]))
        raise PackagingFailed(
            f"{importers} imports {name}, which is neither under {root} nor in Lambda's runtime"
        )

"""The command line is for people and processes: no module, tool or notebook imports it."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {found.relative_to(ROOT).parts[0] for found in ROOT.glob("[!.]*/**/*.py")} - {"build"}
MAY = (
    "lab/cli/",
    "tests/lab/cli/",
    "tools/commands_page.py",  # the reference of the commands is made of them
)


def sources(folder: Path) -> Iterator[tuple[str, str]]:
    """The code of every module and notebook below a folder, by its path."""
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for path in sorted(folder.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                code = "".join(line for line in cell["source"] if not line.startswith("%"))
                yield path.relative_to(ROOT).as_posix(), code


def imported(code: str) -> Iterator[str]:
    """Every module that code imports, and every name that it takes from one."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def importers(folder: Path) -> set[str]:
    return {
        path
        for path, code in sources(folder)
        if not path.startswith(MAY)
        and re.search(r"\bcli\b", code)  # parsing all that there is takes its time
        and any(f"{name}.".startswith("lab.cli.") for name in imported(code))
    }


@pytest.mark.parametrize("folder", sorted(FOLDERS | {"notebooks"}))
def test_nobody_imports_the_command_line(folder: str) -> None:
    assert importers(ROOT / folder) == set()


@pytest.mark.parametrize(
    "code", ["import lab.cli", "from lab import cli", "from lab.cli.main import run"]
)
def test_each_way_of_importing_it_is_seen(code: str) -> None:
    assert any(f"{name}.".startswith("lab.cli.") for name in imported(code))

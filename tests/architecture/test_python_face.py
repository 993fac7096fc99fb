"""Walkthroughs and the README need nothing of analysis but the names that it offers."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import analysis

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def code(notebook: Path) -> str:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def beyond(source: str) -> Iterator[str]:
    """What is taken of analysis that it does not offer."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from (each.name for each in node.names if each.name.startswith("analysis."))
            case ast.ImportFrom(module="analysis"):
                yield from (each.name for each in node.names if each.name not in analysis.__all__)
            case ast.ImportFrom(module=str(module)) if module.startswith("analysis."):
                yield module
            case ast.Attribute(value=ast.Name(id="analysis"), attr=name):
                yield from () if name in analysis.__all__ else (name,)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_walkthrough_uses_the_names_that_are_offered(notebook: Path) -> None:
    assert list(beyond(code(notebook))) == []
    assert "import analysis" in code(notebook)


def test_the_readme_uses_the_names_that_are_offered() -> None:
    shown = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert shown
    assert list(beyond("\n".join(shown))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import analysis.draw.picture",
        "from analysis import extract",
        "from analysis.extract import extract",
        "analysis.extract('x')",
    ],
)
def test_each_way_of_going_beyond_is_seen(source: str) -> None:
    assert list(beyond(source))

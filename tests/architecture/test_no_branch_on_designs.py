"""Nothing asks which design it has before it: what differs is in the design's own record."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.designs import ROOT, designs

NAMED = re.compile("|".join(each.name for each in designs()), re.IGNORECASE)

EXCEPT = {
    "lab/cli/demo/": "the demo is a story told about these two",
    "analysis/prediction/": "choreography is the field's word: events and their takers",
    "analysis/style.py": "the colours of these two by name; others get theirs by place",
    "analysis/palette.py": "the same",
    "analysis/experiments/": "the published study is of these two",
}
"""Where code may name a design, and why."""


def named(path: Path, root: Path = ROOT) -> Iterator[str]:
    """Where code names a design: a text that is no docstring, a name, an attribute, an import."""
    code = path.read_text(encoding="utf-8")
    if not NAMED.search(code):
        return
    tree = ast.parse(code)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        said = {
            ast.Constant: lambda n: n.value if isinstance(n.value, str) else "",
            ast.Name: lambda n: n.id,
            ast.Attribute: lambda n: n.attr,
            ast.arg: lambda n: n.arg,
            ast.alias: lambda n: n.name,
            ast.ImportFrom: lambda n: n.module or "",
        }.get(type(node))
        if said and id(node) not in told and NAMED.search(text := said(node)):
            yield f"{path.relative_to(root)}:{node.lineno}: {text[:60]!r}"


def modules() -> list[Path]:
    found = [each for part in ("lab", "analysis") for each in sorted((ROOT / part).rglob("*.py"))]
    return [each for each in found if ROOT / "lab" / "designs" not in each.parents]


def test_no_code_names_a_design() -> None:
    excepted = {ROOT / each for each in EXCEPT}
    asked = [each for each in modules() if not {each, *each.parents} & excepted]
    assert len(asked) > 200
    assert [line for path in asked for line in named(path)] == []


@pytest.mark.parametrize(
    "code",
    ['x = "orchestration"', "from tests.designs import CHOREOGRAPHY", "if act.choreography: ...",
     'print(f"choreography: {x}")'],
)  # fmt: skip
def test_a_branch_would_be_seen(tmp_path: Path, code: str) -> None:
    (tmp_path / "a.py").write_text(f'"""About choreography."""\n{code}\n')
    assert len(list(named(tmp_path / "a.py", tmp_path))) == 1

"""Files that differ in comments, docstrings and layout alone say the same to whoever runs them."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.difference import Version, difference
from analysis.difference.meaning import same_said
from analysis.reaches import Reaches
from tests.analysis.difference.test_code_files import function

Template = Callable[..., Version]


def alike(folder: Path, name: str, *contents: str) -> bool:
    given = []
    for number, content in enumerate(contents):
        place = folder / str(number) / name
        place.parent.mkdir()
        place.write_text(content)
        given += [place, hashlib.sha256(content.encode()).hexdigest()]
    return same_said(*given)  # type: ignore[arg-type]


PYTHON = '''"""Charges cards."""

MOST = 3
"""How often."""


def handler(event, context):
    """Charge the card."""
    return event["total"]  # cents
'''


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("a.py", PYTHON, PYTHON.replace("Charge", "Debit").replace("often", "many times")),
        ("a.py", PYTHON, "MOST = 3\ndef handler(event, context): return event['total']"),
        ("a.py", 'def f():\n    """Nothing."""', "def f():\n    pass"),
        ("a.js", "// one\nexport const f = (x) => x + 1;", "export const f = (x) =>\n  x + 1;"),
        ("a.ts", "/** @returns */ function f(x: number) { return x }",
         "function f(x: number) {return x}"),
        ("rates.json", '{"a": 1, "b": 2}', '{\n "b": 2,\n "a": 1}'),
        ("rates.yaml", "a: 1  # one\nb: [x]", "b:\n- x\na: 1"),
    ],
)  # fmt: skip
def test_the_same_is_said(tmp_path: Path, name: str, one: str, other: str) -> None:
    assert alike(tmp_path, name, one, other)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("a.py", PYTHON, PYTHON.replace("= 3", "= 4")),
        ("a.py", PYTHON, PYTHON.replace("return", "yield")),
        ("a.py", 'X = "text"', 'X = "texts"'),
        ("a.py", "x = = 1", "x = = 1 # no Python"),
        ("a.js", "const f = (x) => x + 1;", "const f = (x) => x + 2;"),
        ("a.js", "const f = `a b`;", "const f = `a  b`;"),
        ("a.js", "return\nx", "return x"),
        ("rates.json", '{"a": [1, 2]}', '{"a": [2, 1]}'),
        ("rates.yaml", "a: 1", "a: '1'"),
        ("notes.txt", "a", "a "),
    ],
)
def test_something_else_is_said(tmp_path: Path, name: str, one: str, other: str) -> None:
    assert not alike(tmp_path, name, one, other)


def test_what_is_no_longer_what_was_read_is_compared_as_text(tmp_path: Path) -> None:
    place = tmp_path / "a.py"
    place.write_text("X = 1")
    now = hashlib.sha256(b"X = 1").hexdigest()
    assert same_said(place, now, place, now)
    assert not same_said(place, now, place, "what was read before")


def test_who_has_other_docstrings_alone_is_redeployed_and_not_edited(template: Template) -> None:
    text = function("A", "a/") + function("B", "b/")
    code = '"""%s"""\ndef handler(event, context): return 1'
    before = {"a/app.py": code % "Once.", "b/app.py": code % "Once."}
    after = {"a/app.py": code % "Twice.", "b/app.py": code.replace("1", "2") % "Once."}
    found = difference(template(text, files=before), template(text, files=after))
    assert found.reaches == Reaches(edited=("B",), redeployed=("A", "B"), told=())
    assert found.components == ("B",)
    assert (found.functions_by("comments"), found.changed_functions) == (("A",), ("B",))
    assert "= by comments alone: A" in found.to_text()
    assert found.to_wire()["functions"]["changed_by_comments"] == ["A"]


def test_shared_code_that_says_the_same_is_no_change_of_it(template: Template) -> None:
    text = function("A", "./", "a.handler") + function("B", "./", "b.handler")
    before = {"a.py": "import common", "b.py": "import common", "common.py": "X = 1"}
    after = before | {"common.py": "X = 1  # one"}
    found = difference(template(text, files=before), template(text, files=after))
    assert (found.functions_by("shared code"), found.functions_by("comments")) == ((), ("A", "B"))
    assert found.reaches.redeployed == ("A", "B")

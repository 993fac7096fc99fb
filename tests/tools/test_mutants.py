import ast
from pathlib import Path

import pytest

from tools import mutants

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a >= b", "a > b"),
        ("a and b", "a or b"),
        ("not a", "a"),
        ("a if b else c", "c if b else a"),
        ("a + b", "a - b"),
        ("f(True)", "f(False)"),
        ("f(3)", "f(4)"),
    ],
)
def test_a_fault_changes_one_place_and_no_other(world: Path, before: str, after: str) -> None:
    (world / "m.py").write_text(f"x = {before}\ny = 'kept'\n")
    sources = [make().source for make in mutants.mutants(Path("m.py"))]
    assert sources == [f"x = {after}\ny = 'kept'"]


def test_a_class_that_is_not_frozen_and_another_annotation_are_no_faults(world: Path) -> None:
    told = "@dataclass(frozen=True)\nclass A:\n    x: bool | None = %s"
    (world / "m.py").write_text(told % True)
    assert [made().source for made in mutants.mutants(Path("m.py"))] == [told % False]


def test_what_is_returned_is_lost_and_where_nothing_is_there_is_no_fault(world: Path) -> None:
    (world / "m.py").write_text("def f(a):\n    return a\n\ndef g():\n    return None\n")
    [made] = mutants.mutants(Path("m.py"))
    assert made().source == "def f(a):\n    return None\n\ndef g():\n    return None"


def test_every_fault_of_a_file_is_another_program() -> None:
    file = Path("orderflow/world.py")
    whole = ast.unparse(ast.parse((ROOT / file).read_text("utf-8")))
    made = [make() for make in mutants.mutants(file)]
    assert len(made) > 15
    assert len({whole, *(each.source for each in made)}) > len(made) * 0.9
    assert all(each.source != whole for each in made)


@pytest.mark.slow
def test_only_a_fault_that_the_tests_notice_is_caught(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (world / "m.py").write_text("def least(a, b):\n    return a if a <= b else b\n")
    (world / "test_m.py").write_text(
        "from m import least\n\ndef test_least():\n    assert least(1, 2) == 1\n"
    )
    (world / "pytest.ini").write_text("[pytest]\npythonpath = .\nmarkers =\n  engine\n  seldom\n")
    monkeypatch.setattr(mutants, "FITTING", {".": ("test_m.py",)})
    found = {
        each.told: mutants.caught(each, world)
        for each in (make() for make in mutants.mutants(Path("m.py")))
    }
    assert found == {
        "return a if a <= b else b  →  return None": True,
        "a if a <= b else b  →  b if a <= b else a": True,
        "a <= b  →  a < b": False,
    }
    assert "a <= b" in (world / "m.py").read_text()

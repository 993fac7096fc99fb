"""The decisions are all listed, and each says what it must."""

from pathlib import Path

import pytest

from tools.decisions_index import FOLDER, index

DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))


def test_the_index_is_fresh() -> None:
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == index(), "run `make docs`"


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_opens_with_its_number(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(f"# {path.name[:4]} ")


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("part", ["Question", "Choice", "What would reverse it"])
def test_each_decision_has_its_parts(path: Path, part: str) -> None:
    assert f"**{part}" in path.read_text(encoding="utf-8")

"""The decisions are all listed, and each says what it must."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "decisions"
DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))


def test_the_index_lists_each_decision_by_its_title() -> None:
    rows = []
    for path in DECISIONS:
        number, _, title = path.read_text(encoding="utf-8").splitlines()[0][2:].partition(" ")
        rows.append(f"| [{number}]({path.name}) | {title} |")
        assert path.name.startswith(f"{number}-")
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [line for line in index.splitlines() if line.startswith("| [")] == rows


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("part", ["Question", "Choice", "What would reverse it"])
def test_each_decision_has_its_parts(path: Path, part: str) -> None:
    assert f"**{part}" in path.read_text(encoding="utf-8")

"""Writes the index of docs/decisions from each ruling's title; a test holds it fresh."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "decisions"

OPENING = """# Decisions

One ruling a file: the question, the options, the choice, and what would reverse it.

| no. | ruling |
|---|---|
"""


def index(folder: Path = FOLDER) -> str:
    """The whole page: a row a file, from its first line `# 0001 Title`."""
    rows = []
    for path in sorted(folder.glob("[0-9]*.md")):
        number, _, title = path.read_text(encoding="utf-8").splitlines()[0][2:].partition(" ")
        rows.append(f"| [{number}]({path.name}) | {title} |\n")
    return OPENING + "".join(rows)


if __name__ == "__main__":
    (FOLDER / "README.md").write_text(index(), encoding="utf-8")

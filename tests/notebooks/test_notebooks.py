"""Every notebook runs from top to bottom, and a warning fails it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from analysis.experiments import read
from analysis.experiments.guesses import guessed
from lab.git import Repository
from lab.history import sample_shop, steps

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST = 180  # seconds a cell may take

STRICT = "import warnings; warnings.simplefilter('error')"


@pytest.mark.seldom
@pytest.mark.engine
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path) -> None:
    import nbformat  # seconds, which the fast tests need not wait for
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(STRICT))
    client = NotebookClient(
        notebook, timeout=LONGEST, resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    heard = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stderr" and "Warning" in output.text
    ]
    assert heard == []


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


def test_the_guesses_that_come_with_ten_changes_are_all_there_and_wrong_in_places() -> None:
    guesses: dict[str, Any] = {}
    for cell in json.loads((ROOT / "notebooks/04_ten_changes.ipynb").read_text())["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and source.startswith("guesses"):
            told: dict[str, Any] = {"guesses": {}}
            exec(source, told)
            guesses |= told["guesses"]
    mine = guessed(read(ROOT / "changes/results.json"), guesses)
    wrong = [each for each in mine if each.sets.predicted != each.sets.actual]
    assert len(mine) == 20
    assert 3 <= len(wrong) <= 15


def test_the_walkthrough_of_a_past_names_changes_that_are_in_it(tmp_path: Path) -> None:
    with Repository(sample_shop(tmp_path / "shop")) as repository:
        subjects = {each.subject for each in steps(repository, "commit")}
    cells = json.loads((ROOT / "notebooks/07_your_own_system.ipynb").read_text())["cells"]
    prose = "\n".join("".join(x["source"]) for x in cells if x["cell_type"] == "markdown")
    named = set(re.findall(r"`([A-Z][a-z]+ [a-z ]+)`", prose))
    assert len(named) == 2
    assert named <= subjects

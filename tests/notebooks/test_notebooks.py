"""Every notebook runs from top to bottom, and a warning fails it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST = 180  # seconds a cell may take

STRICT = "import warnings; warnings.simplefilter('error')"


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

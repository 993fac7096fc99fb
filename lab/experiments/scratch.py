"""Scratch copies of the checkout, with patches applied; the checkout itself is never touched."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from lab.designs import ROOT, Design
from lab.experiments.experiment import BadExperiment, Experiment, NoCheckout
from lab.experiments.patches import apply
from lab.own_folder import own_folder

COPIED = ("orderflow", "lab", "samples", "tests")
BESIDE = ("pyproject.toml", "conftest.py", "changes/conftest.py")
_PASSED_OVER = shutil.ignore_patterns("__pycache__", "*.pyc", ".*_cache")


@contextlib.contextmanager
def scratch(
    experiment: Experiment, patched: Sequence[Design] | None = None, *, root: Path = ROOT
) -> Iterator[Path]:
    """A copy with the change's shared patch and those of its designs applied, for the block.

    patched: only these designs' patches. Raises PatchDoesNotApply, NoCheckout.
    """
    _refuse_links(experiment.stories)
    with own_folder() as made:
        tree = made / "checkout"
        _copy(root, tree)
        for design in experiment.designs:
            shutil.copytree(design.folder, tree / design.name, ignore=_PASSED_OVER)
        shutil.copytree(
            experiment.stories, tree / "changes" / experiment.name / "stories", ignore=_PASSED_OVER
        )
        if experiment.shared:
            apply(experiment.shared, tree)
        for design in experiment.designs if patched is None else patched:
            apply(experiment.patch(design), tree)
        # A template's paths are followed within its repository, and this is one of its own.
        (tree / ".git").mkdir()
        yield tree


def _refuse_links(stories: Path) -> None:
    """What lies elsewhere is not copied, and a loop of links has no end."""
    if not stories.is_dir():
        raise BadExperiment(f"{stories} is no folder: write the change's stories in it.")
    for folder, folders, files in os.walk(stories):
        for each in (Path(folder, name) for name in (*folders, *files)):
            if each.is_symlink() or not (each.is_dir() or each.is_file()):
                raise BadExperiment(f"{each} is no file of the change's own: copy it there.")


def _copy(root: Path, tree: Path) -> None:
    missing = [each for each in (*COPIED, *BESIDE) if not (root / each).exists()]
    if missing:
        raise NoCheckout(
            f"{root} has no {missing[0]}, so no change can be applied: run this in a checkout."
        )
    for name in COPIED:
        shutil.copytree(root / name, tree / name, ignore=_PASSED_OVER)
    for name in BESIDE:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, tree / name)

"""What lies at a place of a revision, as a system is opened from it."""

from pathlib import Path
from typing import NamedTuple

from analysis.source.files import Files
from analysis.source.settings import Settings, settings_for
from lab.git import Tree


class Lying(NamedTuple):
    """The paths to read there, by which settings, and the files as git lists them."""

    paths: list[Path]
    title: str
    settings: Settings
    files: Files


def lying_at(tree: Tree, place: Path) -> Lying | None:
    """What lies at a place of the revision that a tree has; None where nothing does.

    The settings are the revision's own; where they lie at the place, they say what is read.
    """
    folder = tree.folder / place
    if not folder.exists():
        return None
    files = Files()
    files.list_below(tree.folder, tree.names)
    said = settings_for(folder, files)
    whole = said.path is not None and said.folder.resolve() == folder.resolve()
    return Lying(said.read if whole else [folder], folder.name, said, files)

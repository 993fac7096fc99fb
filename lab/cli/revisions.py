"""Systems at a revision: `REV:PATH` wherever a system is named, and the two sides of a `diff`."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from analysis.source.files import Files
from analysis.source.opening import Beforehand
from analysis.source.paths import called
from analysis.source.settings import settings_for
from lab.cli.named import Named, design_called, system_called
from lab.git import BadRevision, NoRepository, Repository, Tree
from lab.history.opening import lying_at
from lab.own_folder import own_folder

STAGED = "what is staged"


class Sides(NamedTuple):
    """The system before and after."""

    before: Named
    after: Named


def revision_called(name: str) -> Named | None:
    """The system that `REV:PATH` names, None where the name is a path, or has no colon."""
    revision, colon, path = name.partition(":")
    if not colon or not revision or Path(name).exists() or "," in name:
        return None
    try:
        repository = _repository()
    except NoRepository:
        return None
    return _at(repository, revision, Path(path.lstrip("/")))


def sides(names: Sequence[str], *, staged: bool) -> Sides | None:
    """What a `diff` of revisions compares; None where both names are systems.

    Raises:
        NoRepository: this is no repository.
        BadRevision: it has no such revision.
    """
    if staged and len(names) < 2:
        before, after, path = "HEAD", STAGED, "".join(names)
    elif not staged and names and (found := _range(names)):
        before, after, path = found
    else:
        return None
    repository = _repository()
    if "..." in before:
        one, _, other = before.partition("...")
        before, after = repository.fork(*map(repository.commit, (one, other))), other
    place = _place(repository, path)
    there = _working(path) if after == "" else _at(repository, after, place)
    return Sides(_at(repository, before, place), there)


def _range(names: Sequence[str]) -> tuple[str, str, str] | None:
    """The revisions before and after ("" for the files as they are), and the path."""
    first, *others = names
    if _is_system(first) or len(names) > 2:
        return None
    if "..." in first:
        one, _, other = first.partition("...")
        return f"{one or 'HEAD'}...{other or 'HEAD'}", "-", "".join(others)
    if ".." in first and "/" not in first.replace("..", "", 1).partition(":")[0][:1]:
        one, _, other = first.partition("..")
        return one or "HEAD", other or "HEAD", "".join(others)
    if others and not _is_system(others[0]) and ":" not in f"{first}{others[0]}":
        return first, others[0], ""
    return None if ":" in first else (first, "", "".join(others))


def _is_system(name: str) -> bool:
    paths = name.split(",")
    return bool(
        all(Path(each).exists() for each in paths)
        or design_called(name)
        or name == "both"
        or system_called(name)
        or any(mark in name for mark in "*?[")
    )


def _repository() -> Repository:
    return click.get_current_context().find_root().with_resource(Repository(Path()))


def _place(repository: Repository, path: str) -> Path:
    """Where something lies in its repository."""
    try:
        return Path(path or ".").resolve().relative_to(repository.root.resolve())
    except ValueError:
        raise NoRepository(f"{path}: it is not in the repository one stands in.") from None


def _working(path: str) -> Named:
    if path and (named := system_called(path)):
        return named
    folder = Path(path or ".")
    said = settings_for(folder, Files())
    return Named(said.read, None, said) if said.path and not path else Named([folder], None, said)


def _at(repository: Repository, revision: str, place: Path) -> Named:
    """The system that lies there at a revision; its files are in a folder of ours meanwhile."""
    if revision == STAGED:
        entries = repository.staged()
    else:
        entries = repository.tree(repository.commit(revision))
    context = click.get_current_context().find_root()
    tree = Tree(repository, context.with_resource(own_folder()) / repository.root.name)
    context.with_resource(called(tree.folder, ""))
    tree.go_to(entries)
    _refuse_missing(tree, revision)
    there = lying_at(tree, place)
    if there is None:
        raise BadRevision(f"{revision}:{place.as_posix()}: there is no such file at that revision.")
    return Named(there.paths, there.title, there.settings, Beforehand(there.files), revision)


def _refuse_missing(tree: Tree, revision: str) -> None:
    if tree.missing:
        more = f" and {len(tree.missing) - 3} more" if len(tree.missing) > 3 else ""
        raise BadRevision(
            f"{revision}: this clone has not what is in {', '.join(tree.missing[:3])}{more}: "
            "fetch it whole, as with `git fetch --refetch`."
        )

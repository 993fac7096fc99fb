"""Changes, read one after the other: each revision is read once, in a folder that goes along."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from analysis.difference import Version, difference, version
from analysis.difference.aligning import opened_alike
from analysis.history.record import (
    BEGINNING,
    ELSEWHERE,
    UNREADABLE,
    ChangeRecord,
    from_wire,
    record,
)
from analysis.plain_values import to_plain
from analysis.refusals import Refused
from analysis.source import System, open_system
from analysis.source.opening import Beforehand
from analysis.source.paths import called
from analysis.wording import counted
from lab.git import Entries, Repository, Tree
from lab.history.keeping import Kept
from lab.history.opening import lying_at
from lab.history.steps import Step

_FOLDERS = 3
_ELSEWHERE = "nothing that is read differs"
_READ = frozenset((
    ".cjs", ".cts", ".js", ".json", ".jsx", ".mjs", ".mts", ".py", ".template", ".tf", ".toml",
    ".ts", ".tsx", ".vtl", ".yaml", ".yml",
))  # fmt: skip
"""Files by which a system may come to be another when they are new or gone."""


@dataclass(eq=False)
class _Revision:
    """A revision as it was read; ``why`` says why it was not."""

    commit: str
    tree: Tree
    entries: Entries
    system: System | None = None
    version: Version | None = None
    why: str = ""


def replay(
    repository: Repository,
    steps: Sequence[Step],
    place: Path,
    folder: Path,
    *,
    kept: Kept | None = None,
    anew: bool = False,
    news: Callable[[str], None] = lambda _: None,
) -> Iterator[ChangeRecord]:
    """The record of every change, in their order.

    ``place`` is where the system lies in the repository, ``folder`` one of ours for its files.
    What is ``kept`` is not read again, unless it is to be read ``anew``.
    """
    with _Replaying(repository, place, folder) as replaying:
        for number, step in enumerate(steps, 1):
            wire = kept.get(step) if kept and not anew else None
            known = _believed(wire)
            if known is None:
                news(f"{number} of {len(steps)}: {step.when[:10]} {step.subject}")
                known = replaying.record(step)
                if kept:
                    kept.put(step, to_plain(known))
            yield known


def _believed(wire: object) -> ChangeRecord | None:
    with contextlib.suppress(KeyError, TypeError, AttributeError):
        return from_wire(wire) if isinstance(wire, dict) else None
    return None


class _Replaying:
    """The revisions that are at hand, each in a folder of its own, the one used last last."""

    def __init__(self, repository: Repository, place: Path, folder: Path) -> None:
        self._repository, self._place = repository, place
        name = repository.root.name or "repository"
        self._trees = [Tree(repository, folder / str(n) / name) for n in range(_FOLDERS)]
        self._hand: list[_Revision] = []
        self._same: dict[str, str] = {}  # by a commit in which nothing of the system differs
        self._shown = contextlib.ExitStack()

    def __enter__(self) -> "_Replaying":
        for each in self._trees:
            self._shown.enter_context(called(each.folder, ""))
        return self

    def __exit__(self, *_: object) -> None:
        self._shown.close()

    def record(self, step: Step) -> ChangeRecord:
        """The record of one change."""

        def plain(kind: str, seen: str) -> ChangeRecord:
            return ChangeRecord(step.id, step.when, step.subject, kind, seen)

        if not step.before:
            return plain(BEGINNING, "nothing is known of what was before")
        if not self._concerns(step):
            self._same[step.id] = self._same.get(step.before, step.before)
            return plain(ELSEWHERE, _ELSEWHERE)
        before, after = self._at(step.before), self._at(step.id)
        try:
            found = difference(*_versions(before, after))
        except Refused as error:
            return plain(UNREADABLE, str(error))
        if not found:
            return plain(ELSEWHERE, _ELSEWHERE)
        return record(step.id, step.when, step.subject, found)

    def _concerns(self, step: Step) -> bool:
        """Whether a change may be to anything that is read of the system."""
        changed = self._repository.ask(
            "diff-tree", "-r", "-z", "--no-renames", "--name-status", "--no-ext-diff",
            "--no-textconv", step.before, step.id,
        ).split(b"\0")  # fmt: skip
        pairs = zip(changed[::2], changed[1::2], strict=False)
        before = self._at_hand(step.before)
        if before is None:
            return True  # what was read of it is not known, so anything may be
        opened = _opened(before) if before.system else None
        folders = {parent for each in opened or () for parent in PurePosixPath(each).parents[:-1]}
        for status, name in pairs:
            path = PurePosixPath(name.decode("utf-8", "replace"))
            by_name = path.suffix in _READ or path.name == "ripple.toml"
            if opened is None or status != b"M":
                if by_name or not folders.isdisjoint(path.parents):
                    return True
            elif str(path) in opened or path.name == "ripple.toml":
                return True
        return False

    def _at_hand(self, commit: str) -> _Revision | None:
        commit = self._same.get(commit, commit)
        return next((each for each in self._hand if each.commit == commit), None)

    def _at(self, commit: str) -> _Revision:
        if known := self._at_hand(commit):
            self._hand.remove(known)
            self._hand.append(known)
            return known
        if len(self._hand) == _FOLDERS:
            tree = self._hand.pop(0).tree
        else:
            tree = self._trees[len(self._hand)]
        entries = self._repository.tree(commit)
        tree.go_to(entries)
        found = _Revision(commit, tree, entries)
        self._hand.append(found)
        self._open(found)
        return found

    def _open(self, revision: _Revision) -> None:
        if revision.tree.missing:
            lost = counted(len(revision.tree.missing), "file")
            revision.why = f"{lost} of it are not in this clone: fetch it whole"
            return
        try:
            there = lying_at(revision.tree, self._place)
            if there is None:
                revision.why = f"{self._place.as_posix()} is not there"
                return
            revision.system = open_system(
                there.paths,
                title=there.title,
                settings=there.settings,
                known=Beforehand(there.files),
            )
            revision.version = version(revision.system)
        except Refused as error:
            revision.system, revision.why = None, str(error).rstrip(".")


def _opened(revision: _Revision) -> set[str]:
    """The files that were opened to read a revision, by their paths in the repository."""
    if revision.system is None:
        return set()
    root = revision.tree.folder.resolve()
    paths = revision.system.files.opened
    return {each.relative_to(root).as_posix() for each in paths if each.is_relative_to(root)}


def _versions(before: _Revision, after: _Revision) -> tuple[Version, Version]:
    """Both as versions, read once more only where a stack is called otherwise in them.

    Raises Refused where one could not be read.
    """
    if before.system is None or after.system is None:
        which = "before" if before.system is None else "after"
        raise Refused(f"{which} it, {(before if before.system is None else after).why}")
    old, new = opened_alike(before.system, after.system)
    known = old is before.system and before.version, new is after.system and after.version
    return known[0] or version(old), known[1] or version(new)

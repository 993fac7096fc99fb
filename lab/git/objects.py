"""A repository's commits, trees and blobs, as git's plumbing tells them."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from lab.environment import for_child
from lab.errors import LabError

_SAFE = (
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.quotePath=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "protocol.allow=never"),
    *("-c", "log.showSignature=false"),
)
"""Whatever a repository's own settings would run, or fetch, is switched off."""
_SECONDS = 120
SUBMODULE, LINK = "160000", "120000"


class NoRepository(LabError):
    """There is no repository where one is asked for, or git is not there."""


class BadRevision(LabError):
    """A revision that the repository does not have; the text names it."""


class Entry(NamedTuple):
    """A file of a tree: its mode, and the id of what is in it."""

    mode: str
    oid: str


Entries = Mapping[str, Entry]
"""The files of a tree, by their paths from its root."""


class Repository:
    """A repository and its objects; ``root`` is the top of its working tree.

    Raises NoRepository. What it holds open ends with the block that it is used in.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self.root = Path(os.fsdecode(self._asked("rev-parse", "--show-toplevel")).rstrip("\n"))
        except subprocess.CalledProcessError as error:
            raise NoRepository(_no_repository(folder, error)) from None
        self._reader: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._reader is not None:
            self._reader.kill()
            self._reader.communicate()
            self._reader = None

    def commit(self, revision: str) -> str:
        """The id of the commit that a revision means; raises BadRevision."""
        try:
            asked = f"{revision}^{{commit}}"
            answer = self._asked("rev-parse", "--verify", "--quiet", "--end-of-options", asked)
        except (subprocess.CalledProcessError, ValueError):
            raise BadRevision(
                f"{revision!r} is no revision of {self.root.name}: give a commit, a branch or a "
                "tag, as `git log` shows them."
            ) from None
        return answer.decode().strip()

    def fork(self, one: str, other: str) -> str:
        """The commit from which two lines of history go apart; raises BadRevision."""
        try:
            return self._asked("merge-base", one, other).decode().strip()
        except subprocess.CalledProcessError:
            raise BadRevision(f"{one[:10]} and {other[:10]} have no commit in common.") from None

    def tree(self, commit: str) -> dict[str, Entry]:
        """The files of a commit, or of a tree; raises BadRevision where it is not whole."""
        try:
            listed = self._asked("ls-tree", "-r", "-z", "--full-tree", commit)
        except subprocess.CalledProcessError as error:
            raise BadRevision(
                f"{commit[:10]}: its tree cannot be read ({_said(error)}); fetch it whole."
            ) from None
        return dict(_entries(listed, mode=0, oid=2))

    def staged(self) -> dict[str, Entry]:
        """The files as they are staged; raises BadRevision while some are in conflict."""
        listed = self._asked("ls-files", "-s", "-z", "--full-name", ":/")
        stages = {line.split(b" ")[2][:1] for line in listed.split(b"\0") if line}
        if stages - {b"0"}:
            raise BadRevision("files are in conflict, so nothing is staged yet: resolve them.")
        return dict(_entries(listed, mode=0, oid=1))

    def content(self, oid: str, most: int) -> bytes | None:
        """What is in a blob, its id where that is larger; None where it is not in this clone."""
        asking, telling = self._open_reader()
        asking.write(f"{oid}\n".encode())
        asking.flush()
        header = telling.readline().split()
        if len(header) != 3:  # "missing", or "ambiguous"
            return None
        size = int(header[2])
        left, found = size + 1, []
        while left:
            part = telling.read(min(left, 1 << 20))
            if not part:
                raise NoRepository(f"{self.root}: git ended while it was read; run `git fsck`.")
            left -= len(part)
            if size <= most:
                found.append(part)
        return b"".join(found)[:-1] if size <= most else oid.encode()

    def ask(self, *arguments: str) -> bytes:
        """What git answers; raises BadRevision with its words."""
        try:
            return self._asked(*arguments)
        except subprocess.CalledProcessError as error:
            raise BadRevision(f"git {arguments[0]}: {_said(error)}.") from None

    def lines(self, *arguments: str, end: bytes = b"\0") -> Iterator[bytes]:
        """What git answers, part by part."""
        return (each for each in self.ask(*arguments).split(end) if each)

    def _open_reader(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._reader is None:
            self._reader = subprocess.Popen(
                self._command(["cat-file", "--batch"]),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        if self._reader.stdin is None or self._reader.stdout is None:
            raise NoRepository(f"{self.root}: git gives no answer.")
        return self._reader.stdin, self._reader.stdout

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return ["git", "-C", str(self._folder), *_SAFE, *arguments]

    def _asked(self, *arguments: str) -> bytes:
        try:
            return subprocess.run(
                self._command(arguments),
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=True,
                timeout=_SECONDS,
            ).stdout
        except FileNotFoundError:
            raise NoRepository("git is not on the path, and revisions need it.") from None
        except subprocess.TimeoutExpired:
            raise NoRepository(f"{self._folder}: git gave no answer in {_SECONDS} s.") from None


def _environment() -> dict[str, str]:
    return for_child(
        LC_ALL="C", GIT_OPTIONAL_LOCKS="0", GIT_NO_LAZY_FETCH="1", GIT_TERMINAL_PROMPT="0",
        GIT_NO_REPLACE_OBJECTS="1",
    )  # fmt: skip


def _entries(listed: bytes, *, mode: int, oid: int) -> Iterator[tuple[str, Entry]]:
    for line in listed.split(b"\0"):
        if line:
            about, _, path = line.partition(b"\t")
            words = about.decode("ascii", "replace").split()
            yield os.fsdecode(path), Entry(words[mode], words[oid])


def _no_repository(folder: Path, error: subprocess.CalledProcessError) -> str:
    said = _said(error)
    if "not a git repository" in said or "must be run in a work tree" in said:
        return f"{folder}: it is in no git repository with a working tree, so it has no revisions."
    return f"{folder}: git refuses to read it ({said})."


def _said(error: subprocess.CalledProcessError) -> str:
    words = os.fsdecode(error.stderr or b"").strip().splitlines()
    return (words[-1].removeprefix("fatal: ").rstrip(".") if words else "no reason") or "no reason"

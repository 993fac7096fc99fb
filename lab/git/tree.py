"""The files of one revision in a folder of ours, which goes on to the next by what differs."""

import os
from pathlib import Path

from lab.errors import NoRoom
from lab.git.objects import LINK, SUBMODULE, Entries, Entry, Repository

_MOST_BYTES = 8_000_000  # what is read of any file
_NOT_READ = frozenset((
    ".avif", ".bmp", ".css", ".eot", ".gif", ".gz", ".ico", ".jar", ".jpeg", ".jpg", ".map", ".mov",
    ".mp3", ".mp4", ".otf", ".pdf", ".png", ".tgz", ".ttf", ".wav", ".webm", ".webp", ".whl",
    ".woff", ".woff2", ".zip",
))  # fmt: skip
"""Files that nobody reads: what stands in their place differs if they do."""


class Tree:
    """A folder with the files of a revision; ``missing`` are those that the clone has not.

    ``names`` are the files in it. A link is set as it is, and a submodule is left out.
    """

    def __init__(self, repository: Repository, folder: Path) -> None:
        self.folder = folder
        self.missing: tuple[str, ...] = ()
        self._repository = repository
        self._there: dict[str, Entry] = {}
        self._lacking: dict[str, Entry] = {}
        self._folders = {""}
        # A template's paths are followed within its repository, and this is one of its own.
        (folder / ".git").mkdir(parents=True)

    @property
    def names(self) -> list[str]:
        """The files in the folder, from there."""
        return list(self._there)

    def go_to(self, entries: Entries) -> None:
        """Have the files be these; raises NoRoom."""
        wanted = {name: each for name, each in entries.items() if _is_fit(name, each)}
        known = self._there | self._lacking
        differ = [name for name, each in wanted.items() if known.get(name) != each]
        try:
            self._remove([name for name in known if name not in wanted or name in {*differ}])
            # Links come last, so that nothing is written through one.
            for name in sorted(differ, key=lambda name: wanted[name].mode == LINK):
                self._write(name, wanted[name])
        except OSError as error:
            raise NoRoom(
                f"{self.folder}: a revision cannot be written there ({error.strerror})."
            ) from None
        self.missing = tuple(sorted(self._lacking))

    def _remove(self, names: list[str]) -> None:
        for name in names:
            self._lacking.pop(name, None)
            if self._there.pop(name, None):
                (self.folder / name).unlink(missing_ok=True)
                self._remove_empty(_folder(name))

    def _remove_empty(self, folder: str) -> None:
        while folder and folder in self._folders and not any((self.folder / folder).iterdir()):
            (self.folder / folder).rmdir()
            self._folders.discard(folder)
            folder = _folder(folder)

    def _write(self, name: str, entry: Entry) -> None:
        path = self.folder / name
        if not self._make(_folder(name)) or os.path.lexists(path):
            return  # a tree that has the same name twice
        stands_for = path.suffix.lower() in _NOT_READ
        content = None if stands_for else self._repository.content(entry.oid, _MOST_BYTES)
        if content is None and not stands_for:
            self._lacking[name] = entry
            return
        if entry.mode == LINK and content is not None:
            if b"\0" in content or not content:
                return
            path.symlink_to(os.fsdecode(content))
        else:
            path.write_bytes(entry.oid.encode() if content is None else content)
        self._there[name] = entry

    def _make(self, folder: str) -> bool:
        """Make a folder, none of whose parts is a link or a file; whether it is there."""
        if folder in self._folders:
            return True
        if not self._make(_folder(folder)) or os.path.lexists(self.folder / folder):
            return False
        (self.folder / folder).mkdir()
        self._folders.add(folder)
        return True


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _is_fit(name: str, entry: Entry) -> bool:
    """Whether a file of that name can stand in a folder of ours, and only there."""
    parts = name.split("/")
    odd = any(each in ("", ".", "..") or each.lower() == ".git" for each in parts)
    long = len(name) > 3000 or any(len(os.fsencode(each)) > 255 for each in parts)
    return not odd and not long and entry.mode != SUBMODULE

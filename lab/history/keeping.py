"""What was worked out of changes, kept between runs: a line each, and never believed too far."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any, Self

import analysis
from analysis.regular_files import is_regular
from lab import git
from lab.history.steps import Step

_MOST_BYTES = 500_000_000


class Kept:
    """A file of records by the commits that they are of; it takes each as it comes.

    What another version of the lab worked out, or what cannot be read, is worked out anew.
    """

    def __init__(self, about: str, folder: Path | None = None) -> None:
        name = hashlib.sha256(f"{about}\0{_version()}".encode()).hexdigest()[:32]
        self.path = (folder or _home()) / f"{name}.jsonl"
        self._known: dict[str, Any] = dict(self._read())
        self._open: IO[str] | None = None

    def get(self, step: Step) -> Any:
        """What is kept of a change, None where nothing is."""
        return self._known.get(_key(step))

    def put(self, step: Step, record: Any) -> None:
        """Keep it; where the disk does not let it, it is not kept."""
        self._known[_key(step)] = record
        with suppress(OSError):
            if self._open is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._open = self.path.open("a", encoding="utf-8", errors="surrogatepass")
            self._open.write(json.dumps([_key(step), record], separators=(",", ":")) + "\n")
            self._open.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None:
            self._open.close()

    def _read(self) -> Iterator[tuple[str, Any]]:
        if not is_regular(self.path) or self.path.stat().st_size > _MOST_BYTES:
            return
        with suppress(OSError), self.path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with suppress(ValueError, TypeError):  # a line that was being written when it ended
                    key, record = json.loads(line)
                    yield str(key), record


def _key(step: Step) -> str:
    return f"{step.before}..{step.id}"


def _home() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "ripple-lab" / "history"


@cache
def _version() -> str:
    """What all that reads says, in a word: other code may give other answers."""
    digest = hashlib.sha256()
    for folder in (
        Path(analysis.__file__).parent,
        Path(__file__).parent,
        Path(git.__file__).parent,
    ):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()

"""A repository of one's own, with what it needs to be committed to."""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest


class Made:
    """A repository in a temporary folder: files written and committed in one call."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        settings = {
            **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "Ada"),
            **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "ada@example.com"),
            **dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-01-05T09:00:00Z"),
        }
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=settings, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def write(self, files: Mapping[str, str | None]) -> None:
        for name, text in files.items():
            path = self.folder / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)

    def commit(self, files: Mapping[str, str | None], message: str = "what is true now") -> str:
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture(scope="session")
def made_in() -> Callable[[Path], Made]:
    return Made


@pytest.fixture
def made(tmp_path: Path) -> Made:
    (tmp_path / "shop").mkdir()
    return Made(tmp_path / "shop")

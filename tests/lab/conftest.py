"""A repository of one's own, with what it needs to be committed to."""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest


class Made:
    """A repository in a temporary folder: files written and committed in one call."""

    template: Callable[..., str]

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


CODE = "def handler(event, context):\n    return event['total']\n"


def template(*names: str, memory: int = 128) -> str:
    """Functions of these names, each a service with its code in a folder."""
    lines = ["Resources:"]
    for name in names:
        lines += [
            f"  {name}:",
            "    Type: AWS::Serverless::Function",
            "    Properties:",
            f"      {{Handler: app.handler, Runtime: python3.12, CodeUri: {name.lower()}/,",
            f"       MemorySize: {memory}, Tags: {{service: {name.lower()}}}}}",
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def shop_with_a_past(made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Made:
    """Five commits, of which three touch a service; one stands in it, with a cache of its own."""
    monkeypatch.chdir(made.folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made.template = template
    made.commit({"template.yaml": template("A", "B"), "a/app.py": CODE, "b/app.py": CODE}, "one")
    made.commit({"a/app.py": CODE.replace("]", "] + 1")}, "AB-1 a adds one")
    made.commit({"README.md": "words"}, "AB-2 words")
    made.commit({"template.yaml": template("A", "B", memory=256)}, "AB-1 more memory")
    made.commit({"template.yaml": template("A", "B", "C"), "c/app.py": CODE}, "AB-3 a newcomer")
    return made


@pytest.fixture(scope="session")
def made_in() -> Callable[[Path], Made]:
    return Made


@pytest.fixture
def made(tmp_path: Path) -> Made:
    (tmp_path / "shop").mkdir()
    return Made(tmp_path / "shop")

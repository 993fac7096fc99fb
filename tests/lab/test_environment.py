"""No process that is started here learns what its user would not tell it."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

import pytest

from lab.engine import running, start
from lab.environment import for_child
from lab.experiments import many, patches, stories
from lab.experiments.children import Children
from lab.packaging import bundle

ROOT = Path(__file__).parents[2]
SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIASECRET",
    "AWS_SECRET_ACCESS_KEY": "SECRET",
    "AWS_SESSION_TOKEN": "SECRET",
    "AWS_PROFILE": "SECRET",
    "GITHUB_TOKEN": "SECRET",
    "DATABASE_URL": "postgres://SECRET",
    "SSH_AUTH_SOCK": "/SECRET",
}


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


def test_a_child_is_told_where_things_are_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/bin")
    monkeypatch.setenv("LC_ALL", "C")
    told = for_child(MORE="this")
    assert (told["PATH"], told["LC_ALL"], told["MORE"]) == ("/bin", "C", "this")
    assert not SECRETS.keys() & told.keys()


def processes() -> list[tuple[str, ast.Call]]:
    """Every call that starts a process, in the code that is shipped."""
    starting = ("subprocess.run", "subprocess.Popen", "subprocess.check_output", "os.system")
    codes = {
        path: path.read_text(encoding="utf-8")
        for package in ("lab", "analysis", "orderflow", "choreography", "orchestration")
        for path in sorted((ROOT / package).rglob("*.py"))
    }
    return [
        (str(path.relative_to(ROOT)), node)
        for path, code in codes.items()
        if any(each in code for each in starting)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in starting
    ]


def test_whoever_starts_a_process_says_what_it_is_told() -> None:
    started = processes()
    assert len(started) > 5
    unsaid = [
        f"{path}:{call.lineno}"
        for path, call in started
        if not any(each.arg == "env" for each in call.keywords)
    ]
    assert unsaid == []
    handing_all = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "lab").rglob("*.py")
        if "**os.environ" in path.read_text(encoding="utf-8")
    ]
    assert handing_all == []


class Told(Exception):
    """The process is not started: what it would be told is all that is asked."""


def test_watchdog_git_and_workflow_get_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[dict[str, str]] = []

    def never(*_command: object, env: dict[str, str], **_more: object) -> None:
        told.append(env)
        raise Told

    monkeypatch.setattr(subprocess, "Popen", never)
    monkeypatch.setattr(subprocess, "run", never)
    source = tmp_path / "orchestration" / "workflow.py"
    for starting in (
        start,
        lambda: patches.apply(tmp_path / "a.patch", tmp_path),
        lambda: bundle._rendered(source, tmp_path),
        lambda: Children().start(["any"], {}),
    ):
        with pytest.raises(Told):
            starting()
    assert len(told) == 4
    assert "SECRET" not in json.dumps(told)
    assert running.ROOT.as_posix() in told[0]["PYTHONPATH"]


def test_experiments_at_an_endpoint_are_told_of_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    settings = many._place(many.ExitStack(), lambda _: None)
    assert settings["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert "SECRET" not in json.dumps(settings)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://emulator.example")
    settings = many._place(many.ExitStack(), lambda _: None)
    assert settings["AWS_SECRET_ACCESS_KEY"] == SECRETS["AWS_SECRET_ACCESS_KEY"]
    assert "GITHUB_TOKEN" not in settings


def test_stories_are_told_by_their_settings_alone(tmp_path: Path) -> None:
    with Children() as children:
        telling = stories.Telling(tmp_path, ())
        _, said = stories._run(children, ["env"], {"RIPPLE_STORIES_AT": "{}"}, telling)
    assert "RIPPLE_STORIES_AT={}" in said
    assert "SECRET" not in said

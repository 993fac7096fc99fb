"""No result is lost: reports before files, files whole or not at all, and asked for beforehand."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lab.cli import change_command, run_command
from lab.cli.graph_files import NotWritten, refuse_unwritable, write
from lab.cli.main import run
from lab.experiments.many import ExperimentFailed
from lab.own_folder import PREFIX, own_folder, sweep
from lab.workload.report import RunReport

ROOT = Path(__file__).resolve().parents[3]
FULL = OSError(28, "No space left on device")


@pytest.fixture
def performed(monkeypatch: pytest.MonkeyPatch) -> None:
    """`ripple run` without its minutes: a report that is sound, and nothing deployed."""

    @contextmanager
    def standing(*_: object, **__: object) -> Any:
        yield SimpleNamespace()

    @contextmanager
    def somewhere(*_: object, **__: object) -> Any:
        yield SimpleNamespace(kind=None)

    report = RunReport("choreography", (), (), (), 1.0)
    monkeypatch.setattr(run_command, "open_place", somewhere)
    monkeypatch.setattr(run_command, "deployed", standing)
    monkeypatch.setattr(run_command, "run_orders", lambda *_, **__: report)
    monkeypatch.setattr(run_command, "collect", lambda *_, **__: {})


@pytest.mark.usefixtures("performed")
def test_a_report_is_printed_where_its_traces_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "traces.json"
    out.write_text("earlier")

    def full(self: Path, data: bytes) -> None:
        with self.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise FULL

    monkeypatch.setattr(Path, "write_bytes", full)
    assert run(["run", "choreography", "--json", "--trace-out", str(out)]) == 1
    heard = capsys.readouterr()
    assert json.loads(heard.out)["side"] == "choreography"
    assert "No space left on device" in heard.err
    assert out.read_text() == "earlier"
    assert [each.name for each in tmp_path.iterdir()] == ["traces.json"]


@pytest.mark.usefixtures("performed")
def test_a_report_is_printed_where_the_stack_cannot_be_deleted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def never_deleted(*_: object, **__: object) -> Any:
        yield SimpleNamespace()
        raise NotWritten("The stack stands.")

    monkeypatch.setattr(run_command, "deployed", never_deleted)
    assert run(["run", "choreography"]) == 1
    heard = capsys.readouterr()
    assert "0 of 0 orders settled" in heard.out
    assert heard.err == "ripple: The stack stands.\n"


@pytest.mark.parametrize(
    "asked",
    [
        ["run", "choreography", "--trace-out", "{}"],
        ["change", "run", "insert-fraud-check", "--out", "{}"],
        ["demo", "--out", "{}"],
        ["compare", "--out", "{}"],
        ["graph", "choreography", "--out", "{}/x.svg"],
        ["package", "choreography", "--out", "{}"],
    ],
    ids=lambda asked: asked[0],
)
def test_it_is_asked_first_whether_a_file_can_be_written(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def full(**_: object) -> None:
        raise FULL

    def spent(*_: object, **__: object) -> None:
        raise AssertionError("the minutes were spent")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    for place in ("lab.cli.run_command.open_place", "lab.cli.change_command._run",
                  "lab.cli.demo.command.Workshop", "lab.cli.compare_command.each_alone",
                  "lab.cli.graph_command.each_system",
                  "lab.cli.package_command.write_package"):  # fmt: skip
        monkeypatch.setattr(place, spent)
    assert run([each.format(tmp_path / "file") for each in asked]) == 1
    assert "cannot be written (No space left on device)" in capsys.readouterr().err


def test_a_folder_that_is_a_file_cannot_be_written_into(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refuse_unwritable(tmp_path / "new" / "deep", folder=True)
    with pytest.raises(NotWritten):
        refuse_unwritable(tmp_path / "file", folder=True)
    with pytest.raises(NotWritten, match="it is a folder"):
        refuse_unwritable(tmp_path)


def test_what_was_measured_is_told_where_another_change_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: object) -> None:
        failure = ExperimentFailed("the other one: it broke.")
        failure.results = [{"change": "one", "side": "choreography", "passed": True}]
        raise failure

    monkeypatch.setattr(change_command, "_run", failing)
    assert run(["change", "run", "--all", "--json"]) == 1
    heard = capsys.readouterr()
    assert [each["change"] for each in json.loads(heard.out)] == ["one"]
    assert heard.err == "ripple: the other one: it broke.\n"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "x.json"
    assert write("{}", out) == f"{out} is written."
    assert [each.name for each in out.parent.iterdir()] == ["x.json"]


def test_what_a_kill_left_is_swept_and_what_is_in_use_stays(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}left"
    hidden = tmp_path / f".{PREFIX}left"
    for each in (left, hidden):
        (each / "checkout").mkdir(parents=True)
        os.utime(each, (0, 0))
    with own_folder(tmp_path) as used:
        assert not left.exists()
        assert not hidden.exists()
        os.utime(used, (0, 0))
        sweep(tmp_path)
        assert used.is_dir()
    (tmp_path / f"{PREFIX}new").mkdir()
    sweep(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [f"{PREFIX}new"]


def test_any_command_sweeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / f"{PREFIX}left"
    left.mkdir()
    os.utime(left, (0, 0))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert run(["change", "list"]) == 0
    assert not left.exists()


WAITING = """
import click, signal
from lab.cli import main as command_line

@click.group()
def cli(): ...

@cli.command()
def work():
    try:
        print("waiting", flush=True)
        signal.pause()
    finally:
        print("said to nobody " * 10_000, flush=True)

command_line.cli = cli
command_line.main(["work"])
"""


def test_a_closed_terminal_is_an_ending_and_no_bug(tmp_path: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.environ["XDG_STATE_HOME"] = str(tmp_path)
        os.execv(sys.executable, [sys.executable, "-c", WAITING])
    assert os.read(terminal, 100).startswith(b"waiting")
    os.close(terminal)
    deadline = time.monotonic() + 20
    ended, status = 0, 0
    while not ended and time.monotonic() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
    assert os.waitstatus_to_exitcode(status) == 128 + signal.SIGHUP
    assert not list(tmp_path.rglob("*traceback*"))


COMPARING = """
import signal
from analysis.comparison import comparison
from lab.cli.main import main
once = comparison.compare
comparison.compare = lambda *of, **how: [once(*of, **how) for _ in range(50)][-1]  # it takes long
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started us may ignore it
main(["compare"])
"""


@pytest.mark.slow
def test_ctrl_c_ends_a_comparison_at_once() -> None:
    began = subprocess.Popen(
        [sys.executable, "-c", COMPARING],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
            )  # fmt: skip
    with began as comparing:
        with pytest.raises(subprocess.TimeoutExpired):
            comparing.wait(1.5)
        comparing.send_signal(signal.SIGINT)
        told = time.monotonic()
        out, err = comparing.communicate(timeout=20)
    assert time.monotonic() - told < 3
    assert (comparing.returncode, out) == (130, "")
    assert err.strip() == "ripple: stopped."

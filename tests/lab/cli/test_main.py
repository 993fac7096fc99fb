import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from lab.cli import main as command_line
from lab.cli.commands import COMMANDS, Commands, Entry
from lab.errors import PortInUse

ROOT = Path(__file__).resolve().parents[3]

Says = Callable[[type[BaseException] | BaseException], tuple[int, str]]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tracebacks of bugs planted here go to a folder of the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "ripple-lab"


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Says]:
    """What `ripple` exits with and says, when a command ends with this error."""

    def ending(error: type[BaseException] | BaseException) -> tuple[int, str]:
        @click.command()
        def failing() -> None:
            raise error

        group = Commands(name="ripple", entries=())
        group.add_command(failing)
        monkeypatch.setattr(group, "get_command", lambda ctx, name: failing)
        monkeypatch.setattr(command_line, "cli", group)
        code = command_line.run(["failing"])
        return code, capsys.readouterr().err

    return ending


def ripple(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lab.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def test_a_refusal_is_one_sentence(ends: Says) -> None:
    assert ends(PortInUse("Port 4566 is taken: choose another.")) == (
        1,
        "ripple: Port 4566 is taken: choose another.\n",
    )


def test_ctrl_c_says_stopped(ends: Says) -> None:
    # click first ends the line on which the terminal shows ^C
    assert ends(KeyboardInterrupt) == (130, "\nripple: stopped.\n")


def test_an_answer_of_no_says_stopped(ends: Says) -> None:
    assert ends(click.Abort) == (130, "ripple: stopped.\n")


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "no space left on device"), (errno.EACCES, "permission denied")],
)
def test_what_the_disk_refuses_is_no_bug(ends: Says, number: int, said: str) -> None:
    code, err = ends(OSError(number, os.strerror(number), "out/trace.json"))
    assert code == 1
    assert err == f"ripple: the system refused ({said}) on out/trace.json.\n"


def test_a_bug_shows_no_traceback_but_keeps_one(ends: Says, state: Path) -> None:
    code, err = ends(ZeroDivisionError("division\nby zero"))
    assert code == 70
    assert err.count("\n") == 1
    assert err.startswith(
        "ripple: this is a bug in Ripple Lab (ZeroDivisionError: division by zero)"
    )
    kept = state / "ripple-traceback.txt"
    assert str(kept) in err
    assert "Traceback (most recent call last)" in kept.read_text(encoding="utf-8")


def test_a_bug_is_said_even_where_nothing_can_be_written(
    ends: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    code, err = ends(ZeroDivisionError())
    assert code == 70
    assert err == "ripple: this is a bug in Ripple Lab (ZeroDivisionError); please report it.\n"


def test_what_aws_refuses_is_no_bug(ends: Says) -> None:
    from botocore.exceptions import NoCredentialsError

    code, err = ends(NoCredentialsError())
    assert code == 1
    assert err.startswith("ripple: AWS did not do what was asked: Unable to locate credentials")


def test_wrong_usage_names_the_help() -> None:
    done = ripple("--orders")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "ripple: No such option '--orders'; see `ripple --help`.\n"


def test_an_unknown_command_is_refused() -> None:
    done = ripple("dance")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "ripple: No such command 'dance'; see `ripple --help`.\n"


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_help_is_help(arguments: tuple[str, ...]) -> None:
    done = ripple(*arguments)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: ripple")


def test_the_version_is_the_project_files() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert ripple("--version").stdout == f"ripple, version {project['version']}\n"


def test_help_imports_neither_aws_nor_drawing() -> None:
    program = (
        "import sys; from lab.cli.main import run; run(['--help']); "
        "print(sorted({'boto3', 'botocore', 'matplotlib', 'networkx', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_help_says_of_a_command_what_it_says_itself(entry: Entry) -> None:
    command = entry.load()
    assert command.name == entry.name
    assert command.get_short_help_str(limit=200) == entry.summary


def test_a_reader_that_leaves_early_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LONG_OUTPUT],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=10) == 1


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_being_told_to_end_cleans_up_and_says_so(told: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(told)
        out, err = process.communicate(timeout=10)
    assert out == "cleaned up\n"
    assert err.lstrip() == "ripple: stopped.\n"
    assert process.returncode == 128 + told


COMMAND = """
import click, signal, sys
from lab.cli import main as command_line

signal.signal(signal.SIGINT, signal.default_int_handler)

@click.group()
def cli(): ...

@cli.command()
def work():
    {body}

command_line.cli = cli
command_line.main(["work"])
"""
LONG_OUTPUT = COMMAND.format(body="[click.echo('x' * 100) for _ in range(100_000)]")
WAITING = COMMAND.format(
    body="""
    try:
        print("waiting", flush=True)
        signal.pause()
    finally:
        print("cleaned up", flush=True)
"""
)

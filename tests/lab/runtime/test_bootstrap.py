"""The bootstrap as Lambda starts it: real processes, from a fork server and without one."""

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from lab.designs import ROOT
from tests.lab.runtime.played_lambda import Lambda, playing_lambda

pytestmark = pytest.mark.slow  # processes come and go

HANDLER = """
import os, sys
def handler(event, context):
    print("said", event)
    if event == "die":
        os._exit(3)
    if event == "mumble":
        sys.stdout.write("half a line")
    loaded = "botocore" in sys.modules
    return [os.getpid(), os.getppid(), os.getcwd(), os.environ["GREETING"], loaded]
"""


class Environment:
    """One execution environment: the process Lambda started, and what Lambda plays to it."""

    def __init__(self, task_root: Path, scratch: Path, aws: Lambda, **variables: str) -> None:
        self.aws = aws
        settings = {
            "PATH": os.environ["PATH"],
            "HOME": str(scratch),
            "TMPDIR": str(scratch),
            "RIPPLE_PYTHON": sys.executable,
            "LAMBDA_TASK_ROOT": str(task_root),
            "AWS_LAMBDA_RUNTIME_API": aws.address,
            "_HANDLER": "greeting.handler",
            "GREETING": "hello",
            **variables,
        }
        self.process = subprocess.Popen(
            ["sh", str(task_root / "bootstrap")],
            cwd=task_root,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def answer(self) -> Any:
        wait_until(lambda: self.aws.answers, "an answer")
        return self.aws.answers[-1][1]


def wait_until(condition: Callable[[], object], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.01)


def ended(pid: int) -> bool:
    """Whether a process is over, even if nobody has asked how it ended."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def task_root(tmp_path: Path) -> Path:
    """A function's unpacked zip."""
    root = tmp_path / "task"
    shutil.copytree(ROOT / "lab" / "runtime", root / "lab" / "runtime")
    shutil.copy(ROOT / "lab" / "__init__.py", root / "lab")
    shutil.move(root / "lab" / "runtime" / "bootstrap", root)
    (root / "greeting.py").write_text(HANDLER)
    return root


@pytest.fixture
def start(task_root: Path, tmp_path: Path) -> Iterator[Callable[..., Environment]]:
    started: list[Environment] = []
    played = []

    def started_one(*events: Any, **variables: str) -> Environment:
        lambda_ = playing_lambda(stays=True)
        aws = lambda_.__enter__()
        played.append(lambda_)
        aws.send(*events)
        started.append(Environment(task_root, tmp_path, aws, **variables))
        return started[-1]

    yield started_one
    for environment in started:
        environment.process.kill()
        environment.process.wait()
        environment.process.stdout.close()
    for lambda_ in played:
        lambda_.__exit__(None, None, None)


only_where_forks_are_safe = pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="the fork server is for Linux"
)


def test_a_worker_has_the_environment_folder_and_output_it_was_started_with(
    start: Callable[..., Environment], task_root: Path
) -> None:
    environment = start("hi")

    _, _, folder, greeting, _ = environment.answer()
    environment.process.kill()

    assert (folder, greeting) == (str(task_root), "hello")
    assert environment.process.communicate()[0] == "said hi\n"


def test_output_is_out_once_there_is_an_answer(start: Callable[..., Environment]) -> None:
    environment = start("mumble")

    environment.answer()
    ready, _, _ = select.select([environment.process.stdout], [], [], 0)

    assert ready
    assert os.read(environment.process.stdout.fileno(), 100) == b"said mumble\nhalf a line"


@only_where_forks_are_safe
def test_workers_are_forked_from_one_server_that_has_boto3_loaded(
    start: Callable[..., Environment],
) -> None:
    first, second = start("hi"), start("hi", GREETING="good day")

    pid, server, _, _, loaded = first.answer()
    other_pid, same_server, _, greeting, _ = second.answer()

    assert pid != other_pid
    assert server == same_server
    assert server not in (first.process.pid, second.process.pid)
    assert loaded
    assert greeting == "good day"


def test_a_worker_ends_when_its_environment_is_killed(start: Callable[..., Environment]) -> None:
    environment, other = start("hi"), start("hi")
    pid, other_pid = environment.answer()[0], other.answer()[0]

    environment.process.kill()
    environment.process.wait()

    wait_until(lambda: ended(pid), "the worker's end")
    assert not ended(other_pid)


def test_an_environment_ends_with_its_workers_exit_code(start: Callable[..., Environment]) -> None:
    environment = start("die")

    assert environment.process.wait(timeout=20) == 3


@only_where_forks_are_safe
def test_the_server_ends_when_it_has_no_workers_left(
    start: Callable[..., Environment], tmp_path: Path
) -> None:
    environment = start("hi")
    server = environment.answer()[1]

    environment.process.kill()
    environment.process.wait()

    wait_until(lambda: ended(server), "the server's end")
    assert list(tmp_path.glob("ripple-forkserver-*[0-9]")) == []


@only_where_forks_are_safe
def test_a_server_that_was_killed_is_replaced(start: Callable[..., Environment]) -> None:
    first = start("hi")
    server = first.answer()[1]
    assert server != os.getpid(), "there is no server: the environment is a child of this test"
    psutil.Process(server).kill()

    assert first.process.wait(timeout=20) == 1
    assert start("hi").answer()[1] != server


def test_where_no_server_can_be_reached_the_environment_is_its_own_worker(
    start: Callable[..., Environment], tmp_path: Path
) -> None:
    environment = start("hi", TMPDIR=str(tmp_path / ("too-long-for-a-socket" * 10)))

    assert environment.answer()[0] == environment.process.pid


def test_without_the_labs_python_the_bootstrap_says_what_is_missing(
    start: Callable[..., Environment],
) -> None:
    environment = start("hi", RIPPLE_PYTHON="")

    output, _ = environment.process.communicate(timeout=20)

    assert environment.process.returncode != 0
    assert "RIPPLE_PYTHON: is not set: deploy this function with the lab" in output

"""Two runs never share a stack: the second is refused in a sentence."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lab.deployment import StackInUse, claimed, deployed
from tests.designs import CHOREOGRAPHY

ROOT = Path(__file__).resolve().parents[2]
HOLDING = """
import signal, sys
from types import SimpleNamespace
from lab.deployment import claimed
with claimed(SimpleNamespace(endpoint_url="http://here", passing=False), "ripple-choreography"):
    print("holding", flush=True)
    signal.pause()
"""


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def at(where: str) -> Any:
    return SimpleNamespace(endpoint_url=where, passing=False)


def test_a_second_run_on_a_stack_is_refused_before_anything_is_touched() -> None:
    def touched(_service: str) -> None:
        raise AssertionError("the second run touched the first one's stack")

    place: Any = SimpleNamespace(endpoint_url="http://here", passing=False, client=touched)
    again = deployed(place, CHOREOGRAPHY)
    with claimed(place, CHOREOGRAPHY.stack), pytest.raises(StackInUse) as refused, again:
        raise AssertionError("it was deployed")
    assert str(refused.value) == (
        "Another run works on stack ripple-choreography at http://here: wait for its end."
    )


def test_other_stacks_and_other_places_are_free(tmp_path: Path) -> None:
    with claimed(at("http://here"), "a"), claimed(at("http://here"), "b"):
        with claimed(at("http://there"), "a"):
            pass
        with claimed(at("http://there"), "a"):
            pass
    assert not list(tmp_path.glob("ripple-claims-*"))


@pytest.mark.slow
def test_a_run_that_is_killed_lets_go() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "holding\n"
        with pytest.raises(StackInUse), claimed(at("http://here"), "ripple-choreography"):
            raise AssertionError("both have it")
        other.send_signal(signal.SIGKILL)
        other.wait(timeout=10)
    with claimed(at("http://here"), "ripple-choreography"):
        pass

"""The engine between commands: found by all, ended by `down`, cleared when it was killed."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from lab.cli import engine_commands
from lab.designs import ROOT
from lab.engine import kept
from lab.errors import EngineFailed
from lab.places import PlaceKind, open_place

pytestmark = pytest.mark.seldom


@pytest.fixture(autouse=True)
def runtime(tmp_path, monkeypatch):
    for name in ("XDG_RUNTIME_DIR", "TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    yield tmp_path / "ripple-lab"
    kept.down()


def said(command, *arguments):
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.engine
def test_a_kept_engine_is_found_used_and_ended(runtime):
    first = json.loads(said(engine_commands.up, "--json"))
    again = json.loads(said(engine_commands.up, "--json"))
    assert (first["started"], again["started"]) == (True, False)
    assert first["port"] == again["port"]
    assert said(engine_commands.up).splitlines() == [
        f"export AWS_ENDPOINT_URL=http://127.0.0.1:{first['port']}",
        f"export AWS_ENDPOINT_URL_SFN=http://127.0.0.1:{first['sfn_port']}",
        "export AWS_DEFAULT_REGION=us-east-1",
        f"export AWS_ACCESS_KEY_ID={first['environment']['AWS_ACCESS_KEY_ID']}",
        f"export AWS_SECRET_ACCESS_KEY={first['environment']['AWS_SECRET_ACCESS_KEY']}",
    ]
    with open_place() as place:
        assert (place.kind, place.endpoint_url) == (PlaceKind.EMBEDDED, first["endpoint_url"])
        template = json.dumps({"Resources": {"Box": {"Type": "AWS::SQS::Queue"}}})
        place.client("cloudformation").create_stack(StackName="some", TemplateBody=template)
        place.client("cloudformation").get_waiter("stack_create_complete").wait(
            StackName="some", WaiterConfig={"Delay": 1}
        )
    told = json.loads(said(engine_commands.status, "--json"))
    assert told["running"]
    assert told["pid"] == first["pid"]
    assert told["stacks"] == [{"name": "some", "status": "CREATE_COMPLETE"}]
    assert 20e6 < told["memory_bytes"] < 500e6
    assert 0 <= told["uptime_seconds"] < 60
    assert "some (CREATE_COMPLETE)" in said(engine_commands.status)

    assert "is down" in said(engine_commands.down)
    assert "nothing to end" in said(engine_commands.down)
    assert json.loads(said(engine_commands.status, "--json")) == {"running": False}
    assert not runtime.exists()
    assert not list(runtime.parent.glob("ripple-engine-*"))


@pytest.mark.engine
def test_up_at_the_same_time_starts_one_engine():
    with ThreadPoolExecutor() as pool:
        engines = [each.result() for each in [pool.submit(kept.up) for _ in range(3)]]
    assert sorted(started for _, started in engines) == [False, False, True]
    assert len({engine.watchdog for engine, _ in engines}) == 1


@pytest.mark.engine
def test_a_kept_engine_on_other_ports_is_not_replaced():
    engine, _ = kept.up()
    assert kept.up(port=engine.port)[0] == engine
    with pytest.raises(EngineFailed, match="ripple down"):
        kept.up(port=engine.port + 1)


@pytest.mark.engine
def test_an_engine_killed_behind_our_back_is_cleared_and_replaced(runtime):
    engine, _ = kept.up()
    os.kill(engine.watchdog, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while engine.alive:
        assert time.monotonic() < deadline
    assert kept.running() is None
    assert not engine.folder.exists()
    assert not list(runtime.glob("*.json"))
    replacement, started = kept.up()
    assert started
    assert replacement.folder != engine.folder


@pytest.mark.engine
def test_an_engine_whose_state_file_is_lost_ends(runtime):
    engine, _ = kept.up()
    (state,) = runtime.glob("*.json")
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    state.unlink()
    deadline = time.monotonic() + 5
    while engine.folder.exists():
        assert time.monotonic() < deadline


def test_a_state_file_that_makes_no_sense_counts_as_none(runtime):
    assert kept.running() is None
    for nonsense in ("", "[]", "{", '{"port": "x"}'):
        kept._state_file().write_text(nonsense)
        assert kept.running() is None
        assert not runtime.exists()


def test_a_runtime_folder_open_to_others_is_refused(runtime):
    runtime.mkdir(mode=0o755)
    with pytest.raises(EngineFailed, match="only you can use"):
        kept.running()
    runtime.chmod(0o700)


def begun(*arguments):
    """`ripple` in a process of its own, on its way; Ctrl-C reaches it, whoever runs the tests."""
    return subprocess.Popen(
        [sys.executable, "-m", "lab.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )


def says(process, words):
    """Reads on until the process says the words of its progress; what it had said till then."""
    read = []
    for line in process.stderr:
        read.append(line)
        if words in line:
            return read
    raise AssertionError("".join(read))


def stacks():
    return json.loads(said(engine_commands.status, "--json"))["stacks"]


RUN = ("run", "choreography", "--orders", "40", "--json", "--progress", "--timeout", "600")


@pytest.mark.engine
@pytest.mark.slow
def test_two_runs_at_once_never_share_a_stack(tmp_path):
    kept.up()
    with begun(*RUN) as first:
        says(first, "settled")
        first.send_signal(signal.SIGSTOP)  # so that it is not over before the others come
        others = [begun(*RUN), begun("demo", "--out", str(tmp_path / "out"))]
        beside = begun("run", "orchestration", "--orders", "4", "--json")
        told = [(*each.communicate(timeout=240), each.returncode) for each in others]
        out, err = beside.communicate(timeout=240)
        assert beside.returncode == 0, err
        assert len(json.loads(out)["orders"]) == 4
        first.send_signal(signal.SIGCONT)
        out, err = first.communicate(timeout=240)
    assert first.returncode == 0, err
    assert len(json.loads(out)["orders"]) == 40
    for _, err, code in told:
        assert code == 1
        assert "Another run works on stack ripple-choreography at http://127.0.0.1:" in err
        assert err.endswith(": wait for its end.\n")
    assert stacks() == []


@pytest.mark.engine
@pytest.mark.slow
def test_ctrl_c_takes_the_stack_away_and_leaves_the_kept_engine():
    kept.up()
    with begun("run", "choreography", "--orders", "300", "--progress") as run:
        says(run, "settled")
        run.send_signal(signal.SIGINT)
        told = time.monotonic()
        _, err = run.communicate(timeout=60)
        took = time.monotonic() - told
    assert run.returncode == 130, err
    assert err.endswith("ripple: stopped.\n")
    assert took < 3 * max(1.0, 2 * os.getloadavg()[0] / (os.cpu_count() or 1))
    assert stacks() == []

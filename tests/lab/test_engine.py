"""An engine: where it listens, beside what, and each reason it gives for not running."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from lab.engine import folder as folders
from lab.engine import servers, start
from lab.engine.key import Key
from lab.engine.order import Order
from lab.engine.ports import claim, free_ports
from lab.engine.watchdog import Watchdog
from lab.errors import EngineFailed, NoRoom, PortInUse
from lab.places import Place, embedded, open_place
from tests.lab.strangers import listening

pytestmark = pytest.mark.slow  # processes are started


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    return tmp_path


@pytest.mark.engine
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's socket table")
def test_an_engine_listens_on_loopback_alone():
    with start() as engine:
        embedded(engine).client("lambda").list_functions()
        addresses = listening(engine.groups)
    assert {("127.0.0.1", engine.port), ("127.0.0.1", engine.sfn_port)} <= addresses
    assert {address for address, _ in addresses} == {"127.0.0.1"}


@pytest.mark.engine
def test_two_engines_run_side_by_side_and_share_nothing():
    with start() as one, start() as other:
        embedded(one).client("sqs").create_queue(QueueName="mine")
        assert len(embedded(one).client("sqs").list_queues()["QueueUrls"]) == 1
        assert not embedded(other).client("sqs").list_queues().get("QueueUrls")


@pytest.mark.engine
def test_an_engine_opens_the_ports_asked_for():
    port, sfn_port = free_ports(2)
    with start(port=port, sfn_port=sfn_port) as engine:
        assert (engine.port, engine.sfn_port) == (port, sfn_port)


@pytest.mark.engine
def test_the_callers_environment_does_not_reach_the_engine(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "111111111111")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with start() as engine:
        machines = embedded(engine).client("stepfunctions")
        made = machines.create_activity(name="any")
    assert made["activityArn"] == "arn:aws:states:us-east-1:000000000000:activity:any"


def test_a_taken_port_is_refused_by_name(temporary):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"Port {port} is in use .*choose another"):
            start(port=port)
    assert not list(temporary.glob("ripple-engine-*"))


def test_a_port_bound_but_silent_is_refused_too():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        with pytest.raises(PortInUse):
            claim(bound.getsockname()[1])


@pytest.mark.parametrize("port", [0, 70000])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(EngineFailed, match=f"There is no port {port}"):
        claim(port)


def test_one_port_for_both_servers_is_refused(temporary):
    (port,) = free_ports(1)
    with pytest.raises(EngineFailed, match="asked for twice"):
        start(port=port, sfn_port=port)
    assert not list(temporary.glob("ripple-engine-*"))


def test_a_disk_without_room_is_refused(temporary):
    with pytest.raises(NoRoom, match=f"needs .* MB and {temporary} has .* free: make room"):
        start(minimum_room=10**18)
    assert not list(temporary.glob("ripple-engine-*"))


def test_a_disk_that_fills_up_is_named():
    full = pytest.raises(NoRoom, match="/somewhere filled up")
    with full, folders.refusing_a_full_disk(Path("/somewhere")):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_server_that_dies_at_start_is_quoted_and_leaves_nothing(temporary, monkeypatch):
    def dying(port: int, folder: Path, _key: Key) -> servers.Server:
        command = (sys.executable, "-c", "raise SystemExit('the disk is on fire')")
        return servers.Server("MiniStack", command, {}, port)

    monkeypatch.setattr(servers, "ministack", dying)
    watchdog = Watchdog(Order(state=str(temporary / "state.json")))
    with pytest.raises(EngineFailed, match=r"MiniStack.*exit code 1.*the disk is on fire"):
        watchdog.run()
    assert not list(temporary.iterdir())
    assert not watchdog.running


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(servers, "NEEDED", ("ministack", "no_such_package"))
    with pytest.raises(EngineFailed, match=r"needs no_such_package.*requirements\.lock"):
        Watchdog(Order()).run()


@pytest.mark.engine
def test_an_engine_that_dies_at_work_says_so(temporary):
    def kill_and_call(place: Place) -> None:
        (pid_file,) = temporary.glob("ripple-engine-*/ministack-*.pid")
        os.killpg(int(pid_file.read_text()), signal.SIGKILL)
        place.client("sqs").list_queues()

    failing = pytest.raises(EngineFailed, match=r"MiniStack.*SIGKILL")
    with failing, open_place("embedded") as place:
        kill_and_call(place)
    assert not list(temporary.glob("ripple-engine-*"))

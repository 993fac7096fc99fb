"""Bad input to the command: one sentence that names it, an exit code, and nothing left behind."""

import json
import socket
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import lab.places
from lab.cli.main import run

GOOD = {
    "order_id": "o-1",
    "customer": "c-1",
    "country": "DE",
    "lines": [{"sku": "lamp", "quantity": 1, "unit_price": 500}],
}


def line(**changes: object) -> str:
    return json.dumps(GOOD | changes)


NEGATIVE = line(lines=[{"sku": "lamp", "quantity": -3, "unit_price": 500}])
BAD_FILES = {
    "a broken line": (f"{line()}\n{{oops\n", "line 2"),
    "an unknown field": (line(colour="red"), "`colour`"),
    "a negative quantity": (NEGATIVE, "`quantity`"),
    "a duplicate id": (f"{line()}\n{line(customer='c-2')}\n", "'o-1'"),
    "nothing at all": ("", "orders.jsonl"),
    "bytes that are no text": (b"\xff\xfe\x00\x01", "orders.jsonl"),
}


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where an engine would live; whatever is refused must leave it as it was."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one sentence with which the command refuses."""
    code = run(arguments)
    heard = capsys.readouterr()
    assert code not in (0, 70)
    assert heard.out == ""
    said = heard.err.strip().splitlines()
    assert len(said) == 1
    assert said[0].startswith("ripple: ")
    assert "Traceback" not in heard.err
    return said[0]


@pytest.mark.parametrize("case", BAD_FILES)
def test_an_orders_file_with(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, named = BAD_FILES[case]
    file = tmp_path / "orders.jsonl"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    said = refused(capsys, "run", "choreography", "--orders", str(file))
    assert named in said
    assert "orders.jsonl" in said


def test_an_orders_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no-such.jsonl" in refused(capsys, "run", "choreography", "--orders", "no-such.jsonl")


def test_an_unknown_side(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "run", "sideways")
    assert "'sideways'" in said
    assert "choreography or orchestration" in said


def test_an_unreachable_endpoint(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, and not listening
        endpoint = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        assert endpoint in refused(capsys, "run", "orchestration")


def test_a_port_in_use(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(kept))
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = str(somebody.getsockname()[1])
        assert port in refused(capsys, "up", "--port", port)


def test_a_disk_without_room(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = partial(lab.places.start, minimum_room=10**18)
    monkeypatch.setattr(lab.places, "start", greedy)
    said = refused(capsys, "run", "choreography", "--orders", "1")
    assert "temporary" in said
    assert "make room" in said

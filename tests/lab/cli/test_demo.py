"""`ripple demo` leaves what it tells of, and claims nothing that is not so."""

import json
from pathlib import Path

import pytest

from lab.cli.demo import command
from lab.cli.main import run
from lab.workshop import Performance


@pytest.mark.engine
def test_it_leaves_outcomes_traces_diagrams_and_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "deep" / "demo"
    assert run(["demo", "--json", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["agree"] is True
    for side in ("choreography", "orchestration"):
        results = {each["order_id"]: each["reason"] for each in told["sides"][side]["orders"]}
        assert results == {
            "ada": None,
            "ben": "out of stock",
            "cleo": "payment declined",
            "dan": "no carrier",
        }
        assert (out / f"dan-{side}.mmd").read_text().startswith("sequenceDiagram\n")
        assert len(json.loads((out / f"traces-{side}.json").read_text())) == 4
    assert json.loads((out / "outcomes.json").read_text()) == told
    for picture in ("dan-both-ways", "counts"):
        assert (out / f"{picture}.png").read_bytes().startswith(b"\x89PNG")
        assert "<svg" in (out / f"{picture}.svg").read_text()
    assert [each.name for each in out.parent.iterdir()] == ["demo"]


class Disagreeing:
    """A workshop whose designs end differently."""

    def __init__(self, **_: object) -> None:
        pass

    def __enter__(self) -> "Disagreeing":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, *_: object) -> Performance:
        return Performance({}, ("balances, ada: 5 here, 4 there",))


def test_designs_that_end_differently_are_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "Workshop", Disagreeing)
    monkeypatch.setattr(command, "_keep", lambda *_: [])
    assert run(["demo", "--json", "--out", str(tmp_path)]) == 1
    heard = capsys.readouterr()
    assert heard.out == ""
    assert "did not end as they must" in heard.err


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "Workshop", Disagreeing)
    (tmp_path / "file").write_text("in the way")
    assert run(["demo", "--json", "--out", str(tmp_path / "file" / "demo")]) == 1
    said = capsys.readouterr().err
    assert "file/demo" in said
    assert "Traceback" not in said

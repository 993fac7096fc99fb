"""`ripple demo` leaves what it tells of, and claims nothing that is not so."""

import json
import re
import sys
from pathlib import Path

import pytest

from lab.cli.demo import command
from lab.cli.demo.command import SHOWN
from lab.cli.main import run
from lab.workshop import Performance
from tools.pictures import alike

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "demo.md"
sys.path.insert(0, str(ROOT / "tools"))
from readme_demo import shown, told, words  # noqa: E402

pytestmark = pytest.mark.seldom


@pytest.fixture(scope="module")
def performed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What one performance printed, and the folder it left."""
    out = tmp_path_factory.mktemp("demo") / "deep" / "demo"
    return told(out), out


@pytest.mark.engine
def test_it_prints_what_its_page_shows(performed: tuple[str, Path]) -> None:
    assert words(performed[0]) == words(shown(PAGE.read_text(encoding="utf-8")))


@pytest.mark.engine
def test_it_leaves_outcomes_traces_diagrams_and_pictures(performed: tuple[str, Path]) -> None:
    out = performed[1]
    left = json.loads((out / "outcomes.json").read_text())
    assert left["agree"] is True
    for side in ("choreography", "orchestration"):
        results = {each["order_id"]: each["reason"] for each in left["sides"][side]["orders"]}
        assert results == {
            "ada": None,
            "ben": "out of stock",
            "cleo": "payment declined",
            "dan": "no carrier",
        }
        assert (out / f"dan-{side}.mmd").read_text().startswith("sequenceDiagram\n")
        assert len(json.loads((out / f"traces-{side}.json").read_text())) == 4
    for picture in ("dan-both-ways", "counts", *SHOWN):
        assert (out / f"{picture}.png").read_bytes().startswith(b"\x89PNG")
    for picture in ("dan-both-ways", "counts"):
        assert "<svg" in (out / f"{picture}.svg").read_text()
    assert [each.name for each in out.parent.iterdir()] == ["demo"]


@pytest.mark.engine
def test_the_picture_of_one_order_is_what_is_drawn_today(performed: tuple[str, Path]) -> None:
    kept = ROOT / "docs" / "pictures" / "one-order-two-ways.png"
    same = alike(kept.read_bytes(), (performed[1] / "dan-both-ways.png").read_bytes())
    assert same, f"copy build/demo/dan-both-ways.png to {kept.name} after make demo, and look at it"


@pytest.mark.engine
def test_no_order_is_lost_while_the_changes_are_made(performed: tuple[str, Path]) -> None:
    lines = [line for line in performed[0].splitlines() if line.endswith("settled")]
    assert len(lines) == 2 * len(SHOWN)
    for line in lines:
        settled, orders = re.findall(r"(\d+) of (\d+) settled", line)[0]
        assert settled == orders != "0"


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
    monkeypatch.setattr("lab.cli.demo.keepsakes.leave", lambda *_: [])
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

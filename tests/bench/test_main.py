"""`python -m bench` chooses its figures by name, and one that breaks leaves the others standing."""

import json
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.rows import Row


def fine(_progress: object) -> list[Row]:
    return [Row("fine", 1.0)]


def broken(_progress: object) -> list[Row]:
    raise RuntimeError("no engine")


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "BENCHMARKS", {"fine": fine, "broken": broken})


def test_what_was_chosen_is_in_the_file(tmp_path: Path) -> None:
    out = tmp_path / "build" / "bench.json"
    assert bench.main(["fine", "--out", str(out)]) == 0
    assert [row["name"] for row in json.loads(out.read_text())] == ["fine"]


def test_a_broken_benchmark_is_a_void_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["--out", str(tmp_path / "bench.json")]) == 1
    rows = json.loads((tmp_path / "bench.json").read_text())
    assert [(row["name"], row["void"]) for row in rows] == [
        ("fine", None),
        ("broken", "RuntimeError: no engine"),
    ]
    assert "VOID" in capsys.readouterr().out


def test_an_unknown_name_is_refused_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main(["fime"])
    assert ended.value.code == 2
    assert "'fime': choose from fine, broken" in capsys.readouterr().err

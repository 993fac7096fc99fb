import sys

import pytest

from tools import check
from tools.check import Check, python


def checks(*codes: int) -> tuple[Check, ...]:
    return tuple(
        Check(f"c{n}", f"holds {n}", python("-c", f"print('said {n}'); raise SystemExit({code})"))
        for n, code in enumerate(codes)
    )


def test_a_failure_stops_nothing_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "CHECKS", checks(0, 3, 0, 1))
    assert check.main([]) == 1
    out = capsys.readouterr().out
    assert [line.split()[:2] for line in out.splitlines() if " holds " in line] == [
        ["ok", "c0"],
        ["FAILED", "c1"],
        ["ok", "c2"],
        ["FAILED", "c3"],
    ]
    assert "said 1" in out
    assert "said 0" not in out
    assert out.endswith("2 of 4 checks failed: c1, c3\n")


def test_all_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(check, "CHECKS", checks(0, 0))
    assert check.main(["c1"]) == 0
    assert capsys.readouterr().out.endswith("all 1 checks hold\n")


def test_an_unknown_check_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="There is no check 'nothing': choose from"):
        check.main(["nothing"])


def test_every_check_starts_a_command_of_this_environment() -> None:
    folder = sys.prefix
    assert all(each.command[0].startswith(folder) for each in check.CHECKS)

"""While a system is read garbage is looked for seldom, and afterwards as before."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.dependency import depend
from analysis.extract import extraction
from analysis.garbage import seldom_collected


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    yield before
    gc.set_threshold(*before)


def test_it_is_as_before_once_all_are_done(thresholds: tuple[int, int, int]) -> None:
    first, second = seldom_collected(), seldom_collected()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] > thresholds[0]
    second.__exit__(None, None, None)
    assert gc.get_threshold() == thresholds


def test_it_is_as_before_after_an_error(thresholds: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no"), seldom_collected():
        raise ValueError("no")
    assert gc.get_threshold() == thresholds


def test_where_it_is_never_looked_for_it_stays_so() -> None:
    gc.set_threshold(0, 10, 10)
    with seldom_collected():
        assert gc.get_threshold() == (0, 10, 10)
    assert gc.get_threshold() == (0, 10, 10)


def test_a_system_is_read_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, thresholds: tuple[int, int, int]
) -> None:
    (tmp_path / "queue.yaml").write_text("Resources: {Queue: {Type: AWS::SQS::Queue}}")
    real, seen = extraction._read, []
    monkeypatch.setattr(
        extraction, "_read", lambda reading: seen.append(gc.get_threshold()) or real(reading)
    )
    depend([tmp_path / "queue.yaml"])
    assert [each[0] > thresholds[0] for each in seen] == [True]
    assert gc.get_threshold() == thresholds

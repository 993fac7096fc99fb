"""While a system is read garbage is looked for seldom, and afterwards as before."""

import gc
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import memory
from analysis.dependency import depend
from analysis.extract import extraction
from analysis.memory import laborious, seldom_collected


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    known = memory._frozen.copy()
    memory._frozen.clear()
    yield before
    memory._frozen[:] = known
    if frozen:
        gc.freeze()
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


def test_calls_within_calls_ask_the_system_for_no_memory_again_and_again() -> None:
    def nothing() -> None: ...

    def to_and_fro(deep: int) -> None:
        for _ in range(1000):
            nothing()
        if deep:
            to_and_fro(deep - 1)

    frames = laborious(to_and_fro)
    frames(300)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    frames(300)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < 500


def test_what_was_made_is_old_and_looked_at_only_when_it_is_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(memory, "_unseen", [])
    monkeypatch.setattr(memory, "_MOST_UNSEEN", 2_000)
    monkeypatch.setattr(gc, "collect", lambda: looked.append(1))
    kept = []
    with seldom_collected():
        kept.append([[] for _ in range(1500)])
    assert gc.get_count()[0] < 700
    assert not looked
    with seldom_collected():
        kept.append([[] for _ in range(1500)])
    assert looked == [1]


def test_what_others_froze_stays_so_and_is_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(gc, "get_freeze_count", lambda: asked.append(1) or 7)
    monkeypatch.setattr(gc, "freeze", lambda: asked.append("frozen"))
    monkeypatch.setattr(gc, "unfreeze", lambda: asked.append("thawed"))
    for _ in range(3):
        with seldom_collected():
            pass
    assert asked == [1]

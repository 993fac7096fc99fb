"""How long it is waited for orders that are to be held."""

from types import SimpleNamespace

import pytest

from lab.experiments import holding
from lab.experiments.holding import LONGEST, PATIENCE, _Patience


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that stands until a test sets it."""
    found = SimpleNamespace(now=0.0)
    monkeypatch.setattr(holding, "time", SimpleNamespace(monotonic=lambda: found.now))
    return found


def test_who_comes_begins_the_time_anew_and_so_does_what_goes_on(clock: SimpleNamespace) -> None:
    patience = _Patience()
    clock.now = PATIENCE
    assert not patience.over(3)
    clock.now += PATIENCE
    assert not patience.over(2)
    clock.now += PATIENCE
    patience.news()
    clock.now += PATIENCE
    assert not patience.over(2)
    clock.now += 0.1
    assert patience.over(2)


def test_it_is_over_in_the_end_whatever_goes_on(clock: SimpleNamespace) -> None:
    patience = _Patience()
    clock.now = LONGEST
    patience.news()
    assert not patience.over(1)
    clock.now += 0.1
    patience.news()
    assert patience.over(1)

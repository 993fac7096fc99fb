"""Shares and what they may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.history.shares import Proportion


def test_an_interval_by_hand() -> None:
    """Wilson's interval of 4 in 10, as Newcombe (1998) computes it."""
    interval = Proportion(4, 10).interval
    assert interval is not None
    assert interval == pytest.approx((0.1682, 0.6873), abs=5e-5)
    assert str(Proportion(4, 10)) == "40 % (17 % to 69 %)"


def test_of_nothing_there_is_no_share() -> None:
    assert (Proportion(0, 0).value, Proportion(0, 0).interval, str(Proportion(0, 0))) == (
        None,
        None,
        "none",
    )


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_is_in_its_interval_which_narrows_with_more(found: tuple[int, int]) -> None:
    count, total = found
    one, other = Proportion(count, total), Proportion(count * 9, total * 9)
    assert one.interval
    assert other.interval
    assert one.value is not None
    assert 0 <= one.interval[0] <= one.value <= one.interval[1] <= 1
    assert other.interval[1] - other.interval[0] < one.interval[1] - one.interval[0]

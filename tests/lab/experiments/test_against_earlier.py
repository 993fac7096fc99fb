"""Figures of today against those that were kept."""

from typing import Any

import pytest

from lab.experiments.earlier import differences


def result(orders: int, settled: int) -> dict[str, Any]:
    told = {"orders": orders, "settled": settled}
    return {"change": "c", "side": "s", "passed": True, "live_update": told}


@pytest.mark.parametrize(
    ("now", "same"),
    [((16, 16), True), ((15, 15), False), ((17, 17), False), ((16, 15), False)],
)
def test_an_order_held_more_or_less_is_a_difference_as_one_lost_is(
    now: tuple[int, int], *, same: bool
) -> None:
    assert (differences([result(16, 16)], [result(*now)]) == []) is same

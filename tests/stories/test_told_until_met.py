"""A story whose fault met nobody is told again in another shop, and no more than three times."""

import pytest

from tests.stories.conftest import NotMet, Shop, told_until_met


@pytest.mark.parametrize("unmet", [0, 1, 2])
def test_it_is_told_until_the_fault_is_met_each_time_in_a_shop_of_its_own(unmet: int) -> None:
    shops = []

    @told_until_met
    def story(shop, other) -> None:
        shops.append(shop(on_hand=3))
        assert other == "given"
        if len(shops) <= unmet:
            raise NotMet

    story(shop=lambda **has: Shop("s0-", **has), other="given")
    assert [each.on_hand for each in shops] == [3] * (unmet + 1)
    assert len({each.mark for each in shops}) == unmet + 1


def test_a_fault_that_nobody_meets_fails_the_story() -> None:
    told = []

    @told_until_met
    def story(shop) -> None:
        told.append(shop)
        raise NotMet("nobody")

    with pytest.raises(NotMet, match="nobody"):
        story(shop=Shop)
    assert len(told) == 3


def test_any_other_fault_is_told_once() -> None:
    told = []

    @told_until_met
    def story(shop) -> None:
        told.append(shop)
        raise AssertionError("charged twice")

    with pytest.raises(AssertionError, match="charged twice"):
        story(shop=Shop)
    assert len(told) == 1

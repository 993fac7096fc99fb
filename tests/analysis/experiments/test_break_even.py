"""The break-even is where the two lines meet, and where they do not, that is said."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.experiments import outcomes
from analysis.experiments.break_even import (
    break_even,
    leaving_one_out,
    measured,
    paired,
    predicted,
    ranged,
    spread,
)
from analysis.experiments.outcome import ADDITIVE, GROUPINGS, SEQUENCE, Outcome
from tests.analysis.experiments.sample import results

FILES = measured("files")
LOWER = "is lower at every share, and the two "
FOUND = outcomes(results())
PAIR = ("choreography", "orchestration")


def world(**numbers: tuple[int, int]) -> list[Outcome]:
    """Changes by name, `a…` additive and others not; the files of each side."""
    kinds = {"a": "add-consumer"}
    return [
        replace(
            FOUND[0],
            change=name,
            side=side,
            operator=kinds.get(name[0], "swap-steps"),
            counts={"files": files},
        )
        for name, both in numbers.items()
        for side, files in zip(PAIR, both, strict=True)
    ]


def test_by_hand() -> None:
    found = break_even(world(a=(1, 2), b=(4, 2)), FILES, SEQUENCE, PAIR)
    # 1s + 4(1 - s) = 2, so s = 2/3.
    assert found.turn is not None
    assert found.turn.share == pytest.approx(2 / 3)
    assert found.says == "67 %: orchestration is lower below, choreography above"
    assert found.lower_everywhere is None


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({"a": (1, 2), "b": (1, 2)}, "none: choreography is lower at every share"),
        ({"a": (2, 2), "b": (3, 1)}, f"none: orchestration {LOWER}tie where all are additive"),
        ({"a": (1, 2), "b": (3, 3)}, f"none: choreography {LOWER}tie without any additive change"),
        ({"a": (2, 2), "b": (3, 3)}, "none: the two tie at every share"),
        ({"a": (2, 2)}, "nothing to compare"),
        ({"b": (2, 2)}, "nothing to compare"),
    ],
)
def test_where_the_lines_do_not_cross_it_is_said(
    numbers: dict[str, tuple[int, int]], says: str
) -> None:
    assert break_even(world(**numbers), FILES, SEQUENCE, PAIR).says == says


counts = st.tuples(st.integers(0, 9), st.integers(0, 9))


@settings(max_examples=40)
@given(st.lists(counts, min_size=1, max_size=4), st.lists(counts, min_size=1, max_size=4))
def test_at_the_break_even_the_sides_are_level(
    additive: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    numbers = {f"a{at}": both for at, both in enumerate(additive)}
    numbers |= {f"b{at}": both for at, both in enumerate(others)}
    found = break_even(world(**numbers), FILES, SEQUENCE, PAIR)
    one, other = found.lines
    if found.turn:
        assert 0 < found.turn.share < 1
        assert one.at(found.turn.share) == pytest.approx(other.at(found.turn.share))
        lower = min((one, other), key=lambda line: line.at(0))
        assert lower.design == found.turn.below
    elif found.lower_everywhere:
        lower, upper = sorted((one, other), key=lambda line: line.design != found.lower_everywhere)
        assert all(lower.at(share) <= upper.at(share) + 1e-9 for share in (0, 0.5, 1))


def test_a_change_that_one_side_lacks_is_not_weighed() -> None:
    whole = world(a=(1, 2), b=(4, 2))
    assert break_even([*whole, *world(b2=(9, 9))[:1]], FILES, SEQUENCE, PAIR) == break_even(
        whole, FILES, SEQUENCE, PAIR
    )


def test_how_much_hangs_on_one_change() -> None:
    found = world(a=(1, 2), b1=(4, 2), b2=(6, 2))
    without = leaving_one_out(found, FILES, SEQUENCE, PAIR)
    assert list(without) == ["a", "b1", "b2"]
    assert not without["a"].lines
    assert spread(without) is None
    assert ranged(without) == "67 % to 80 %, none in 1 of 3"
    del without["a"]
    assert spread(without) == pytest.approx((2 / 3, 4 / 5))


def test_every_change_is_in_one_group() -> None:
    operators, _ = paired(FOUND, predicted, PAIR)
    assert len(operators) == 10
    counts = {
        key: sum(each.is_additive(operator) for operator in operators.values())
        for key, each in GROUPINGS.items()
    }
    assert counts == {"sequence": 3, "kinds": 4}
    assert not SEQUENCE.is_additive("insert-step")
    assert ADDITIVE.is_additive("insert-step")

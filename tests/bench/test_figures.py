"""Contestants are measured in turns, and their rounds compared pair by pair."""

import pytest

from bench.overhead import Rounds, in_turns


def recorder(taken: list[str], name: str, seconds: float):
    def measure(number: int) -> float:
        taken.append(f"{name}{number}")
        return seconds

    return measure


def test_every_round_measures_all_and_begins_with_another() -> None:
    taken: list[str] = []
    contestants = {"a": recorder(taken, "a", 1.0), "b": recorder(taken, "b", 2.0)}
    rounds = in_turns(contestants, least=1, most=3, within=1e9)
    assert taken == ["a0", "b0", "b1", "a1", "a2", "b2"]
    assert rounds.count == 3
    assert rounds.ratios("b", "a") == [2.0, 2.0, 2.0]


@pytest.mark.parametrize(("least", "measured"), [(1, 3), (5, 5)])
def test_no_round_begins_that_would_end_too_late(least: int, measured: int) -> None:
    taken: list[str] = []
    contestants = {"a": recorder(taken, "a", 10.0)}
    rounds = in_turns(contestants, least=least, most=9, within=35, clock=lambda: 10.0 * len(taken))
    assert rounds.count == measured


def test_one_slow_round_moves_neither_median_nor_the_middle_ratio() -> None:
    rounds = Rounds({"ours": [1.2, 9.0, 1.2], "bare": [1.0, 1.0, 1.0]})
    assert rounds.median("ours") == 1.2
    assert sorted(rounds.ratios("ours", "bare"))[1] == 1.2

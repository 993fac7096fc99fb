"""Every change wherever it can be made, and what the weights of a mix decide."""

import pytest

from analysis.comparison.changes import Applied, OperatorRow, operator_rows
from analysis.comparison.comparison import compare
from analysis.comparison.mix import BadMix, mix
from analysis.comparison.sentences import of_mix
from analysis.comparison.text import to_text
from tests.analysis.comparison.worlds import applied, design

NAMES = ("one", "other")


def rows(one: dict[str, list[int]], other: dict[str, list[int]]) -> tuple[OperatorRow, ...]:
    return operator_rows(NAMES, [applied(**one), applied(**other)])


def test_places_by_how_many_services_they_touch() -> None:
    (row,) = rows({"rename_field": [1, 2, 2, 5]}, {"rename_field": [2]})
    spread = row.places[0].services
    assert spread.tally == {1: 1, 2: 2, 5: 1}
    assert (spread.median, spread.lower, spread.upper, spread.most) == (2, 1.75, 2.75, 5)
    assert spread.items[0].subject == "rename-field 3"
    assert row.places[0].parts.most == 6
    assert row.verdict().lowest == ("other",)


def test_an_operator_that_one_design_cannot_apply_is_shown_and_not_weighed() -> None:
    found = rows({"a": [1], "b": [9]}, {"a": [2]})
    assert found[1].nowhere == ("other",)
    assert not found[1].verdict().lowest
    weighed = mix(found)
    assert weighed.left_out == ("b",)
    assert weighed.expected == (1, 2)


def test_expected_ripple_by_hand() -> None:
    found = rows({"add": [1, 1], "rename": [4, 2]}, {"add": [2], "rename": [2]})
    assert mix(found).expected == (0.5 * 1 + 0.5 * 3, 2)
    assert mix(found).verdict.tie
    assert mix(found, {"add": 3, "rename": 1}).expected == (0.75 * 1 + 0.25 * 3, 2)
    assert mix(found, {"add": 1}).expected == (1, 2)


def test_the_share_at_which_the_verdict_turns() -> None:
    found = mix(rows({"add": [1], "rename": [4]}, {"add": [2], "rename": [2]}))
    # At a share s of add: 1s + 4(1 - s) = 2, so s = 2/3.
    turns = {turn.of: turn for turn in found.turns}
    assert turns["add"].share == pytest.approx(2 / 3)
    assert (turns["add"].below, turns["add"].above) == ("other", "one")
    assert turns["rename"].share == pytest.approx(1 / 3)
    assert "Break-even at 67 % of add changes: other is lower below, one above." in of_mix(found)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_the_turn_is_where_the_expected_ripples_meet(share: float) -> None:
    found = rows({"a": [1, 2], "b": [4], "c": [3]}, {"a": [3], "b": [2], "c": [3]})
    weights = {"a": share, "b": 1 - share, "c": 0.4}
    for turn in mix(found, weights).turns:
        rest = {name: weight for name, weight in weights.items() if name != turn.of}
        total = sum(rest.values())
        moved = {name: weight / total * (1 - turn.share) for name, weight in rest.items()}
        met = mix(found, {**moved, turn.of: turn.share}).expected
        assert met is not None
        assert met[0] == pytest.approx(met[1])


def test_where_no_weights_matter_it_is_said() -> None:
    found = mix(rows({"a": [1], "b": [2]}, {"a": [2], "b": [2]}))
    assert found.never_more() == (("one", "other"),)
    assert of_mix(found) == (
        "No weights whatever make one touch more services than other on average.",
    )


def test_equal_designs_tie_whatever_the_weights() -> None:
    found = mix(rows({"a": [1, 3]}, {"a": [2]}))
    assert found.verdict.tie
    assert found.never_more() == ()
    assert found.turns == ()


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"c": 1.0}, "no operator 'c' in this mix: choose a, b"),
        ({"a": -1.0}, "weight of a is -1"),
        ({"a": float("nan")}, "weight of a is nan"),
        ({"a": float("inf")}, "weight of a is inf"),
        ({"a": 0.0}, "gives no weight"),
    ],
)
def test_weights_that_cannot_be_used_are_refused(weights: dict[str, float], said: str) -> None:
    with pytest.raises(BadMix, match=said):
        mix(rows({"a": [1], "b": [1]}, {"a": [1], "b": [1]}), weights)


def test_without_changes_there_is_no_mix() -> None:
    assert mix(()).expected is None
    assert not mix(()).verdict.lowest


def test_the_table_has_every_count() -> None:
    worlds = [design("one", "a -> b data"), design("other", "a -> b data")]
    changes = {
        "one": applied(rename_field=[1, 2, 2], swap_steps=[3]),
        "other": applied(rename_field=[2]),
    }
    text = to_text(compare(worlds, everywhere=lambda each: changes[each.title]))
    assert "1: 1  2: 2" in text
    assert "nowhere" in text
    assert "Not compared, since other has no place for them: swap-steps." in text


def test_without_services_parts_are_counted() -> None:
    worlds = [design(name, "a -> b data", services={}) for name in NAMES]
    found = compare(
        worlds, everywhere=lambda each: applied(rename=[1 if each.title == "one" else 3])
    )
    assert found.counted == "parts"
    assert found.mix.expected == (2, 4)
    assert "Every change wherever it can be made: parts touched" in to_text(found)


def test_teams_are_counted_beside_services() -> None:
    worlds = [design(name, "a -> b data") for name in NAMES]
    found = compare(
        worlds,
        teams={"s0": "team", "s1": "team"},
        everywhere=lambda each: applied(rename=[2 if each.title == "one" else 3]),
    )
    assert [mix.counted for mix in found.mixes] == ["services", "teams"]
    assert found.mixes[0].expected == (2, 3)
    assert found.mixes[1].expected == (1, 2)
    assert "Every change wherever it can be made: teams touched" in to_text(found)


def test_a_kind_shares_its_weight_among_its_operators() -> None:
    found = rows(
        {"rename_field": [1], "remove_field": [3], "add_consumer": [5]},
        {"rename_field": [2], "remove_field": [2], "add_consumer": [1]},
    )
    assert mix(found).weights == {"rename-field": 0.25, "remove-field": 0.25, "add-consumer": 0.5}
    given = mix(found, {"contract": 0.8, "add-consumer": 0.2})
    assert given.weights == pytest.approx(
        {"rename-field": 0.4, "remove-field": 0.4, "add-consumer": 0.2}
    )
    assert given.expected_of(["rename-field", "remove-field"]) == pytest.approx((2, 2))
    assert given.expected == pytest.approx((2.6, 1.8))


def test_break_even_of_a_kind_by_hand() -> None:
    found = mix(
        rows(
            {"add_consumer": [1], "swap_steps": [4], "remove_step": [2]},
            {"add_consumer": [2], "swap_steps": [1], "remove_step": [1]},
        )
    )
    # Additive changes: 1 and 2; changes of order: 3 and 1. So s + 3(1 - s) = 2s + 1(1 - s).
    turns = {turn.of: turn for turn in found.turns}
    assert turns["additive"].share == pytest.approx(2 / 3)
    assert (turns["additive"].below, turns["additive"].above) == ("other", "one")
    assert turns["order"].share == pytest.approx(1 / 3)


def test_a_change_that_cannot_be_made_is_no_place() -> None:
    refused = Applied("swap", "swap a b", (), (), refusal="they are not neighbours")
    found = operator_rows(NAMES, [[*applied(swap=[2]), refused], applied(swap=[3])])
    assert found[0].places[0].services.tally == {2: 1}
    assert found[0].places[0].refused == (refused,)
    worlds = [design(name, "a -> b data") for name in NAMES]
    changes = {"one": [*applied(swap=[2]), refused], "other": applied(swap=[3])}
    text = to_text(compare(worlds, everywhere=lambda each: changes[each.title]))
    assert "swap: 1 that one cannot make are not among its places." in text


def test_names_in_common_weigh_alike() -> None:
    def field(path: str, *counts: int) -> list[Applied]:
        return [
            Applied("rename", f"rename {place}.{path}", ("s",) * count, (), about=path)
            for place, count in enumerate(counts)
        ]

    one = [*field("id", 1, 1, 1, 1), *field("total", 4), *field("own", 9)]
    other = [*field("id", 2), *field("total", 2)]
    (row,) = operator_rows(NAMES, [one, other])
    matched = row.matched()
    assert matched is not None
    assert (matched.subjects, matched.means) == (("id", "total"), (2.5, 2.0))

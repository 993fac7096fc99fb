"""What changes say together: by hand on a few, and by property."""

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from analysis.history import ChangeRecord, Past
from analysis.history.foretelling import EVERYBODY, LEARNT, REACH, STRUCTURE, ForetellerScore
from analysis.history.record import Touched, from_wire, joined
from analysis.history.telling import mix_of, told
from analysis.history.telling import to_wire as past_wire
from analysis.plain_values import to_plain
from analysis.prediction.operator import ChangeKind

THERE = ("a", "b", "c", "d")
ARROWS = {"b": ["a"], "c": ["b"]}  # b depends on a, c on b


def change(
    units: str,
    kind: str = "code",
    *,
    there: Sequence[str] = THERE,
    arrows: Mapping[str, Sequence[str]] = ARROWS,
    undone: bool = False,
) -> ChangeRecord:
    touched = {"service": Touched(tuple(units), tuple(there), arrows)}
    return ChangeRecord("id", "2026-01-05", "subject", kind, undone=undone, touched=touched)


def past(*records: ChangeRecord) -> Past:
    return Past("shop", records)


def of(found: Past, by: str) -> ForetellerScore:
    return next(each for each in found.foretold if each.by == by)


def test_how_many_units_changes_touch_sweeps_apart() -> None:
    found = past(change("a"), change("ab"), change("abcd", "sweep"), change("", "elsewhere"))
    assert [str(found.touching(*x)) for x in ((1, 1), (2, 2), (3, None))] == [
        "50 % (9 % to 91 %)", "50 % (9 % to 91 %)", "0 % (0 % to 66 %)",
    ]  # fmt: skip
    assert found.left_out == {"nothing of the system differs": 1, "sweeps: one edit in many": 1}


def test_the_mix_is_of_operators_alone_those_undone_too() -> None:
    found = past(
        change("a", "add-consumer"),
        change("a", "add-consumer", undone=True),
        change("b", "swap-steps"),
        change("b", "configuration"),
    )
    assert mix_of(found) == "add-consumer=2,swap-steps=1"
    assert (
        found.share_of(ChangeKind.ADDITIVE).count,
        found.share_of(ChangeKind.ADDITIVE).total,
    ) == (2, 3)
    assert found.kinds == {
        "add-consumer": 1,
        "add-consumer undone": 1,
        "configuration": 1,
        "swap-steps": 1,
    }


def test_what_changes_together_without_an_arrow_and_what_never_does_with_one() -> None:
    found = past(*[change("ad")] * 3, *[change("a")] * 2, *[change("b")] * 3, change("c"))
    (pair,) = found.unjoined
    assert (pair.one, pair.other, pair.together, pair.of_one, pair.of_other) == ("a", "d", 3, 5, 3)
    assert [(each.one, each.other) for each in found.unused] == [("a", "b")]


def test_who_changes_together_less_than_half_of_the_time_does_not_change_together() -> None:
    assert not past(*[change("ad")] * 3, *[change("a")] * 4, *[change("d")] * 4).unjoined
    assert not past(*[change("ad")] * 2).unjoined


def test_what_would_have_been_foretold_by_hand() -> None:
    found = past(change("ab"), change("a"), change("ac"))
    # Beginnings: a and b; a; a and c. Who depends on a is b, on b is c, on c nobody.
    assert of(found, STRUCTURE) == ForetellerScore(
        STRUCTURE, 1, 3, 3,
        {"the arrow leads the other way": 1, "further away than one arrow": 1,
         "further away, the other way": 1},
    )  # fmt: skip
    # a reaches b and c, b reaches c.
    assert (of(found, REACH).hits, of(found, REACH).false_alarms, of(found, REACH).misses) == (
        2,
        5,
        2,
    )
    assert (of(found, EVERYBODY).hits, of(found, EVERYBODY).false_alarms) == (4, 11)
    assert of(found, EVERYBODY).recall == 1


def test_changes_before_teach_and_the_change_itself_does_not() -> None:
    found = past(*[change("ad")] * 4)
    learnt = of(found, LEARNT)
    assert (learnt.hits, learnt.false_alarms, learnt.misses) == (2, 0, 6)


def test_a_change_to_one_alone_is_a_false_alarm_for_whoever_foretells() -> None:
    found = past(change("a"))
    assert (of(found, STRUCTURE).precision, of(found, STRUCTURE).recall) == (0.0, None)


CHANGES = st.lists(
    st.builds(
        change,
        st.lists(st.sampled_from(THERE), unique=True).map(lambda x: "".join(sorted(x))),
        st.sampled_from(["code", "add-consumer", "sweep", "elsewhere", "swap-steps"]),
    ),
    max_size=12,
)


@given(CHANGES)
def test_every_change_is_counted_or_left_out_with_its_reason(records: list[ChangeRecord]) -> None:
    found = past(*records)
    assert len(found.counted) + sum(found.left_out.values()) == len(records)
    assert sum(found.kinds.values()) == len(records)


@given(CHANGES)
def test_everybody_misses_nobody_who_was_there_and_reach_no_more_than_dependence(
    records: list[ChangeRecord],
) -> None:
    found = past(*records)
    assert of(found, EVERYBODY).misses == 0
    assert of(found, REACH).misses <= of(found, STRUCTURE).misses
    real = sum(len(x.of("service").units) * (len(x.of("service").units) - 1) for x in found.counted)
    assert {each.hits + each.misses for each in found.foretold} <= {real}


@given(CHANGES)
def test_it_is_told_and_kept_whole(records: list[ChangeRecord]) -> None:
    found = past(*records)
    assert told(found, full=True).startswith(f"shop: {len(records)} change")
    assert len(past_wire(found)["records"]) == len(records)
    assert [from_wire(to_plain(each)) for each in records] == records


def test_the_commits_of_a_ticket_are_one_change() -> None:
    found = joined(
        "AB-1", [change("a", "code"), change("bc", "add-consumer"), change("", "elsewhere")]
    )
    assert (found.id, found.kind, found.of("service").units) == (
        "AB-1",
        "add-consumer",
        ("a", "b", "c"),
    )


def test_what_is_read_is_shown_without_harm() -> None:
    evil = ChangeRecord("id", "2026", "\x1b[31mred\u202e", "code", touched=change("a").touched)
    assert "\x1b" not in told(past(evil), full=True)
    assert "\u202e" not in told(past(evil), full=True)

"""Where a machine's step meets those of others: who must change is whoever decides either step."""

from collections.abc import Callable

import pytest

from analysis.dependency import Dependencies
from analysis.prediction import predict

Drawn = Callable[..., Dependencies]


def hit(system: Dependencies, asked: str) -> set[str]:
    return set(predict(system, asked).components)


OUT_OF_A_MACHINE = """
    M is state_machine
    M contains M/First
    M contains M/Second
    M/First transitions M/Second
    M/First invokes first
    M/Second invokes second
    second emits Bus/Done
    Bus/Done reaches listener
    listener emits Bus/Heard
    Bus/Heard reaches last
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("insert-step X --between Second Heard --can-refuse no", {"X", "listener"}),
        ("swap-steps Second Heard", {"M", "listener", "last"}),
        ("parallel-steps Second Heard", {"M", "listener"}),
        ("expire-step Second Heard", {"M", "listener"}),
        ("remove-step Second", {"M", "second", "listener"}),
        ("remove-step Heard", {"listener", "last"}),
        ("wait-for-person --at Heard", {"listener"}),
        ("insert-step X --between First Second --can-refuse no", {"X", "M"}),
        ("swap-steps First Second", {"M"}),
    ],
)
def test_out_of_a_machine(drawn: Drawn, asked: str, expected: set[str]) -> None:
    assert hit(drawn(OUT_OF_A_MACHINE), asked) == expected


def test_a_machine_undoes_what_it_has_undone_whoever_is_asked_for_it(drawn: Drawn) -> None:
    text = (
        OUT_OF_A_MACHINE
        + """
    M contains M/Third
    M contains M/Undo
    M/Second transitions M/Third
    M/Third transitions M/Undo Catch:States.ALL
    M/Third invokes third
    M/Undo invokes undo
    second writes Things
    undo writes Things"""
    )
    asked = "insert-step X --between Second Heard"
    for way in predict(drawn(text), asked).ways:
        assert not {"undo", "second"} & set(way.components)


INTO_A_MACHINE = """
    M is state_machine
    shop emits Bus/Placed
    Bus/Placed reaches M
    M contains M/First
    M contains M/Second
    M/First transitions M/Second
    M/First invokes first
    M/Second invokes second
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("insert-step X --between Placed First --can-refuse no", {"X", "M"}),
        ("swap-steps Placed First", {"shop", "M"}),
        ("parallel-steps Placed First", {"M"}),
        ("expire-step Placed First", {"shop", "M"}),
        ("remove-step Placed", {"shop", "M"}),
        ("remove-step First", {"M", "first"}),
    ],
)
def test_into_a_machine(drawn: Drawn, asked: str, expected: set[str]) -> None:
    assert hit(drawn(INTO_A_MACHINE), asked) == expected


@pytest.mark.parametrize("kind", ["bucket", "api"])
def test_what_cannot_ask_is_told_to_ask_nobody(drawn: Drawn, kind: str) -> None:
    system = drawn(f"""
        shop is {kind}
        shop emits Bus/Placed
        Bus/Placed reaches listener
    """)
    for asked in ("insert-step X --between Placed listener", "wait-for-person --at listener"):
        ways = predict(system, asked).ways
        assert "listener" in ways[0].components
        assert not any("shop" in way.components for way in ways)


BETWEEN_MACHINES = """
    M is state_machine
    N is state_machine
    M contains M/First
    M contains M/Tell
    M/First transitions M/Tell
    M/First invokes first
    M/Tell emits Bus/Told
    Bus/Told reaches N
    N contains N/Third
    N/Third invokes third
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("insert-step X --between Tell Third --can-refuse no", {"X", "N"}),
        ("swap-steps Tell Third", {"M", "N"}),
        ("parallel-steps Tell Third", {"M", "N"}),
        ("expire-step Tell Third", {"M", "N"}),
        ("remove-step Tell", {"M", "N"}),
        ("remove-step Third", {"N", "third"}),
    ],
)
def test_between_two_machines(drawn: Drawn, asked: str, expected: set[str]) -> None:
    assert hit(drawn(BETWEEN_MACHINES), asked) == expected


def test_at_the_start_of_a_machine_others_hear_what_it_hears(drawn: Drawn) -> None:
    text = INTO_A_MACHINE + "    first emits Bus/Done\n    Bus/Done reaches listener"
    found = predict(drawn(text), "parallel-steps First listener")
    assert found.components == ("listener",)


NESTED = """
    M is state_machine
    N is state_machine
    M contains M/Before
    M contains M/Run
    M contains M/After
    N contains N/One
    M/Before transitions M/Run
    M/Run transitions M/After
    M/Before invokes before
    M/Run invokes N
    M/After invokes after
    N/One invokes one
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("insert-step X --between Before Run --can-refuse no", {"X", "M"}),
        ("insert-step X --between M/Run N/One --can-refuse no", {"X", "N"}),
        ("insert-step X --between N/One M/After --can-refuse no", {"X", "M"}),
        ("swap-steps N/One M/After", {"N", "M"}),
        ("remove-step M/Run", {"M", "N"}),
        ("remove-step N/One", {"N", "one"}),
    ],
)
def test_into_and_out_of_a_machine_in_a_machine(
    drawn: Drawn, asked: str, expected: set[str]
) -> None:
    assert hit(drawn(NESTED), asked) == expected


def test_a_machine_is_not_said_to_be_asked_by_itself(drawn: Drawn) -> None:
    spared = predict(drawn(BETWEEN_MACHINES), "remove-step Third").spared
    assert {each.part: each.reason for each in spared}["M"] == "not waiting for Third"

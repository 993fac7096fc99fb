"""`ripple where`: what it says of an order, and what it refuses before it asks anybody."""

import pytest

from lab.cli import main
from lab.cli.where_command import lines_of
from lab.whereabouts import CERTAIN, At, Evidence, Whereabouts

FOUND = Whereabouts(
    "o-1",
    "placed",
    "execution o-1 failed in Take payment",
    "Busy: no",
    (Evidence("ordering's table", "order o-1", "status placed"), Evidence("its log", "it", "no")),
    At("payments", "Take payment"),
    CERTAIN,
    calls={"dynamodb": 1, "stepfunctions": 3},
)


def test_where_whose_turn_why_how_sure_and_at_what_price() -> None:
    assert list(lines_of("orchestration", FOUND)) == [
        "orchestration: o-1 is placed",
        "  where       execution o-1 failed in Take payment",
        "  whose turn  payments, Take payment",
        "  why         Busy: no",
        "  sure        certain",
        "  took        2 stores; 4 requests (1 to dynamodb, 3 to stepfunctions)",
    ]


def test_the_evidence_is_shown_on_demand() -> None:
    told = list(lines_of("orchestration", FOUND, evidence=True))
    assert told[-2:] == ["    ordering's table, order o-1: status placed", "    its log, it: no"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["o/1"], "`order_id` names a Step Functions execution"),
        (["o-1-redrive-1"], "must not end in -redrive-<n>"),
        (["o-1"], "No engine is kept, so no order is anywhere"),
        (["o-1", "--side", "nothing"], "There is no design 'nothing'"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["where", *arguments]) == 1
    told = capsys.readouterr()
    assert said in told.err
    assert not told.out


def test_a_stack_is_of_one_design(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["where", "o-1", "--stack", "mine"]) == 2
    assert "--stack is of one design" in capsys.readouterr().err

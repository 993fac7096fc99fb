"""A permission that is taken away: who misses it, how it is told, and that it is given back."""

from __future__ import annotations

from typing import Any

import pytest

from lab.deployment import deployed
from lab.designs import Design, designs
from lab.drilling.permissions import AS_EVER, GIVEN_UP, STUCK, Missed, Permissions, lines, take_away
from lab.drilling.policies import Policy, Statement, statements
from lab.places import Place

ALL = {"Version": "2012-10-17", "Statement": [{"Sid": "Keep"}, {"Sid": "Speak"}]}


def policy() -> tuple[Policy, list[Any]]:
    """A policy that lies in memory, and all that was ever written into it."""
    written: list[Any] = [ALL]
    return Policy(lambda: written[-1], written.append), written


def test_one_statement_is_gone_for_the_block_and_back_however_it_ends() -> None:
    held, written = policy()
    with held.without("Keep"):
        assert [each["Sid"] for each in written[-1]["Statement"]] == ["Speak"]
    assert written[-1] == ALL
    with pytest.raises(ZeroDivisionError), held.without("Keep"):
        raise ZeroDivisionError
    assert written[-1] == ALL
    assert len(written) == 5


def test_a_policy_without_its_only_statement_still_says_something() -> None:
    held, written = policy()
    with held.without("Keep"), held.without("Speak"):
        [nothing] = written[-1]["Statement"]
        assert nothing["Effect"] == "Deny"
    assert written[-1] == ALL


def test_what_is_missed_without_a_word_is_told_apart_from_what_is_noticed() -> None:
    found = Permissions(
        "shop",
        (
            Missed(Statement("Role", "Keep", ("dynamodb:PutItem",)), {"confirmed": GIVEN_UP},
                   "AccessDenied in Till", 0.2, 1),
            Missed(Statement("Queue", "Take", ("sqs:SendMessage",)), {"confirmed": STUCK}),
            Missed(Statement("Role", "Log", ("logs:PutLogEvents",)), {"confirmed": AS_EVER}),
        ),
        3.0,
    )  # fmt: skip
    assert found.figures() == {
        "statements": 3, "missed": 2, "silent": 1, "orders": 2, "hit": 2, "redriven": 1,
        "seconds_to_notice": 0.2, "seconds": 3,
    }  # fmt: skip
    told = "\n".join(lines(found))
    assert "AccessDenied in Till after 0.2 s; 1 redriven" in told
    assert "NOBODY NOTICED" in told
    assert "not missed: Role.Log" in told


@pytest.mark.seldom
@pytest.mark.parametrize("design", designs(), ids=str)
def test_orders_that_miss_a_table_are_given_up_on_noticed_and_end_well_later(
    place: Place, design: Design
) -> None:
    with deployed(place, design, stack=f"ripple-drilled-{design.name}", drills=True) as deployment:
        before = {str(each): policy.read() for each, policy in statements(deployment)}
        table = [each for each in before if each.endswith("KeepItsTable")][-1]
        found = take_away(deployment, only=table)
        assert {str(each): policy.read() for each, policy in statements(deployment)} == before
    [missed] = found.missed
    assert missed.noticed
    assert missed.after is not None
    assert missed.hit == missed.redriven > 0

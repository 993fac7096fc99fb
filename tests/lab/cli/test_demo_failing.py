"""What the demo says of a service that failed is what was found, and nothing else."""

from dataclasses import replace

from lab.cli.demo.failing import Failed, lines
from lab.drilling.fates import GIVEN_UP, HAND, ITSELF, NEVER, WAITED, Fate
from lab.whereabouts import CERTAIN, LIKELY, At, Evidence, Whereabouts

FATE = Fate("down", "payments", "confirmed", "p-o", WAITED, ITSELF, 4.0, as_without=True)
SEEN = tuple(Evidence(store, "the order", "nothing") for store in ("a table", "a queue"))
FOUND = Whereabouts("p-o", "placed", "there", None, SEEN, At("payments", "OrderPlaced"), LIKELY)
WAITS = Failed(FATE, FOUND)
FAILS = Failed(replace(FATE, during=GIVEN_UP, end=HAND), replace(FOUND, sure=CERTAIN))


def told(**outcome: Failed) -> str:
    return "\n".join(" ".join(line.split()) for line in lines(outcome))


def test_who_waits_and_who_must_act_is_told_by_design() -> None:
    said = told(events=WAITS, workflow=FAILS)
    assert "events waited payments, OrderPlaced likely 2 stores by itself" in said
    assert "workflow given up payments, OrderPlaced certain 2 stores by hand" in said
    assert "events: the message rested" in said
    assert not [line for line in said.splitlines() if line.endswith("settled")]  # a change's rows
    assert "workflow: all tries were over" in said


def test_what_did_not_happen_is_not_told() -> None:
    never = Failed(replace(FATE, end=NEVER), None)
    said = told(events=never, workflow=never)
    assert "events waited - - - never" in said
    assert "rested, came again" not in said
    assert "by hand" not in said
    assert "events and workflow: all tries" in told(events=FAILS, workflow=FAILS)

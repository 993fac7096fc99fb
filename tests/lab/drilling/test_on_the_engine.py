"""A sample of every way of breaking, for real: what is unchanged does nothing, all is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis.breakage import text
from analysis.breakage.model import REFUSED, STARVED, UNAFFECTED, WRONG, Breakage
from lab.deployment import deployed
from lab.designs import Design, designs
from lab.drilling.breaking import break_contracts, held_against_code
from lab.places import Place

SAMPLE = 60


@pytest.fixture(scope="module", params=designs(), ids=str)
def broken(request: pytest.FixtureRequest, place: Place) -> Iterator[tuple[Breakage, float, float]]:
    """A design of its own, drilled: what it leaves in dead-letter queues is no other test's."""
    design: Design = request.param
    with deployed(place, design, stack=f"ripple-drilled-{design.name}", drills=True) as deployment:
        found = break_contracts(deployment, sample=SAMPLE)
        readers = held_against_code(found, deployment)
        yield found, readers.precision, readers.recall


def test_what_goes_through_the_same_hands_unchanged_affects_nobody(broken) -> None:
    found, _, _ = broken
    assert len(found.controls) > 3
    assert {x for each in found.controls for x in each.reactions.values()} == {UNAFFECTED}
    assert not [each for each in found.controls if each.noticed]


def test_every_class_of_reaction_is_met_and_everything_planned_is_accounted_for(broken) -> None:
    found, _, _ = broken
    seen = {x for each in found.verdicts for x in each.reactions.values()}
    assert seen == {UNAFFECTED, REFUSED, WRONG, STARVED}
    assert found.silent
    assert not [each for each in found.left_out if "not placed" in each or "still" in each]
    judged = len(found.verdicts) + len(found.controls)
    vain = sum(int(each.split()[0]) for each in found.left_out if "changed nothing" in each)
    assert judged + vain == SAMPLE


def test_who_reads_what_is_as_the_code_shows(broken) -> None:
    _, precision, recall = broken
    assert precision >= 0.95
    assert recall >= 0.85, "of a sample; all of it is in docs/findings.md"


def test_it_is_told_in_words(broken) -> None:
    found, _, _ = broken
    told = "\n".join(text.lines(found))
    assert "WRONG WITH NOBODY NOTICING" in told
    assert "none did anything" in told
    assert Breakage.from_wire(found.to_wire()) == found

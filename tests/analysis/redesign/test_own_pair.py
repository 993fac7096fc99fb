"""Each design of the lab, derived from the other one, answers as the one written by hand."""

from collections import Counter
from pathlib import Path

import pytest

from analysis.dependency import depend
from analysis.prediction.lookup import World
from analysis.redesign import lift, lower
from tests.analysis.redesign.pair import Held

ROOT = Path(__file__).parents[3]
PLACES_WITHOUT_FIELDS = 85


@pytest.fixture(scope="module")
def choreography() -> World:
    return World(depend([ROOT / "choreography" / "template.yaml"]))


@pytest.fixture(scope="module")
def orchestration() -> World:
    return World(depend([ROOT / "orchestration" / "template.yaml"]))


@pytest.fixture(scope="module")
def as_events(orchestration: World, choreography: World) -> Held:
    return Held(World(lower(lift(orchestration)).system), choreography)


@pytest.fixture(scope="module")
def as_workflow(orchestration: World, choreography: World) -> Held:
    business = lift(choreography)
    return Held(World(lower(business, business.tasks).system), orchestration)


@pytest.mark.parametrize("derived", ["as_events", "as_workflow"])
def test_every_place_without_fields_is_answered_as_by_the_design_written_by_hand(
    derived: str, request: pytest.FixtureRequest
) -> None:
    held: Held = request.getfixturevalue(derived)
    places = list(held.places(fields=False))

    unlike = [(str(change), mine, theirs) for change, mine, theirs in places if mine != theirs]

    assert not unlike
    assert held.only(fields=False) == set()
    assert len(places) == PLACES_WITHOUT_FIELDS


@pytest.mark.parametrize(("derived", "least"), [("as_events", 66), ("as_workflow", 33)])
def test_every_field_that_both_have_is_answered_alike(
    derived: str, least: int, request: pytest.FixtureRequest
) -> None:
    held: Held = request.getfixturevalue(derived)

    places = Counter(mine == theirs for _, mine, theirs in held.places(fields=True))

    assert places[True] >= 0.95 * places.total()
    assert places.total() >= least


def test_lowered_back_to_what_it_was_a_design_answers_as_before(
    choreography: World, orchestration: World
) -> None:
    for world in (choreography, orchestration):
        business = lift(world)
        asked = [task.id for task in business.tasks.values() if task.decider]
        held = Held(World(lower(business, asked).system), world)

        for fields in (False, True):
            unlike = [str(c) for c, mine, same in held.places(fields=fields) if mine != same]
            assert unlike == []


def test_what_follows_what_is_the_same_in_either_design(
    choreography: World, orchestration: World
) -> None:
    found = []
    for world in (choreography, orchestration):
        business = lift(world)
        tasks = business.tasks
        found.append(
            {
                (tasks[each.before].name, bool(each.refusal), tasks[each.after].name)
                for each in business.follows
            }
        )

    assert found[0] == found[1]
    assert ("Take payment", True, "Release stock") in found[0]

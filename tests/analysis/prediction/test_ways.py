"""Each way of each change in small worlds, held to what was worked out by hand before."""

import pytest

from analysis.prediction.impact import Impact
from analysis.prediction.joining import Together
from analysis.prediction.lookup import World
from analysis.prediction.operators import OPERATORS
from analysis.prediction.predicting import applicable_in, predict_in
from analysis.prediction.way import YES, Deployment
from tests.analysis.prediction.ways_by_hand import WORLDS
from tests.analysis.prediction.ways_of_worlds import REFUSED, Question, drawn, predicted, questions

ASKED = questions()
ANSWERED = [each for each in ASKED if each.best != REFUSED]
ALONE = [each for each in ANSWERED if len(each.asked) == 1]


def by_id(several: list[Question]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("question", several, ids=[each.id for each in several])


def ways_of(question: Question) -> dict[str, Impact | Together]:
    """What is predicted of each way that was worked out by hand, by the word it is called there."""
    found = predicted(question)
    assert found is not None
    if isinstance(found, Together):
        return {"any": found}
    ways = {name: _called(found, name) for name in question.ways}
    return {name: each for name, each in ways.items() if each is not None}


def _called(found: Impact, name: str) -> Impact | None:
    if name == "only":
        return found
    return next((each for each in found.ways if name in each.way.name.split()), None)


def deployment(found: Impact | Together) -> Deployment:
    return found.deployment if isinstance(found, Together) else found.way.deployment


@by_id(ALONE)
def test_the_recommended_way_is_one_of_the_best(question: Question) -> None:
    found = predicted(question)
    assert isinstance(found, Impact)
    best = {question.ways[name].services for name in question.best}
    assert frozenset(found.services) in best, found.way
    assert question.best == ("only",) or {*question.best} & {*found.way.name.split()}


@by_id(ANSWERED)
def test_each_way_hits_whom_it_must(question: Question) -> None:
    predicted_ways = {name: {*each.services} for name, each in ways_of(question).items()}
    by_hand = {name: {*each.services} for name, each in question.ways.items() if each.services}
    assert predicted_ways == by_hand


@by_id(ANSWERED)
def test_each_way_is_deployed_in_a_safe_order_or_none(question: Question) -> None:
    for name, found in ways_of(question).items():
        expected, way = question.ways[name], deployment(found)
        assert expected.safe in (None, way.safe), (name, way)
        known = [each for each in way.order if each in expected.order]
        assert expected.safe != YES or known == [*expected.order], (name, way)


@by_id(ALONE)
def test_each_way_says_who_must_know_whom_anew(question: Question) -> None:
    for name, found in ways_of(question).items():
        expected = question.ways[name].knows
        assert isinstance(found, Impact)
        learned = {(each.who, each.whom) for each in found.way.knows}
        assert expected in (None, learned), name


@by_id([each for each in ASKED if each.best == REFUSED])
def test_what_nobody_could_do_is_refused(question: Question) -> None:
    assert predicted(question) is None


@pytest.mark.parametrize("world", WORLDS)
def test_whatever_is_asked_the_ways_agree_with_the_rule(world: str) -> None:
    lookup = World(drawn(world))
    for change in applicable_in(lookup):
        ways = predict_in(lookup, change).ways
        names = [each.way.name for each in ways]
        assert len({*names}) == len(names), change
        fair = [each for each in ways if not (each.way.hidden or each.way.halfway)]
        assert len(ways[0].existing) == min(len(each.existing) for each in fair or ways), change
        for each in ways:
            order = each.way.deployment.order
            assert len({*order}) == len(order), (change, each.way)
            assert {*order} == ({*each.services} if each.way.deployment.safe == YES else set[str]())
            assert {knows.who for knows in each.way.knows} <= {*each.services}, (change, each.way)


def test_every_operator_is_asked_of_some_world_and_every_world_asked_something() -> None:
    assert {each.split()[0] for one in ASKED for each in one.asked} == {*OPERATORS}
    assert {each.world for each in ASKED} <= {*WORLDS}
    assert len({each.id for each in ASKED}) == len(ASKED) >= 80

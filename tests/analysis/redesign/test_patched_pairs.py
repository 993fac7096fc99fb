"""Both designs of every change made by hand, each derived of the other one: held place by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import fmean

import pytest

from analysis.dependency import Dependencies, depend
from analysis.experiments.results import kept
from analysis.prediction import change, predict
from analysis.prediction.lookup import World
from analysis.redesign import lift, lower
from analysis.redesign.translating import Translating
from lab.designs import ROOT, design_named
from lab.experiments import experiment_named, experiments
from lab.experiments.earlier import RESULTS
from lab.experiments.scoring import scored
from lab.experiments.scratch import scratch
from lab.experiments.static import predicted
from tests.analysis.redesign.pair import Held, Told

pytestmark = pytest.mark.seldom

OTHER = {"choreography": "orchestration", "orchestration": "choreography"}
MACHINE = frozenset({"workflow"})


def systems(tree: Path) -> Mapping[str, Dependencies]:
    return {name: depend([tree / name / "template.yaml"], title=name) for name in OTHER}


def derived(name: str, of: Dependencies) -> World:
    """A design of that name, derived of the other one."""
    business = lift(World(of))
    return World(lower(business, business.tasks if name == "orchestration" else ()).system)


@dataclass(frozen=True)
class Pair:
    """A derived design beside the one written by hand, and both as they were before a change."""

    name: str
    now: Mapping[str, Dependencies]
    base: Mapping[str, Dependencies]

    @cached_property
    def held(self) -> Held:
        return Held(derived(self.name, self.now[OTHER[self.name]]), World(self.now[self.name]))

    def places(self, *, fields: bool) -> Iterator[tuple[str, Told, Told]]:
        """Every place that both have, by what it is called in the design written by hand."""
        for asked, mine, theirs in self.held.places(fields=fields):
            yield str(self.held.there(asked)), mine, theirs

    @cached_property
    def before(self) -> Mapping[str, Told]:
        """What the design written by hand answered before the change."""
        same = Held(World(self.base[self.name]), World(self.base[self.name]))
        return {str(asked): told for asked, told, _ in same.places(fields=False)}

    @cached_property
    def naive(self) -> Mapping[str, frozenset[str]]:
        """What the other design answers, with the machine or without."""
        source = Held(World(self.now[OTHER[self.name]]), World(self.now[self.name]))
        found = {}
        for asked, told, _ in source.places(fields=False):
            services = touched(told)
            more = services | MACHINE if self.name == "orchestration" else services - MACHINE
            found[str(source.there(asked))] = more
        return found


def touched(told: Told) -> frozenset[str]:
    return told[0] if isinstance(told[0], frozenset) else frozenset()


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


@dataclass
class Counts:
    """Over all changes: answered alike without fields and of fields, and what one side has alone.

    Of the places that are new with a change, or answered otherwise since: exactly so, how much the
    services have in common, and whether the naive rule has the same services.
    """

    order: list[bool] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)
    alone: int = 0
    exact: list[bool] = field(default_factory=list)
    common: list[float] = field(default_factory=list)
    naive: list[bool] = field(default_factory=list)

    def add(self, pair: Pair) -> None:
        for name, mine, theirs in pair.places(fields=False):
            self.order.append(mine == theirs)
            if pair.before.get(name) != theirs:
                self.exact.append(mine == theirs)
                self.common.append(jaccard(touched(mine), touched(theirs)))
                self.naive.append(pair.naive.get(name) == touched(theirs))
        self.fields += [mine == theirs for _, mine, theirs in pair.places(fields=True)]
        self.alone += len(pair.held.only(fields=False))


@pytest.fixture(scope="module")
def patched() -> list[Mapping[str, Dependencies]]:
    found = []
    for each in experiments():
        with scratch(each) as tree:
            found.append(systems(tree))
    return found


@pytest.fixture(scope="module", params=["choreography", "orchestration"])
def counts(request: pytest.FixtureRequest, patched: list[Mapping[str, Dependencies]]) -> Counts:
    base, found = systems(ROOT), Counts()
    for each in patched:
        found.add(Pair(request.param, each, base))
    return found


def test_nineteen_places_of_twenty_are_answered_as_by_the_patched_design(counts: Counts) -> None:
    assert len(counts.order) > 1400
    assert fmean(counts.order) >= 0.95
    assert fmean(counts.fields) >= 0.93
    assert counts.alone <= 0.15 * (2 * len(counts.order) + counts.alone)  # of both designs' places


def test_what_a_change_made_otherwise_is_otherwise_in_the_derived_design_too(
    counts: Counts,
) -> None:
    assert len(counts.exact) > 50
    assert fmean(counts.exact) >= 0.80
    assert fmean(counts.common) >= 0.90
    assert fmean(counts.naive) <= 0.45


@pytest.mark.parametrize("name", OTHER)
def test_of_real_changes_a_derived_design_foretells_no_less_than_the_written_one(name: str) -> None:
    written, design, worse = systems(ROOT), design_named(name), list[object]()
    source = World(written[OTHER[name]])
    business = lift(source)
    found = lower(business, business.tasks if name == "orchestration" else ())
    translating = Translating(source, business, found)
    changes = [each for each in kept(RESULTS) if each["side"] == name]
    for result in changes:
        experiment = experiment_named(result["change"])
        asked = change(experiment.prediction[design_named(OTHER[name])])
        mine = scored(
            predict(found.system, translating.translated(asked)).services, result["actual"]
        )
        theirs = scored(predicted(experiment, design, written[name]).services, result["actual"])
        if any((mine[of] or 0) < (theirs[of] or 0) for of in ("precision", "recall")):
            worse.append((experiment.name, mine, theirs))

    assert worse == []
    assert len(changes) == 17

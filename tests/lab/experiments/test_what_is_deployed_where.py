"""What an experiment deploys over what, and to whom it tells which stories."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lab.designs import ROOT, Design, designs
from lab.experiments import running, stage
from lab.experiments.experiment import experiment_named
from lab.experiments.lockstep import Trial
from lab.experiments.mixing import Owners
from lab.experiments.running import run_experiment
from lab.experiments.stage import EVERYTHING, Plan, Steps, Trees
from lab.experiments.stories import OLD, WAITING, Story, Telling
from lab.places import Place, PlaceKind

BEFORE, AFTER = Path("/shared-alone"), Path("/whole-change")
NEW = "changes/pass-delivery-slot/stories"


@dataclass
class Account:
    """Deploys nothing and tells nothing, and remembers what stands and what it was asked."""

    standing: dict[str, Path] = field(default_factory=dict)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    fails: bool = False
    compares: bool = False

    def packed(self, _place: Any, design: Design) -> Any:
        return SimpleNamespace(design=design, tree=design.root)

    def deploy(self, _place: Any, design: Design, *, stack: str, drills: bool, bundle: Any) -> Any:
        assert drills
        assert bundle.design == design
        self.asked.append(("deploy", stack, self.standing.get(stack), bundle.tree))
        self.standing[stack] = bundle.tree
        return SimpleNamespace(design=design, stack=stack, changes=())

    def remove(self, _place: Any, stack: str) -> None:
        self.standing.pop(stack, None)

    def removal(self, place: Any, stack: str) -> Callable[..., None]:
        return lambda *_: self.remove(place, stack)

    def live_update(self, base: Any, update: Any, **_: Any) -> Any:
        self.asked.append(("orders on their way", base.stack, self.standing[base.stack]))
        updated = update()
        self.asked.append(("let go", updated.stack, self.standing[updated.stack]))
        return SimpleNamespace()

    def tell(self, _: Any, to: Sequence[Any], telling: Telling) -> tuple[Story, ...]:
        stacks = tuple((each.stack, self.standing[each.stack]) for each in to)
        self.asked.append(("tell", telling.paths, telling.tree, *stacks))
        on_base = telling.tree == BEFORE
        if self.compares and len(to) == 1 and NEW in telling.paths:
            return (Story(f"{NEW}::test", "left out", "it is for all"),)
        outcome = "failed" if on_base or self.fails else "passed"
        return tuple(Story(f"{path}::test", outcome, asserted=on_base) for path in telling.paths)

    def lockstep(self, _: Any, old: Any, new: Any, units: Any, *__: Any, **more: Any) -> Any:
        self.asked.append(("mix", more["stack"], old.tree, new.tree, units, more["whole"]()))
        return "lockstep"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    found = Account()
    for name in ("packed", "deploy", "remove", "removal"):
        monkeypatch.setattr(stage, name, getattr(found, name))
    for name in ("live_update", "tell", "lockstep"):
        monkeypatch.setattr(running, name, getattr(found, name))
    monkeypatch.setattr(running, "others", lambda _: (f"{OLD}/test_outcomes.py",))
    return found


def carried_out(
    steps: Steps = EVERYTHING, *, passing: bool = False, alone: bool = False
) -> Mapping[Design, Any]:
    plans = {side: Plan(("ordering", "shipping"), Owners({}, {})) for side in designs()}
    place = Place(PlaceKind.EMBEDDED, "http://nowhere", None, "eu-central-1", passing=passing)
    trees = Trees(BEFORE, AFTER)
    change = experiment_named("pass-delivery-slot")
    return run_experiment(change, place, trees, plans, steps, alone=alone)


@pytest.mark.parametrize("side", designs(), ids=str)
def test_the_change_is_deployed_over_the_base_while_orders_are_on_their_way(
    account: Account, side: Design
) -> None:
    carried_out()
    stack = f"ripple-pass-delivery-slot-{side.name}"
    mine = [each for each in account.asked if each[1] == stack]
    assert mine == [
        ("deploy", stack, None, ROOT),
        ("orders on their way", stack, ROOT),
        ("deploy", stack, ROOT, AFTER),
        ("let go", stack, AFTER),
    ]
    assert ("deploy", f"{stack}-beside-1", None, AFTER) in account.asked
    assert account.standing == {}


@pytest.mark.parametrize("side", designs(), ids=str)
def test_each_story_is_told_to_whom_it_is_for(account: Account, side: Design) -> None:
    run = carried_out()[side]
    stack = f"ripple-pass-delivery-slot-{side.name}"
    told = [each[1:] for each in account.asked if each[0] == "tell" and each[3][0] == stack]
    assert ((NEW,), BEFORE, (stack, ROOT)) in told
    assert ((f"{OLD}/test_outcomes.py", NEW), AFTER, (stack, AFTER)) in told
    for number, paths in enumerate(WAITING, start=1):
        assert ("tell", paths, AFTER, (f"{stack}-beside-{number}", AFTER)) in account.asked
    both = [each for each in account.asked if each[0] == "tell" and len(each) == 5]
    stacks = [(f"ripple-pass-delivery-slot-{each.name}", AFTER) for each in designs()]
    assert both == [("tell", (OLD,), AFTER, *stacks)]
    assert (run.passed, run.fails_on_base) == (True, True)
    assert {each.name.partition("::")[0] for each in run.new} == {NEW}
    assert len(run.old) == 2 + sum(map(len, WAITING))


def test_new_stories_that_compare_designs_are_told_to_all_of_them(account: Account) -> None:
    account.compares = True
    runs = carried_out(Steps(old_stories=False, base=False, live=False, one_by_one=False))
    stacks = [(f"ripple-pass-delivery-slot-{each.name}", AFTER) for each in designs()]
    assert ("tell", (NEW,), AFTER, *stacks) in account.asked
    assert all(run.passed and not run.left_out for run in runs.values())


@pytest.mark.parametrize("fails", [False, True])
def test_the_whole_change_counts_as_safe_only_where_every_story_holds(
    account: Account, fails: bool
) -> None:
    account.fails = fails
    runs = carried_out()
    mixes = [each for each in account.asked if each[0] == "mix"]
    units = ("ordering", "shipping")
    assert sorted(mixes, key=str) == [
        ("mix", f"ripple-pass-delivery-slot-{side.name}-mix", ROOT, AFTER, units, known)
        for side in designs()
        for known in [None if fails else Trial(safe=True)]
    ]
    assert all(run.lockstep == "lockstep" and run.passed is not fails for run in runs.values())


def test_what_is_left_out_is_not_done(account: Account) -> None:
    runs = carried_out(Steps(old_stories=False, base=False, live=False, one_by_one=False))
    assert {each[0] for each in account.asked} == {"deploy", "tell"}
    assert {each[1] for each in account.asked if each[0] == "tell"} == {(NEW,)}
    assert all(run.live is run.lockstep is run.base is None for run in runs.values())
    assert account.standing == {}


def test_stacks_of_a_place_that_ends_with_us_go_with_it(account: Account) -> None:
    carried_out(passing=True, alone=True)
    assert {each.removeprefix("ripple-pass-delivery-slot-") for each in account.standing} == {
        f"{side.name}{suffix}" for side in designs() for suffix in ("", "-beside-1", "-beside-2")
    }


def test_a_place_that_somebody_lent_is_left_as_it_was(account: Account) -> None:
    carried_out(passing=True)
    assert account.standing == {}

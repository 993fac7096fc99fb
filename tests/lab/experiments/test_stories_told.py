"""Every story that is collected is told, or is listed as left out with its reason."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conftest import LEFT_OUT
from lab.designs import ROOT, designs
from lab.engine.key import Key
from lab.experiments.children import Children
from lab.experiments.experiment import CHANGES, Experiment, experiment_named, experiments
from lab.experiments.scratch import scratch
from lab.experiments.stage import DesignRun
from lab.experiments.stories import OLD, Story, Telling, tell

ALL = tuple(each.name for each in designs())

BOTH = """
import pytest

def test_one_design(deployment): ...
def test_choreography_alone(choreography): ...
def test_both_at_once(deployments): ...
def test_both_by_name(choreography, orchestration): ...
def test_nobody(): ...

@pytest.mark.parametrize("when", ["before", "after"])
def test_a_fault_in_publishing_is_overcome(choreography, when): ...
"""


@dataclass(frozen=True)
class Collected:
    """What a telling would tell, by name, and what it leaves out, by reason."""

    told: frozenset[str]
    left_out: dict[str, str]


def collect(tree: Path, standing: tuple[str, ...], *paths: str) -> Collected:
    """Collect stories of a copy as they are told to these designs, without telling one."""
    report = tree / "report.jsonl"
    report.unlink(missing_ok=True)
    stacks = {"stacks": dict.fromkeys(standing, "stack")}
    told = {"RIPPLE_STORIES_AT": json.dumps(stacks), "RIPPLE_STORIES_REPORT": str(report)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:xdist",
         "-p", "no:cacheprovider", *paths],
        cwd=tree, env={**os.environ, "PYTHONPATH": str(tree), **(told if standing else {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "error" not in done.stdout, done.stdout
    lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    out = {each["story"]: each["why"] for each in map(json.loads, lines)}
    return Collected(frozenset(x for x in done.stdout.splitlines() if "::" in x), out)


def runs_of(tree: Path, *paths: str) -> dict[str, DesignRun]:
    """What each design's run would have: told to each alone, then to all together."""
    runs = {each.name: DesignRun(each, None) for each in designs()}  # type: ignore[arg-type]
    for standing in (*((name,) for name in ALL), ALL):
        found = collect(tree, standing, *paths)
        stories = [Story(each, "passed") for each in found.told]
        stories += [Story(each, "left out", why) for each, why in found.left_out.items()]
        runs |= {name: runs[name].told_more(stories) for name in standing}
    return runs


def ends(stories: Iterable[str]) -> set[str]:
    return {each.partition("::")[2] for each in stories}


@pytest.mark.slow  # copies the checkout, and collects stories three times
def test_a_change_s_own_stories_are_told_whatever_they_are_called_and_whomever_they_compare(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "pass-delivery-slot"
    shutil.copytree(CHANGES / folder.name, folder)
    shutil.rmtree(folder / "stories")
    (folder / "stories").mkdir()
    (folder / "stories" / "test_own.py").write_text(BOTH)
    with scratch(replace(experiment_named(folder.name), folder=folder), ()) as tree:
        runs = runs_of(tree, f"changes/{folder.name}/stories")
    both = {"test_both_at_once", "test_both_by_name"}
    faults = {f"test_a_fault_in_publishing_is_overcome[{when}]" for when in ("before", "after")}
    assert ends(each.name for each in runs["choreography"].new) == both | faults | {
        "test_one_design[choreography]",
        "test_choreography_alone",
    }
    assert ends(each.name for each in runs["orchestration"].new) == both | {
        "test_one_design[orchestration]"
    }
    for run in runs.values():
        [passed_over] = run.left_out
        assert passed_over.name.endswith("::test_nobody")
        assert passed_over.why == "it meets no design"


FAILING = """
import pytest

@pytest.fixture
def choreography(): return None

@pytest.fixture
def broken(): raise ValueError("no such table")

def test_1_cannot_even_begin(choreography, broken): ...
def test_2_asks_for_what_is_not_there(choreography): {}["fraud"]
def test_3_holds_anyway(choreography): ...
def test_4_is_what_was_asked_for(choreography): assert "confirmed" == "cancelled"
def test_5_is_not_told_any_more(choreography): assert False
"""


@pytest.mark.slow  # copies the checkout, and tells stories in a process of their own
def test_a_story_that_cannot_even_ask_says_nothing_of_the_base(tmp_path: Path) -> None:
    folder = tmp_path / "pass-delivery-slot"
    shutil.copytree(CHANGES / folder.name, folder)
    (folder / "stories" / "test_delivery_slot.py").write_text(FAILING)
    (folder / "stories" / "test_unreadable.py").write_text("import nothing_of_the_kind")
    place = SimpleNamespace(endpoint_url="", sfn_endpoint_url=None, key=Key.fresh())
    here: Any = SimpleNamespace(place=place, design=designs()[0], stack="none")
    paths = (f"changes/{folder.name}/stories",)
    with (
        scratch(replace(experiment_named(folder.name), folder=folder), ()) as tree,
        Children() as children,
    ):
        told = tell(children, [here], Telling(tree, paths, at_first=True))
    unreadable, *others = told
    assert (unreadable.outcome, unreadable.asserted) == ("failed", False)
    assert "nothing_of_the_kind" in unreadable.why
    assert [(*ends([e.name]), e.outcome, e.asserted) for e in others] == [
        ("test_1_cannot_even_begin", "failed", False),
        ("test_2_asks_for_what_is_not_there", "failed", False),
        ("test_3_holds_anyway", "passed", False),
        ("test_4_is_what_was_asked_for", "failed", True),
    ]
    assert others[-1].why == "AssertionError: assert 'confirmed' == 'cancelled'"
    run = DesignRun(designs()[0], None, base=told)  # type: ignore[arg-type]
    assert run.fails_on_base is True
    assert replace(run, base=told[:-1]).fails_on_base is False


@pytest.mark.seldom  # copies the checkout, and collects its stories four times
@pytest.mark.parametrize("experiment", experiments(), ids=lambda each: each.name)
def test_every_story_is_told_or_listed_and_the_results_count_those_told(
    experiment: Experiment,
) -> None:
    paths = (OLD, f"changes/{experiment.name}/stories")
    with scratch(experiment, ()) as tree:
        every = collect(tree, (), *paths).told
        runs = runs_of(tree, *paths)
    told = {each.name for run in runs.values() for each in (*run.old, *run.new)}
    left_out = {each.name: each.why for run in runs.values() for each in run.left_out}
    assert told | left_out.keys() == every
    assert not told & left_out.keys()
    assert all(left_out.values())
    assert all(name.startswith(OLD) for name in left_out)
    for each in json.loads((CHANGES / "results.json").read_text(encoding="utf-8")):
        if each["change"] == experiment.name:
            new = each["stories"]["new"]
            assert new["passed"] + len(new["failed"]) == len(runs[each["side"]].new)


@pytest.mark.slow  # collects the old stories
def test_whatever_is_left_out_by_its_name_is_there() -> None:
    every = {name.rpartition("::")[2] for name in collect(ROOT, (), OLD).told}
    assert LEFT_OUT.keys() <= every

"""One change on the engine: it is accepted where it was made, and its absence is noticed."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lab.designs import ROOT
from lab.experiments import study
from lab.experiments.experiment import CHANGES, Experiment, experiment_named, experiments
from lab.experiments.scratch import scratch
from lab.experiments.stage import Steps
from lab.places import Place

STORIES_ALONE = Steps(old_stories=False, live=False, one_by_one=False)


@pytest.fixture
def half_made(tmp_path: Path) -> Experiment:
    """A change of which the orchestration side was forgotten."""
    folder = tmp_path / "pass-delivery-slot"
    shutil.copytree(CHANGES / folder.name, folder)
    (folder / "orchestration.patch").write_text(
        "diff --git a/orchestration/edge.py b/orchestration/edge.py\n"
        "--- a/orchestration/edge.py\n"
        "+++ b/orchestration/edge.py\n"
        "@@ -1,4 +1,4 @@\n"
        '-"""The little that every task needs at its Lambda edge."""\n'
        '+"""The little that each task needs at its Lambda edge."""\n'
        " \n"
        " import os\n"
        " from datetime import UTC, datetime\n"
    )
    return replace(experiment_named(folder.name), folder=folder)


@pytest.mark.seldom  # two designs are changed and told their stories
def test_a_side_on_which_a_change_was_not_made_fails_its_stories(
    place: Place, half_made: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(copies))
    before = {path: path.read_bytes() for path in sorted((ROOT / "orchestration").rglob("*.py"))}
    found = study(half_made, place=place, steps=STORIES_ALONE)
    made, forgotten = found.to_json()
    assert (made["side"], forgotten["side"]) == ("choreography", "orchestration")
    assert not found.passed
    assert made["passed"] is True
    assert made["actual"] == ["ordering", "shipping"]
    assert made["stories"]["new"]["passed"] > 0
    assert made["stories"]["fails_on_base"] is True
    assert {"AnnounceOrderFunction", "ShippingFunction"} <= {*made["resources"]["direct"]}
    assert forgotten["passed"] is False
    assert forgotten["stories"]["new"]["failed"]
    assert forgotten["stories"]["fails_on_base"] is True
    # The tree is as it was, and of both stacks nothing is left.
    assert before == {path: path.read_bytes() for path in before}
    standing = place.client("cloudformation").describe_stacks()["Stacks"]
    left = [e["StackName"] for e in standing if e["StackStatus"] != "DELETE_COMPLETE"]
    assert not [each for each in left if half_made.name in each]
    assert list(copies.iterdir()) == []


@pytest.mark.slow
def test_every_change_is_applied_in_a_scratch_copy() -> None:
    for experiment in experiments():
        with scratch(experiment) as tree:
            assert (tree / "changes" / experiment.name / "stories").is_dir()


@pytest.mark.parametrize("experiment", experiments(), ids=lambda each: each.name)
def test_every_change_says_all_it_has_to_and_its_patches_fit_the_present_code(
    experiment: Experiment,
) -> None:
    assert (experiment.folder / "README.md").is_file()
    assert list(experiment.stories.glob("test_*.py"))
    patches = [experiment.shared, *map(experiment.patch, experiment.designs)]
    done = subprocess.run(
        ["git", "apply", "--check", "-"],
        input="".join(each.read_text(encoding="utf-8") for each in patches if each),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.seldom  # tells every change what the unit tests say of services, and of templates
@pytest.mark.parametrize("experiment", experiments(), ids=lambda each: each.name)
def test_the_unit_tests_of_services_and_templates_hold_of_every_change(
    experiment: Experiment,
) -> None:
    folders = [f"tests/{each}" for each in ("choreography", "orchestration", "templates")]
    with scratch(experiment) as tree:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
        done = subprocess.run(
            [*command, *folders],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-2000:]

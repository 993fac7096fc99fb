"""A third design is a folder: nothing in lab or analysis is edited for it.

It is the choreography under another name, its packages renamed, in a temporary folder. The stories
of every outcome are told of it, it is drawn and compared, and one change is made in it while orders
are on their way.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.cli.main import run as ripple
from lab.cli.systems import signatures
from lab.designs import ROOT, design_named, designs
from lab.designs.finding import ELSEWHERE
from lab.experiments import experiment_named, keepsakes, study
from lab.experiments.experiment import CHANGES
from lab.experiments.keepsakes import leave
from lab.experiments.stage import Steps
from lab.places import Place

pytestmark = pytest.mark.seldom

LIKE, NAME = "choreography", "relay"
CHANGE = "add-sales-aggregation"
QUICK = Steps(old_stories=False, base=False, one_by_one=False)
"""Orders in flight and the change's own stories, as in the demo."""


def renamed(text: str) -> str:
    return text.replace(LIKE, NAME)


def copied(old: Path, new: Path) -> None:
    """The folder under the new name, inside as well."""
    for path in sorted(each for each in old.rglob("*") if each.is_file()):
        if path.suffix == ".pyc":
            continue
        made = new / path.relative_to(old)
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(renamed(path.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the third design is, beside the business that it imports."""
    made = tmp_path_factory.mktemp("designs")
    copied(ROOT / LIKE, made / NAME)
    shutil.copytree(ROOT / "orderflow", made / "orderflow")
    # A template's paths are followed within its repository.
    (made / ".git").mkdir()
    return made


@pytest.fixture(autouse=True)
def found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ELSEWHERE, str(folder))


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def said(*words: str) -> str:
        assert ripple([*words]) == 0
        return capsys.readouterr().out

    return said


def test_it_is_found(folder: Path) -> None:
    assert [each.name for each in designs()] == [LIKE, "orchestration", NAME]
    assert design_named(NAME).template == folder / NAME / "template.yaml"


@pytest.mark.slow
def test_its_graph_is_that_of_the_design_it_was_copied_from(
    told: Callable[..., str], folder: Path
) -> None:
    mine = json.loads(told("graph", NAME, "--json").replace(f"{folder}/", ""))
    like = json.loads(renamed(told("graph", LIKE, "--json").replace(f"{ROOT}/", "")))
    assert in_one_order(mine) == in_one_order(like)
    assert len(mine["edges"]) > 20
    assert mine["unresolved"] == []


def in_one_order(wire: Any) -> Any:
    """What is listed by file is listed otherwise where files are called otherwise."""
    if isinstance(wire, dict):
        return {name: in_one_order(each) for name, each in wire.items()}
    if isinstance(wire, list):
        return sorted(map(in_one_order, wire), key=repr)
    return wire


@pytest.mark.slow
def test_a_change_travels_as_far_in_it(told: Callable[..., str]) -> None:
    asked = ("--change", "insert-step Fraud --between 'reserve stock' 'take payment'", "--json")
    mine, like = (json.loads(told("ripple", name, *asked)) for name in (NAME, LIKE))
    assert mine["title"] == NAME
    assert mine["services"] == like["services"] == ["Fraud", "payments"]
    assert mine["components"] == like["components"]


@pytest.mark.slow
def test_three_designs_are_compared_and_the_copy_ties_with_its_like(
    told: Callable[..., str],
) -> None:
    found = json.loads(told("compare", "--json"))
    assert found["designs"] == [LIKE, "orchestration", NAME]
    measures = [each for layer in found["levels"]["services"].values() for each in rows(layer)]
    assert len(measures) > 20
    assert all(each[NAME] == each[LIKE] for each in measures)


def rows(layer: dict[str, Any]) -> list[dict[str, Any]]:
    return list(layer["measures"].values())


@pytest.mark.seldom
@pytest.mark.engine
def test_its_contracts_are_broken_as_any_other_s(told: Callable[..., str]) -> None:
    found = json.loads(told("drill", "contracts", NAME, "--sample", "24", "--json"))
    assert found["design"] == NAME
    assert len(found["contracts"]) == 11
    assert found["figures"]["controls_that_did_something"] == 0
    assert found["figures"]["refused"] > 0


@pytest.mark.seldom
@pytest.mark.engine
def test_the_stories_of_every_outcome_hold_of_it(folder: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/stories/test_outcomes.py"]
    done = subprocess.run(
        [*command, "-k", NAME, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, ELSEWHERE: str(folder)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert re.search(r"^5 passed", done.stdout, re.MULTILINE), done.stdout[-2000:]


@pytest.fixture
def change(tmp_path: Path) -> Path:
    """A folder of changes with one, for the third design alone."""
    old, made = CHANGES / CHANGE, tmp_path / "changes" / CHANGE
    copied(old / "stories", made / "stories")
    shutil.copy(old / "business.patch", made)
    asked = (old / "change.toml").read_text(encoding="utf-8")
    (made / "change.toml").write_text(asked.replace("\nboth =", f"\n{NAME} ="), encoding="utf-8")
    parts = re.split(r"(?m)^(?=diff --git )", (old / f"{LIKE}.patch").read_text(encoding="utf-8"))
    own = "".join(each for each in parts if each.startswith(f"diff --git a/{LIKE}/"))
    (made / f"{NAME}.patch").write_text(renamed(own), encoding="utf-8")
    return made.parent


@pytest.mark.seldom
def test_a_change_is_made_in_it_while_orders_are_on_their_way(place: Place, change: Path) -> None:
    made = study(experiment_named(CHANGE, change), place=place, steps=QUICK)
    [result] = made.to_json()
    assert result["side"] == NAME
    assert result["passed"], result["stories"]
    assert result["stories"]["new"]["passed"] > 0
    assert result["actual"] == measured(LIKE)["actual"]
    assert result["predicted"] == measured(LIKE)["predicted"]
    assert result["live_update"]["settled"] == result["live_update"]["orders"] > 0


@pytest.mark.slow
def test_its_results_are_left_beside_those_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `ripple change run --out` leaves them: with a page of all three."""
    # The graphs before and after are of a change's own designs, which the study's are.
    monkeypatch.setattr(keepsakes, "featured_panels", lambda _: [])
    mine = {**measured(LIKE), "side": NAME}
    left = leave([mine, measured(LIKE), measured("orchestration")], tmp_path / "out", signatures())
    assert [path.name for path, _ in left] == [
        "results.json", "changes.png", "changes.svg", "changes.html"
    ]  # fmt: skip
    page = (tmp_path / "out" / "changes.html").read_text(encoding="utf-8")
    assert "1 change, made in 3 designs" in page
    assert "choreography and relay" in page


def measured(design: str) -> Any:
    """What the same change came to in the design that it was copied from."""
    results = json.loads((CHANGES / "results.json").read_text(encoding="utf-8"))
    return next(e for e in results if (e["change"], e["side"]) == (CHANGE, design))

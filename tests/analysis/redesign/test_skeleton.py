"""A skeleton: what is written of a derived design, what it is once read, what is refused."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.dependency import depend
from analysis.dependency.reading import dependencies
from analysis.facts import Deed
from analysis.graph import Evidence
from analysis.prediction import Change
from analysis.prediction.lookup import World
from analysis.prediction.predicting import applicable_in, predict_in
from analysis.redesign import Redesigning
from analysis.redesign.redesigning import Other
from analysis.redesign.skeleton import TEMPLATE, NoSkeleton, refuse_unlike, skeleton
from analysis.refusals import Refused
from tests.analysis.prediction.conftest import draw

pytestmark = pytest.mark.slow  # writes designs, and reads them back

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
CASES = [
    ("orchestration", ()),
    ("choreography", ()),
    ("orchestration", ("payments", "inventory")),
    ("orchestration", ("Take payment",)),
    ("orchestration", ("ordering",)),
    ("orchestration", ("inventory", "shipping")),
    ("choreography", ("payments",)),
    ("choreography", ("payments", "inventory", "shipping")),
    ("choreography", ("ordering", "inventory")),
]


def derived(design: str, steps: Sequence[str]) -> tuple[Redesigning, Other]:
    others = Redesigning(depend([ROOT / design / "template.yaml"]))
    return others, others.mix(steps) if steps else others.opposite()


def emitted(others: Redesigning, other: Other, folder: Path) -> Path:
    for name, text in skeleton(others, other).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(("design", "steps"), CASES)
def test_what_is_written_is_read_back_as_the_same_process(
    design: str, steps: Sequence[str], tmp_path: Path
) -> None:
    others, other = derived(design, steps)

    folder = emitted(others, other, tmp_path)

    refuse_unlike(others, other, depend([folder / TEMPLATE]))


def key(change: Change) -> tuple[object, ...]:
    return change.operator, change.names, tuple(sorted(change.options.items()))


def agreeing(meant: World, read: World) -> tuple[int, int]:
    """Of the places that both have and answer, how many touch the same services; and how many."""
    there = {key(each): each for each in applicable_in(read)}
    alike = []
    for each in applicable_in(meant):
        if key(each) in there:
            with suppress(Refused):
                found = predict_in(read, there[key(each)]).services
                alike.append({*predict_in(meant, each).services} == {*found})
    return sum(alike), len(alike)


@pytest.mark.parametrize(
    ("design", "steps", "least"),
    [
        ("orchestration", (), 0.98),
        ("choreography", (), 0.97),
        ("orchestration", ("Take payment",), 0.96),
        ("choreography", ("payments", "inventory", "shipping"), 0.95),
    ],
)
def test_what_is_read_back_predicts_the_same(
    design: str, steps: Sequence[str], least: float, tmp_path: Path
) -> None:
    others, other = derived(design, steps)
    folder = emitted(others, other, tmp_path)

    same, both = agreeing(World(other.system), World(depend([folder / TEMPLATE])))

    assert both > 150
    assert same / both >= least


def test_another_process_is_noticed(tmp_path: Path) -> None:
    others, other = derived("orchestration", ())
    folder = emitted(others, other, tmp_path)
    at = folder / TEMPLATE
    at.write_text(at.read_text().replace("- ShipmentRefused\n", "- ShipmentLost\n"))

    with pytest.raises(NoSkeleton, match="PaymentRefunded"):
        refuse_unlike(others, other, depend([folder / TEMPLATE]))


@pytest.mark.seldom
@pytest.mark.parametrize(("design", "steps"), CASES)
def test_the_linters_find_nothing(design: str, steps: Sequence[str], tmp_path: Path) -> None:
    folder = emitted(*derived(design, steps), tmp_path)

    told = [
        subprocess.run([BIN / "cfn-lint", folder / TEMPLATE], capture_output=True, check=False),
        *(subprocess.run([BIN / "statelint", each], capture_output=True, check=False)
          for each in folder.glob("*.asl.json")),
    ]  # fmt: skip

    assert [each.stdout + each.stderr for each in told if each.returncode] == []


def test_every_file_says_that_it_is_a_skeleton(tmp_path: Path) -> None:
    folder = emitted(*derived("choreography", ("payments",)), tmp_path)

    files = [each for each in folder.rglob("*") if each.is_file()]
    assert {each.suffix for each in files} == {".md", ".yaml", ".json", ".py"}
    assert [each for each in files if "SKELETON" not in each.read_text()[:200]] == []


def test_what_is_guessed_and_what_is_to_be_filled_in_stand_in_the_readme(tmp_path: Path) -> None:
    others, other = derived("choreography", ())
    readme = skeleton(others, other)["README.md"]

    assert all(each in readme for each in other.guesses)
    assert "`code/deeds/take_payment_function.py`: Take payment" in readme


EVIL = '"""\\n\'${x}` {y} \\N{BEL} ../../etc \u202e'
HOSTILE = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Resources": {
        "M": {
            "Type": "AWS::Serverless::StateMachine",
            "Properties": {
                "Definition": {
                    "StartAt": f"A{EVIL}",
                    "States": {
                        f"A{EVIL}": {
                            "Type": "Task",
                            "Resource": {"Fn::GetAtt": ["ImportFunction", "Arn"]},
                            "Parameters": {f"k{EVIL}.$": f"$['k{EVIL}']"},
                            "Catch": [{"ErrorEquals": [f"E{EVIL}"], "Next": "import"}],
                            "Next": "class",
                        },
                        "class": {
                            "Type": "Task",
                            "Resource": {"Fn::GetAtt": ["JsonFunction", "Arn"]},
                            "End": True,
                        },
                        "import": {
                            "Type": "Task",
                            "Resource": {"Fn::GetAtt": ["OsFunction", "Arn"]},
                            "End": True,
                        },
                    },
                }
            },
        },
        **{
            f"{each}Function": {
                "Type": "AWS::Serverless::Function",
                "Properties": {"Handler": "a.b", "Tags": {"service": f"{each} {EVIL}"}},
            }
            for each in ("Import", "Json", "Os")
        },
    },
}


@pytest.mark.parametrize("design", ["as events", "as a workflow"])
def test_hostile_names_become_plain_ones(design: str, tmp_path: Path) -> None:
    (tmp_path / TEMPLATE).write_text(json.dumps(HOSTILE))
    others = Redesigning(depend([tmp_path / TEMPLATE]))

    folder = emitted(others, others.design(design), tmp_path / "new")

    files = [each for each in folder.rglob("*") if each.is_file()]
    names = "".join(str(each.relative_to(folder)) for each in files)
    assert set(names) <= {*"abcdefghijklmnopqrstuvwxyz0123456789_./ADEMR"}
    assert sorted(each.name for each in folder.iterdir() if each.suffix in (".py", "")) == ["code"]
    for each in files:
        text = each.read_text()
        assert "\u202e" not in text
        if each.suffix == ".py":
            compile(text, each, "exec")
        if each.suffix == ".json":
            json.loads(text)
    refuse_unlike(others, others.design(design), depend([folder / TEMPLATE]))


JOINED = """
    PlaceFunction emits Placed
    Placed reaches PayFunction
    Placed reaches PackFunction
    PayFunction emits Paid
    PackFunction emits Packed
    Paid reaches ShipFunction
    Packed reaches ShipFunction
    ShipFunction writes ShipTable
    ShipFunction emits Shipped
"""
BY_HAND = """
    PlaceFunction calls ReserveFunction
    ReserveFunction emits Reserved
    Reserved reaches ShipFunction
    ShipFunction emits Shipped
"""


def test_a_join_is_refused_by_its_name() -> None:
    others = Redesigning(draw(JOINED))

    with pytest.raises(NoSkeleton, match=r"waits for .* together \(a join\)"):
        skeleton(others, others.opposite())


KEPT = """
    M contains M/First
    M contains M/Second
    M/First transitions M/Second
    M/First invokes FirstFunction
    M/Second invokes SecondFunction
"""


def test_who_waits_and_knows_no_case_is_refused_by_its_name() -> None:
    others = Redesigning(draw(KEPT))
    other = others.opposite()
    noting = Deed("note_first", "FirstDone", (), (), Evidence("f"), ((),))
    facts = replace(other.system.facts, deeds={"SecondFunction": (noting,)})
    derived = replace(other.derived, system=dependencies(other.system.flow, facts))

    with pytest.raises(NoSkeleton, match="SecondFunction waits for several events"):
        skeleton(others, replace(other, derived=derived))


def test_what_is_handed_on_without_an_event_is_refused_by_its_name() -> None:
    others = Redesigning(draw(BY_HAND))

    with pytest.raises(NoSkeleton, match="hands on to Reserved without an event"):
        skeleton(others, others.design("as events"))


def test_a_deed_goes_well_or_raises_what_refuses_it() -> None:
    files = skeleton(*derived("orchestration", ()))

    deeds = [text for name, text in files.items() if "/deeds/" in name]
    refusals = {each for text in deeds for each in re.findall(r"class (\w+)\(", text)}
    assert refusals == {"StockRefused", "PaymentDeclined", "ShipmentRefused"}

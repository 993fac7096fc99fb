"""Designs are found in their folders, and differ in nothing but what their record says."""

import inspect
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from lab.designs import ROOT, Design, design_named, designs
from lab.designs.finding import ELSEWHERE, FILE, read_design
from lab.designs.ways import FOLLOWED, PLACED, WAITS, Following, Waiting, Way
from lab.errors import BadDesign, UnknownDesign

TOLD = (ROOT / "choreography" / FILE).read_text(encoding="utf-8")


def made(root: Path, name: str = "relay", told: str = TOLD) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / FILE).write_text(told, encoding="utf-8")
    return folder


def test_each_folder_of_the_checkout_with_a_record_is_a_design() -> None:
    found = [each.parent.name for each in sorted(ROOT.glob(f"*/{FILE}"))]
    assert [each.name for each in designs()] == found
    assert {"choreography", "orchestration"} <= set(found)
    assert all(each.template.is_file() for each in designs())


def test_a_design_elsewhere_is_found_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path)
    before = designs()
    monkeypatch.setenv(ELSEWHERE, str(tmp_path))
    assert set(designs()) == {*before, design_named("relay")}
    assert design_named("relay").root == tmp_path


def test_two_designs_of_one_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "choreography")
    monkeypatch.setenv(ELSEWHERE, str(tmp_path))
    with pytest.raises(BadDesign, match="of one name: rename one"):
        designs()


def test_an_unknown_design_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownDesign, match="'relay': choose choreography or orchestration"):
        design_named("relay")


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ("placed = ", "is not TOML"),
        (TOLD.replace('"invocation"', '"letter"'), "choose invocation or execution"),
        (TOLD.replace('"messages"', '"a chair"'), "choose messages or executions"),
        (TOLD.replace('"logs"', "7"), "must say `followed`, in quotes"),
        (TOLD.replace('entry = "PlaceOrderFunction"', ""), "must say `entry`"),
        (TOLD.replace("in_flight = 8", "in_flight = 0"), "must say `in_flight`, a number"),
        (TOLD.replace('announcer = "AnnounceOrderFunction"', "announcer = 1"), "`announcer`"),
    ],
)
def test_a_record_that_cannot_be_used_is_refused_in_a_sentence_that_names_the_file(
    tmp_path: Path, told: str, wrong: str
) -> None:
    folder = made(tmp_path, told=told)
    with pytest.raises(BadDesign) as refused:
        read_design(folder)
    assert wrong in str(refused.value)
    assert f"{folder / FILE}" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_same_design_in_another_checkout_differs_in_its_folder_alone(tmp_path: Path) -> None:
    here = design_named("orchestration")
    there = here.at(tmp_path)
    assert there.template == tmp_path / "orchestration" / "template.yaml"
    assert [f.name for f in fields(Design) if getattr(here, f.name) != getattr(there, f.name)] == [
        "folder"
    ]


def ways(kind: Waiting | Following) -> dict[str, Way]:
    return {each.name: getattr(kind, each.name) for each in fields(kind)}


@pytest.mark.parametrize("kinds", [WAITS, FOLLOWED], ids=["waits", "followed"])
def test_every_way_is_there_and_takes_what_its_like_take(
    kinds: dict[str, Waiting | Following],
) -> None:
    first, *others = (ways(kind) for kind in kinds.values())
    for other in others:
        for name, way in first.items():
            takes, like = (
                [each.kind for each in inspect.signature(each.function).parameters.values()]
                for each in (way, other[name])
            )
            assert takes == like, name
            assert way != other[name]


def test_every_way_of_placing_takes_a_deployment_and_an_order() -> None:
    for way in PLACED.values():
        assert list(inspect.signature(way.function).parameters) == ["deployment", "order"]


def test_the_page_on_extending_shows_a_record_that_is_one() -> None:
    page = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    page = page.partition("\n## A design\n")[2].partition("\n## ")[0]
    (shown,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert tomllib.loads(shown) == tomllib.loads(TOLD)
    told = set(re.findall(r"^\| `([^|]*)` \|", page, re.MULTILINE))
    assert {name for each in told for name in each.split("`, `")} == set(tomllib.loads(shown))

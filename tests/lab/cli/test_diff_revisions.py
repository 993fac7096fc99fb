"""`ripple diff` by revisions: read from git's objects, alike whatever else is beside a template."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lab.cli.diff_command import diff
from lab.cli.errors import ending_for
from lab.cli.graph_command import graph

pytestmark = pytest.mark.slow  # makes repositories, and reads revisions

SHOP = """
Resources:
  Orders: {Type: AWS::SNS::Topic}
  Ordering:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler, Runtime: python3.12, CodeUri: ordering/}
  Shipping:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      CodeUri: shipping/
      Events: {Heard: {Type: SNS, Properties: {Topic: !Ref Orders}}}
"""
SALES = """
Resources:
  Sales:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler, Runtime: python3.12, CodeUri: code/}
"""
CODE = "def handler(event, context):\n    return event['total']\n"
FIRST = {"template.yaml": SHOP, "ordering/app.py": CODE, "shipping/app.py": CODE}
SECOND = {"sales/template.yaml": SALES, "sales/code/app.py": CODE}


@pytest.fixture
def shop(made: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    made.commit(FIRST)
    monkeypatch.chdir(made.folder)
    return made


def told(*arguments: object) -> Result:
    return CliRunner().invoke(diff, [str(each) for each in arguments])


def wire(*arguments: object) -> dict[str, Any]:
    result = CliRunner(catch_exceptions=False).invoke(diff, [*map(str, arguments), "--json"])
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def differs(found: dict[str, Any]) -> dict[str, list[str]]:
    functions = {f"function {how}": ids for how, ids in found["functions"].items() if ids}
    return {how: ids for how, ids in found["resources"].items() if ids} | functions


def refused(*arguments: object) -> str:
    error = told(*arguments).exception
    assert error is not None
    return str(ending_for(error).sentence)


def test_a_template_that_is_added_changes_nothing_else(shop: Any) -> None:
    shop.commit(SECOND)
    assert differs(wire("HEAD~1..HEAD")) == {
        "added": ["sales:Sales"],
        "function added": ["sales:Sales"],
    }
    assert differs(wire("HEAD..HEAD~1")) == {
        "removed": ["sales:Sales"],
        "function removed": ["sales:Sales"],
    }


def test_a_template_that_stands_before_all_others_renames_no_file(shop: Any) -> None:
    shop.commit({"a/template.yaml": SALES, "a/code/app.py": CODE})
    assert differs(wire("HEAD~1..HEAD"))["added"] == ["a:Sales"]
    assert "function changed" not in differs(wire("HEAD~1..HEAD"))


@pytest.mark.parametrize(
    ("named", "wanted"),
    [
        (("HEAD~1..HEAD",), ["Shipping"]),
        (("HEAD~1..",), ["Shipping"]),
        (("..HEAD~1",), ["Shipping"]),
        (("HEAD~1...HEAD",), ["Shipping"]),
        (("HEAD~1", "HEAD"), ["Shipping"]),
        (("HEAD~1:", "HEAD:template.yaml"), ["Shipping"]),
        (("HEAD~1:template.yaml", "template.yaml"), ["Ordering", "Shipping"]),
        (("HEAD~1",), ["Ordering", "Shipping"]),
        (("HEAD~1", "template.yaml"), ["Ordering", "Shipping"]),
        (("HEAD~1..HEAD", "template.yaml"), ["Shipping"]),
        (("HEAD",), ["Ordering"]),
        (("--staged",), ["Ordering"]),
        (("--staged", "template.yaml"), ["Ordering"]),
        (("HEAD..HEAD",), []),
    ],
)
def test_what_is_compared(shop: Any, named: tuple[str, ...], wanted: list[str]) -> None:
    shop.commit({"shipping/app.py": CODE.replace("total", "weight")})
    shop.write({"ordering/app.py": CODE.replace("total", "price")})
    shop.git("add", "-A")
    assert wire(*named)["functions"]["changed"] == wanted


def test_what_is_staged_and_what_is_not_are_apart(shop: Any) -> None:
    shop.write({"ordering/app.py": CODE.replace("total", "price")})
    shop.git("add", "-A")
    shop.write({"shipping/app.py": CODE.replace("total", "weight")})
    assert wire("--staged")["functions"]["changed"] == ["Ordering"]
    assert wire("HEAD")["functions"]["changed"] == ["Ordering", "Shipping"]


def test_three_points_are_since_the_lines_went_apart(shop: Any) -> None:
    shop.git("checkout", "-qb", "other")
    shop.commit({"shipping/app.py": CODE.replace("total", "weight")})
    shop.git("checkout", "-q", "main")
    shop.commit({"ordering/app.py": CODE.replace("total", "price")})
    assert wire("main...other")["functions"]["changed"] == ["Shipping"]
    assert wire("main..other")["functions"]["changed"] == ["Ordering", "Shipping"]


def test_it_is_asked_from_within_a_folder(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.commit(SECOND)
    shop.commit({"sales/code/app.py": CODE.replace("total", "sum")})
    monkeypatch.chdir(shop.folder / "sales")
    assert wire("HEAD~1..HEAD")["functions"]["changed"] == ["Sales"]


def test_what_cannot_be_read_is_neither_removed_nor_new(shop: Any) -> None:
    shop.commit(SECOND)
    shop.commit({"template.yaml": SHOP + "  Bad: [\n"})
    shop.commit({"template.yaml": SHOP})
    for revisions, when in (("HEAD~2..HEAD~1", "after"), ("HEAD~1..HEAD", "before")):
        found = wire(revisions)
        assert not differs(found)
        (note,) = found["notes"]
        assert note.startswith(f"{when} the edit, template.yaml: it looks like a template, but ")
        assert note.endswith("what it holds is not compared.")


def test_a_folder_that_is_moved_is_no_edit_of_the_code_in_it(shop: Any) -> None:
    (shop.folder / "shipping").rename(shop.folder / "delivery")
    shop.commit({"template.yaml": SHOP.replace("shipping/", "delivery/")})
    found = wire("HEAD~1..HEAD")
    assert differs(found) == {"changed": ["Shipping"]}
    assert found["changes"]["resources"][0]["what"] == ["CodeUri"]


def test_settings_are_those_of_the_revision(shop: Any) -> None:
    shop.commit({"ripple.toml": '[services]\nby = ["pattern"]\nwarehouse = ["Shipping"]\n'})
    shop.commit({"shipping/app.py": CODE.replace("total", "weight")})
    shop.commit({"ripple.toml": None})
    assert wire("HEAD~2..HEAD~1")["touched"] == ["warehouse"]


def test_the_working_tree_is_not_touched(shop: Any) -> None:
    shop.commit({"shipping/app.py": CODE.replace("total", "weight")})
    shop.write({"ordering/app.py": "print(1)\n", "new.txt": "mine\n"})
    before = shop.git("status", "--porcelain=v2", "--branch")
    wire("HEAD~1..HEAD")
    assert shop.git("status", "--porcelain=v2", "--branch") == before


def test_other_commands_take_a_revision_too(shop: Any) -> None:
    shop.commit({"template.yaml": SALES, "code/app.py": CODE})
    result = CliRunner(catch_exceptions=False).invoke(graph, ["HEAD~1:", "--json"])
    ids = {each["id"] for each in json.loads(result.stdout)["nodes"]}
    assert {"Ordering", "Shipping"} <= ids
    assert "Sales" not in ids


def test_what_cannot_be_compared_is_refused_in_a_sentence(shop: Any, tmp_path: Path) -> None:
    shop.commit({"template.yaml": "Resources: ["})
    assert "'nope' is no revision of shop" in refused("nope..HEAD")
    assert refused("HEAD~1..HEAD").startswith("at HEAD: ")
    assert "there is no such file at that revision" in refused("HEAD~1..HEAD~1", "other")
    assert "give a system before and after" in told().output
    assert "not in the repository" in refused("HEAD~1..HEAD", tmp_path)


def test_outside_of_a_repository_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "it is in no git repository" in refused("main..HEAD")


def test_no_folder_is_left_behind(
    shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))
    shop.commit(SECOND)
    wire("HEAD~1..HEAD")
    refused("HEAD~1..HEAD", "nothing")
    assert not list(room.iterdir())


def test_who_names_no_revision_loads_nothing_that_reads_one() -> None:
    """Every command that reads a system imports this: what comes along makes it start slower."""
    asked = (
        "import sys, lab.cli.systems; print({'lab.git', 'analysis.difference'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

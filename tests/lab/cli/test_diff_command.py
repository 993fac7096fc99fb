"""`ripple diff`: what an edit did, as text, JSON and pictures; refusals are one sentence."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lab.cli.commands import COMMANDS
from lab.cli.diff_command import diff
from lab.cli.errors import ending_for

TEMPLATE = """
Parameters: {Wait: {Type: Number, Default: 90}}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: !Ref Wait, Tags: [{Key: service, Value: stock}]}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      Tags: {service: stock}
      Events: {Messages: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}
"""


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    found = tmp_path / "old.yaml", tmp_path / "new.yaml"
    found[0].write_text(TEMPLATE)
    found[1].write_text(TEMPLATE.replace("90", "60"))
    return found


def told(*arguments: object) -> Result:
    return CliRunner().invoke(diff, [str(each) for each in arguments])


def refused(*arguments: object) -> tuple[int, str]:
    result = told(*arguments)
    assert result.exit_code in (1, 2)
    if result.exit_code == 2:
        return 2, result.output.strip().splitlines()[-1].removeprefix("Error: ")
    assert result.exception
    ending = ending_for(result.exception)
    return ending.code, str(ending.sentence)


def test_it_says_whom_the_edit_touched_and_what_changed(versions: tuple[Path, Path]) -> None:
    result = told(*versions)
    assert result.exit_code == 0
    assert "1 service touched: stock." in result.output
    assert "~ Queue (stock)  VisibilityTimeout" in result.output


def test_a_template_is_as_it_was(versions: tuple[Path, Path]) -> None:
    assert "Nothing differs." in told(versions[0], versions[0]).output


def test_a_parameter_is_for_one_version_or_for_both(versions: tuple[Path, Path]) -> None:
    assert "Nothing differs." in told(*versions, "--parameter", "Wait=30").output
    assert "Nothing differs." in told(*versions, "--parameter", "1:Wait=60").output


def test_json_and_teams(versions: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "teams.yaml").write_text("Warehouse: [stock]")
    wire = json.loads(told(*versions, "--json", "--teams", tmp_path / "teams.yaml").output)
    assert (wire["format"], wire["touched"]) == ("ripple-diff/1", ["stock"])
    assert wire["teams"] == ["Warehouse"]


def test_several_templates_are_one_version(versions: tuple[Path, Path]) -> None:
    found = json.loads(told(versions[0], ",".join(map(str, versions)), "--json").output)
    # Its ids have the stack's name in front now, and it is what it was.
    assert found["resources"] == {
        "added": ["new:Function", "new:Queue"], "removed": [], "changed": [],
    }  # fmt: skip


@pytest.mark.slow  # draws
def test_pictures_are_written_by_their_suffix(versions: tuple[Path, Path], tmp_path: Path) -> None:
    outs = [tmp_path / "pictures" / name for name in ("a.svg", "a.PNG")]
    result = told(*versions, *(part for out in outs for part in ("--out", out)))
    assert result.output.endswith(f"{outs[0]} is written.\n{outs[1]} is written.\n")
    assert outs[0].read_text(encoding="utf-8").startswith("<?xml")
    assert outs[1].read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_done_is_refused_in_one_sentence(versions: tuple[Path, Path]) -> None:
    old, new = versions
    code, said = refused(old, "nowhere.yaml")
    assert (code, said) == (1, "nowhere.yaml: there is no such file; check the path.")
    assert refused(old, new, "--out", "x.pdf")[0] == 2
    assert "no design 3 of 2" in refused(old, new, "--parameter", "3:Wait=1")[1]
    assert "no template has such a parameter" in refused(old, new, "--parameter", "Wiat=1")[1]
    assert refused(old)[0] == 2
    new.write_text("just text")
    assert refused(old, new)[0] == 1


def test_the_list_of_commands_says_what_its_help_says() -> None:
    (entry,) = [each for each in COMMANDS if each.name == "diff"]
    assert entry.load() is diff
    assert (diff.help or "").startswith(entry.summary)

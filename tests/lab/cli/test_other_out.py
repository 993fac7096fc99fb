"""`ripple other --out`: a skeleton, whole and read back the same, or nothing and one sentence."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.redesign.skeleton import NoSkeleton
from lab.cli import other_folder
from lab.cli.main import cli

ROOT = Path(__file__).parents[3]
JOINED = """
Resources:
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: Each
        States:
          Each:
            Type: Map
            ItemProcessor:
              StartAt: Pack
              States:
                Pack: {Type: Task, Resource: !GetAtt PackFunction.Arn, Next: Send}
                Send: {Type: Task, Resource: !GetAtt SendFunction.Arn, End: true}
            End: true
  PackFunction: {Type: AWS::Serverless::Function, Properties: {Handler: a.b}}
  SendFunction: {Type: AWS::Serverless::Function, Properties: {Handler: a.c}}
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["other", *map(str, arguments)])


def test_a_skeleton_of_the_design_that_the_system_is_not_is_written(tmp_path: Path) -> None:
    found = run("orchestration", "--out", tmp_path / "new")

    assert found.exit_code == 0
    assert f"The skeleton as events is in {tmp_path / 'new'}" in found.output
    names = {each.name for each in (tmp_path / "new").iterdir()}
    assert names == {"README.md", "template.yaml", "code"}
    assert [each.name for each in tmp_path.iterdir()] == ["new"]


def test_a_skeleton_of_the_hybrid_is_written_where_steps_are_asked_for(tmp_path: Path) -> None:
    found = run("orchestration", "--orchestrate", "payments", "--out", tmp_path / "new", "--json")

    assert found.exit_code == 0
    assert json.loads(found.stdout)["designs"]["the hybrid"]
    assert (tmp_path / "new" / "OrderWorkflow.asl.json").exists()


def test_a_folder_with_something_in_it_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")

    found = run("orchestration", "--out", tmp_path)

    assert "not an empty folder" in str(found.exception)
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]


def test_what_cannot_be_written_is_refused_by_its_name_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(JOINED)

    found = run(tmp_path / "template.yaml", "--out", tmp_path / "new")

    assert isinstance(found.exception, NoSkeleton)
    assert "'Pack' is done for each item of a list (a Map)" in str(found.exception)
    assert [each.name for each in tmp_path.iterdir()] == ["template.yaml"]


def test_whoever_breaks_off_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(*_: object) -> None:
        assert len([*tmp_path.rglob("template.yaml")]) == 1
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.redesign.skeleton.refuse_unlike", broken_off)

    run("orchestration", "--out", tmp_path / "not" / "there" / "new")

    assert [*tmp_path.iterdir()] == []


def test_two_systems_are_no_skeleton(tmp_path: Path) -> None:
    assert "--out takes one system" in run("both", "--out", tmp_path / "new").output


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")

    with pytest.raises(other_folder.NotWritten):
        other_folder.refuse_taken(tmp_path / "link")

"""`ripple check`: exit codes, forms, what a change makes worse, and what people accept."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from lab.cli.check_command import check
from lab.cli.errors import ending_for

QUEUE = "  Q{n}: {{Type: AWS::SQS::Queue}}\n"
FED = """  F{n}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      CodeUri: code/
      Events: {{E: {{Type: SQS, Properties: {{Queue: !GetAtt Q{n}.Arn}}}}}}
"""
RULE = '[[check]]\nrule = "dead-letters"\nname = "letters"\nwhy = "nothing is lost"\n'


def template(count: int) -> str:
    return "Resources:\n" + "".join(QUEUE.format(n=n) + FED.format(n=n) for n in range(count))


@pytest.fixture
def shop(made: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(made.folder)
    made.commit(
        {
            "template.yaml": template(1),
            "code/app.py": "def handler(event, context): pass\n",
            "ripple.toml": RULE,
        }
    )
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(check, list(arguments))


def test_a_broken_rule_ends_with_1_and_says_where(shop: Any) -> None:
    result = run()
    assert result.exit_code == 1
    assert "BROKEN   letters: nothing is lost" in result.output
    assert "the queue Q0 has no dead-letter queue (template.yaml:2)" in result.output


def test_what_was_there_before_is_no_new_sin(shop: Any) -> None:
    shop.commit({"template.yaml": template(2)})
    result = run("--base", "HEAD~1", "--form", "json")
    (rule,) = json.loads(result.stdout)["rules"]
    assert [each["what"] for each in rule["breaches"]] == ["Q1"]
    assert [each["what"] for each in rule["old"]] == ["Q0"]
    assert run("--base", "HEAD").exit_code == 0


def test_a_rule_that_says_nothing_ends_with_2(shop: Any) -> None:
    shop.write({"ripple.toml": '[[check]]\nrule = "fields"\n'})
    assert run().exit_code == 2
    assert run("--base", "HEAD").exit_code == 0


def test_what_is_accepted_needs_a_reason_and_a_name_and_then_stands(shop: Any) -> None:
    assert run("--accept", "old").exit_code == 2
    assert run("--accept", 'old "sin"\\', "--signed", "Ada").exit_code == 0
    assert run().exit_code == 0
    assert "accepted by Ada" in run().output
    shop.write({"template.yaml": "Resources:\n  Q9: {Type: AWS::SQS::Queue}\n"})
    assert "accepted and gone" in run().output


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "markdown"])
def test_every_form_ends_with_the_same_code(shop: Any, form: str) -> None:
    assert run("--form", form).exit_code == 1


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ("", 2, "there is no rule"),
        ("check = 3\n", 1, "check is no list of tables"),
        ('[[check]]\nrule = "deadletters"\n', 1, "did you mean 'dead-letters'"),
    ],
)
def test_what_is_no_rule_is_refused(shop: Any, settings: str, code: int, words: str) -> None:
    shop.write({"ripple.toml": settings})
    result = run()
    said = result.output
    if code == 1:
        assert result.exception is not None
        ending = ending_for(result.exception)
        assert ending.code == 1
        said = str(ending.sentence)
    assert words in said


def test_a_system_elsewhere_is_checked_by_its_own_rules(
    shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(str(shop.folder)).exit_code == 1


ROOT = Path(__file__).parents[3]


def ran_as_runners_do(
    script: str, folder: Path, **settings: str
) -> subprocess.CompletedProcess[str]:
    """A script with the command on the path, and nothing of ours in the environment."""
    kept = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(folder)}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder, env=kept | settings, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow  # starts the command as others do
def test_the_action_does_what_its_runner_would_have_it_do(shop: Any, tmp_path: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    install, run_check = action["runs"]["steps"]
    assert action["runs"]["using"] == "composite"
    assert "$GITHUB_ACTION_PATH" in install["run"]
    # What is given reaches the script as a variable: a name with a `;` in it runs nothing.
    assert "${{" not in run_check["run"]
    assert {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]} == set(
        run_check["env"].values()
    )
    summary, sarif = tmp_path / "summary.md", tmp_path / "found.sarif"
    given = {
        "RIPPLE_SYSTEM": ".", "RIPPLE_BASE": "", "RIPPLE_SARIF": str(sarif),
        "GITHUB_STEP_SUMMARY": str(summary),
    }  # fmt: skip
    done = ran_as_runners_do(run_check["run"], shop.folder, **given)
    assert done.returncode == 1, done.stderr
    assert "**broken**: letters" in summary.read_text()
    assert json.loads(sarif.read_text())["runs"][0]["results"]
    done = ran_as_runners_do(run_check["run"], shop.folder, **given | {"RIPPLE_BASE": "HEAD"})
    assert done.returncode == 0, done.stderr
    evil = given | {"RIPPLE_BASE": f"$(touch {tmp_path}/ran); touch {tmp_path}/ran"}
    assert ran_as_runners_do(run_check["run"], shop.folder, **evil).returncode
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow  # starts the command as others do
def test_the_hooks_are_what_pre_commit_takes(shop: Any) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    codes = {}
    for hook in hooks:
        assert {"id", "name", "entry", "language"} <= hook.keys()
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is False
        assert re.search(hook["files"], "a/template.yaml")
        codes[hook["id"]] = ran_as_runners_do(hook["entry"], shop.folder).returncode
    assert codes == {"ripple-check": 1, "ripple-check-staged": 0}

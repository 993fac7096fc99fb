"""The gate on a shop with a past: rules to begin with, and a branch that is not checked out."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from lab.cli.check_command import check
from lab.cli.init_command import init
from lab.history import sample_shop

pytestmark = pytest.mark.slow  # makes a repository, and reads its revisions


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(sample_shop(tmp_path / "shop"))
    return tmp_path / "shop"


def test_a_system_of_a_revision_is_held_to_the_rules_that_lie_here(shop: Path) -> None:
    (shop / "ripple.toml").write_text('[[check]]\nrule = "fields"\n')
    result = CliRunner().invoke(check, ["gifts:.", "--base", "main"])
    assert result.exit_code == 1
    assert "ledger (LedgerFunction) still reads amount" in result.output
    assert CliRunner().invoke(check, ["main:", "--base", "main"]).exit_code == 0
    assert CliRunner().invoke(check, ["backend", "--base", "main"]).exit_code == 0


def test_a_ripple_that_grows_is_worse_though_it_was_too_large_before(shop: Path) -> None:
    rule = '[[check]]\nrule = "ripple"\noperator = "rename-field"\nmost = 4\n'
    (shop / "ripple.toml").write_text(rule)
    said = CliRunner().invoke(check, ["gifts:.", "--base", "main", "--form", "json"]).stdout
    (judged,) = json.loads(said)["rules"]
    grown = [each for each in judged["breaches"] if "OrderPlaced.order" in each["what"]]
    assert [each["says"].count("8 services") for each in grown] == [1]
    assert CliRunner().invoke(check, ["main:.", "--base", "gifts"]).exit_code == 0


@pytest.mark.parametrize(("branch", "code"), [("main", 0), ("gifts", 1)])
def test_the_rules_that_init_writes_say_what_holds_today(
    shop: Path, branch: str, code: int
) -> None:
    subprocess.run(["git", "checkout", "-q", branch], cwd=shop, check=True)
    assert CliRunner().invoke(init).exit_code == 0
    settings = (shop / "ripple.toml").read_text()
    assert settings.count("kept today") == 3 - code
    assert settings.count("broken today in 1 place") == code
    beginning = settings.index("# [[check]]")
    taken = settings[:beginning] + settings[beginning:].replace("\n# ", "\n")[2:]
    (shop / "ripple.toml").write_text(taken)
    result = CliRunner().invoke(check)
    assert result.exit_code == code
    assert f"3 rules: {3 - code} kept, {code} broken" in result.output

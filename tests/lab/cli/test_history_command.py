"""`ripple history`: told, as JSON, as a picture; refusals are one sentence."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lab.cli.errors import ending_for
from lab.cli.history_command import history
from lab.git import BadRevision

pytestmark = pytest.mark.slow  # makes repositories, and reads each revision


@pytest.fixture(autouse=True)
def shop(shop_with_a_past: Any) -> Any:
    return shop_with_a_past


def run(*arguments: str) -> Any:
    result = CliRunner().invoke(history, [*arguments])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout) if "--json" in arguments else result.stdout


def test_the_command_tells_it(shop: Any, tmp_path: Path) -> None:
    assert "Of 3 changes that touched a service" in run()
    wire = run("--json", "--by", r"AB-\d+", "--out", str(tmp_path / "past.svg"))
    assert [each["id"] for each in wire["records"]][1:] == ["AB-1", "AB-2", "AB-3"]
    assert wire["records"][1]["touched"]["service"] == ["a", "b"]
    assert "<svg" in (tmp_path / "past.svg").read_text()
    assert run("--unit", "stack", "--full").count("AB-") == 4
    assert run("--anew") == run()


def test_a_shallow_clone_says_so(
    shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.git("clone", "-q", "--depth", "2", f"file://{shop.folder}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    wire = run("--json")
    assert [each["kind"] for each in wire["records"]] == ["beginning", "units"]
    assert "shallow" in wire["notes"][0]


def test_what_is_no_repository_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop: Any
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for arguments in ([str(empty)], ["--head", "nope"], ["--since", "2030-01-01"]):
        error = CliRunner().invoke(history, arguments).exception
        assert error is not None
        assert ending_for(error).code == 1
    shop.git("init", "-q", str(empty))
    assert isinstance(CliRunner().invoke(history, [str(empty)]).exception, BadRevision)

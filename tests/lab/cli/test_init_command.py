"""`ripple init` writes what was found, and commands without a path take it."""

from pathlib import Path

import pytest

from lab.cli.main import run

QUEUE = "Resources:\n  Q: {Type: AWS::SQS::Queue}\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("orders", "stock"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "template.yaml").write_text(QUEUE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_writes_a_file_that_the_other_commands_take(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init"]) == 0
    assert "ripple.toml is written" in capsys.readouterr().out
    assert run(["graph"]) == 0
    said = capsys.readouterr()
    assert f"{shop.name}: 2 parts" in said.out
    assert "found 2 templates" in said.err


def test_it_writes_over_nothing_unless_it_is_told(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "ripple.toml").write_text('leave_out = ["stock"]\n')
    assert run(["init"]) == 1
    assert "ripple.toml is there" in capsys.readouterr().err
    assert (shop / "ripple.toml").read_text() == 'leave_out = ["stock"]\n'
    assert run(["init", "--force"]) == 0
    assert "stock/template.yaml" in (shop / "ripple.toml").read_text()


def test_a_system_of_several_is_named(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "ripple.toml").write_text('[systems.store]\npaths = ["stock"]\n')
    assert run(["graph", "store"]) == 0
    assert "store: 1 part" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        (["graph", "choreograpy"], "choreography"),
        (["graph", "stor"], "store"),
        (["grpah"], "graph"),
        (["impct"], "impact"),
    ],
)
def test_the_nearest_name_is_offered(
    shop: Path, capsys: pytest.CaptureFixture[str], asked: list[str], offered: str
) -> None:
    (shop / "ripple.toml").write_text('[systems.store]\npaths = ["stock"]\n')
    assert run(asked) == 2
    assert f"did you mean {offered}" in capsys.readouterr().err


def test_without_a_path_and_a_file_it_says_what_to_do(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shop.is_dir()
    assert run(["graph"]) == 2
    assert "write ripple.toml here" in capsys.readouterr().err


def test_the_former_name_of_impact_goes_on_working(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = []
    for name in ("ripple", "impact"):
        assert run([name, str(shop)]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    assert run(["--help"]) == 0
    assert "\n  ripple " not in capsys.readouterr().out

"""`ripple package`, as a person types it."""

import json
from pathlib import Path

import pytest

from lab.cli.main import run


def test_package_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["package", "choreography", "--out", str(tmp_path / "out")]) == 0

    said = capsys.readouterr().out
    assert f"sam deploy --template-file {tmp_path}/out/template.yaml" in said


def test_package_as_json_names_every_zip(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["package", "orchestration", "--out", str(tmp_path / "out"), "--json"]) == 0

    report = json.loads(capsys.readouterr().out)
    assert Path(report["template"]).is_file()
    assert all(Path(zipped).is_file() for zipped in report["functions"].values())
    assert "ReserveStockFunction" in report["functions"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["choreografy"], 1, "There is no design 'choreografy'"),
        (["choreography", "--s3-prefix", "x"], 2, "--s3-prefix needs --s3-bucket"),
    ],
)
def test_package_refuses_in_one_sentence(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["package", *arguments]) == code

    error = capsys.readouterr().err
    assert error.startswith("ripple: ")
    assert said in error
    assert error.count("\n") == 1

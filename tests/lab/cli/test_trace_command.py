"""`ripple trace`: shows exported traces, and refuses anything else in a sentence."""

import json

import pytest
from click.testing import CliRunner

from lab.cli.main import run
from lab.cli.trace_command import trace
from lab.designs import designs
from lab.trace import OrderTrace, Span, Trigger, to_json


@pytest.fixture
def exported(tmp_path):
    def span(side: str) -> Span:
        return Span("a", "ordering", "PlaceOrder", "r", 1.0, 2.0, 1, "ok", Trigger("invoke"))

    paths = []
    for side in designs():
        path = tmp_path / f"{side.name}.json"
        traces = [OrderTrace(f"o-{n}", side.name, (span(side.name),)) for n in (1, 2, 3)]
        path.write_text(to_json(*traces), encoding="utf-8")
        paths.append(str(path))
    return paths


def test_it_tells_one_order_of_each_file(exported) -> None:
    told = CliRunner().invoke(trace, [*exported, "--order", "o-2"])
    assert told.exit_code == 0
    assert "choreography: order 'o-2'" in told.output
    assert "orchestration: order 'o-2'" in told.output
    assert "o-1" not in told.output
    assert "because a client asked" in told.output


def test_it_prints_json_that_it_reads_again(exported, tmp_path) -> None:
    told = CliRunner().invoke(trace, [exported[0], "--json"])
    again = tmp_path / "again.json"
    again.write_text(told.output, encoding="utf-8")
    assert [each["order_id"] for each in json.loads(told.output)] == ["o-1", "o-2", "o-3"]
    assert CliRunner().invoke(trace, [str(again)]).exit_code == 0


def test_it_draws(exported, tmp_path) -> None:
    out = tmp_path / "pictures" / "both"
    drawn = ["trace", *exported, "--order", "o-1", "--format", "png", "--out", str(out)]
    assert run(drawn) == 0
    assert out.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["FILE", "--order", "o-9"], "no trace of order 'o-9'"),
        (["nowhere.json"], "no file nowhere.json"),
        (["FILE", "FILE", "--format", "png", "--out", "x.png"], "choose some with --order"),
    ],
)
def test_it_refuses_in_a_sentence(exported, capsys, arguments, said) -> None:
    assert run(["trace", *(exported[0] if a == "FILE" else a for a in arguments)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("ripple: ")
    assert said in error
    assert error.count("\n") == 1

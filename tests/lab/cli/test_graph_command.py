"""`ripple graph`: sides and templates in every format, and refusals in a sentence."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lab.cli.graph_command import graph
from lab.cli.main import run
from tests.analysis.export.graphml import read_graphml
from tests.analysis.read_back import graph_from

WORLD = """
Parameters: {Given: {Type: String, Default: ""}}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {Tags: [{Key: service, Value: orders}]}}
  Queue: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: service, Value: audit}]}}
  Hears:
    Type: AWS::SNS::Subscription
    Properties: {Protocol: sqs, Endpoint: !GetAtt Queue.Arn, TopicArn: %s}
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    path = tmp_path / "world.yaml"
    path.write_text(WORLD % "!Ref Topic", encoding="utf-8")
    return path


def told(*arguments: object) -> Result:
    return CliRunner().invoke(graph, [str(each) for each in arguments])


def edges(output: str) -> list[tuple[str, str, str]]:
    return [(e["source"], e["relation"], e["target"]) for e in json.loads(output)["edges"]]


def test_it_lists_a_template(world: Path) -> None:
    output = told(world).output
    assert output.startswith("world.yaml: 2 parts, 1 edge, nothing unresolved")
    assert "Topic → Queue" in output
    assert "world.yaml:8" in output


@pytest.mark.parametrize("asked", [["--json"], ["--format", "json"]])
def test_it_prints_json_that_reads_back(world: Path, asked: list[str]) -> None:
    output = told(world, *asked).output
    assert edges(output) == [("Topic", "delivers", "Queue")]
    assert graph_from(json.loads(output)).by_id["Queue"].kind == "queue"


def test_it_knows_both_sides_by_name() -> None:
    wire = json.loads(told("both", "--json").output)
    assert [each["title"] for each in wire["graphs"]] == ["choreography", "orchestration"]
    assert all(each["edges"] for each in wire["graphs"])


def test_views_fold(world: Path) -> None:
    assert edges(told(world, "--view", "services", "--json").output) == [
        ("orders", "delivers", "audit")
    ]


def test_teams_come_from_a_file(world: Path, tmp_path: Path) -> None:
    teams = tmp_path / "teams.yaml"
    teams.write_text("shop: [orders, audit]\n", encoding="utf-8")
    wire = json.loads(told(world, "--view", "teams", "--teams", teams, "--json").output)
    assert [node["id"] for node in wire["nodes"]] == ["shop"]


def test_the_dependency_reading_turns_deliveries(world: Path) -> None:
    assert ("Queue", "delivers", "Topic") in edges(
        told(world, "--reading", "dependency", "--json").output
    )


def test_parameters_and_bindings_reach_the_templates(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(WORLD % "!Ref Given", encoding="utf-8")
    given = told(path, "--parameter", "Given=arn:aws:sns:x:1:far", "--json").output
    assert edges(given) == [("ext:topic/far", "delivers", "Queue")]
    bound = told(path, "--bind", "Given=Topic", "--json").output
    assert edges(bound) == [("Topic", "delivers", "Queue")]


def test_one_run_writes_several_files(world: Path, tmp_path: Path) -> None:
    names = ["g.json", "g.graphml", "g.dot", "g.mmd", "g.svg", "g.png", "g.html", "g.txt"]
    done = told(world, *[each for name in names for each in ("--out", tmp_path / "new" / name)])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(names)
    graphml = (tmp_path / "new" / "g.graphml").read_text(encoding="utf-8")
    assert read_graphml(graphml) == graph_from(
        json.loads((tmp_path / "new" / "g.json").read_text())
    )
    assert (tmp_path / "new" / "g.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("form", ["json", "graphml", "dot", "mermaid", "svg", "png", "html"])
def test_drawing_twice_gives_the_same_bytes(world: Path, tmp_path: Path, form: str) -> None:
    drawn = []
    for name in ("one", "two"):
        out = tmp_path / name
        assert told(world, "--format", form, "--out", out).exit_code == 0
        drawn.append(out.read_bytes())
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.yaml"], 1, "nowhere.yaml: there is no such file"),
        (["WORLD", "--format", "png"], 2, "--format png needs --out"),
        (["WORLD", "--out", "x.xyz"], 2, "x.xyz: its suffix is none of"),
        (["WORLD", "--parameter", "Given"], 2, "write it as NAME=VALUE"),
        (["WORLD", "--parameter", "Givne=1"], 1, "did you mean Given"),
        (["choreography", "--bind", "a.B=c:D"], 2, "a design needs none"),
        (["WORLD", "--teams", "WORLD"], 1, "needs a list of its services"),
        (["WORLD", "--out", "WORLD/x.json"], 1, "cannot be written"),
    ],
)
def test_it_refuses_in_a_sentence(world: Path, capsys, arguments, code, said) -> None:
    filled = [each.replace("WORLD", str(world)) for each in arguments]
    assert run(["graph", *filled]) == code
    sentence = capsys.readouterr().err
    assert said in sentence
    assert sentence.count("\n") == 1
    assert "Traceback" not in sentence


def test_nothing_half_written_is_left(world: Path, tmp_path: Path, monkeypatch) -> None:
    def fails(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fails)
    out = tmp_path / "out" / "graph.json"
    assert run(["graph", str(world), "--out", str(out)]) == 1
    assert list((tmp_path / "out").iterdir()) == []


def test_a_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.write_text(json.dumps({"Resources": {"\x1b[31mQ": {"Type": "AWS::SQS::Queue"}}}))
    assert "\x1b" not in told(path).output


def test_what_ran_is_held_against_what_is_declared() -> None:
    traces = Path(__file__).resolve().parents[2] / "analysis" / "traces"
    files = [str(each) for each in sorted(traces.glob("choreography*.json"))]
    output = told("choreography", *[part for each in files for part in ("--traces", each)]).output
    assert "Exercised, never declared: none" in output
    assert "AnnounceOrderFunction redrives OutboxDeadLetterQueue" in output


def test_traces_of_the_other_side_are_refused(capsys) -> None:
    traces = Path(__file__).resolve().parents[2] / "analysis" / "traces"
    file = min(traces.glob("choreography*.json"))
    assert run(["graph", "orchestration", "--traces", str(file)]) == 1
    assert "name the design that was run" in capsys.readouterr().err

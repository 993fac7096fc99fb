"""`ripple compare`: the sides by name, anyone's templates, files beside the text, refusals."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.dependency import LAYERS
from lab.cli.compare_command import compare
from lab.cli.errors import ending_for

pytestmark = pytest.mark.slow  # each compares whole systems

WORLD = """
Parameters: {Given: {Type: String, Default: ""}}
Resources:
  First:
    Type: AWS::Serverless::Function
    Properties:
      Tags: {service: one}
      Handler: a.handler
      Policies: [{SNSPublishMessagePolicy: {TopicName: !GetAtt Topic.TopicName}}]
      Environment: {Variables: {TOPIC: !Ref Topic, GIVEN: !Ref Given}}
  Topic: {Type: AWS::SNS::Topic, Properties: {Tags: [{Key: service, Value: one}]}}
"""
HEARER = """
  Second:
    Type: AWS::Serverless::Function
    Properties:
      Tags: {service: two}
      Handler: b.handler
      Events: {Heard: {Type: SNS, Properties: {Topic: !Ref Topic}}}
"""


@pytest.fixture
def worlds(tmp_path: Path) -> list[Path]:
    small, large = tmp_path / "small.yaml", tmp_path / "large.yaml"
    small.write_text(WORLD, encoding="utf-8")
    large.write_text(WORLD + HEARER, encoding="utf-8")
    return [small, large]


def told(*arguments: object) -> Result:
    return CliRunner().invoke(compare, [str(each) for each in arguments])


def refused(*arguments: object) -> tuple[int, str]:
    error = told(*arguments).exception
    assert error is not None
    if isinstance(error, SystemExit):
        result = told(*arguments)
        return result.exit_code, result.output
    ending = ending_for(error)
    return ending.code, ending.sentence or ""


@pytest.fixture(scope="module")
def sides() -> dict[str, object]:
    result = told("--json")
    assert result.exit_code == 0, result.output
    wire: dict[str, object] = json.loads(result.output)
    return wire


def test_without_names_it_compares_the_sides(sides: dict[str, object]) -> None:
    assert sides["designs"] == ["choreography", "orchestration"]
    assert sides["without_services"] == []


def test_no_layer_is_left_out(sides: dict[str, object]) -> None:
    levels = sides["levels"]
    assert isinstance(levels, dict)
    for level in levels.values():
        assert list(level)[:6] == [*LAYERS, "all"]


def test_every_operator_has_its_places_on_both_sides(sides: dict[str, object]) -> None:
    operators = sides["operators"]
    assert isinstance(operators, list)
    assert len(operators) > 5
    for each in operators:
        for design in each["designs"].values():
            assert design["places"] == len(design["changes"])


def test_it_prints_tables(worlds: list[Path]) -> None:
    result = told(*worlds, "--full")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("small.yaml and large.yaml\n")
    for layer in LAYERS:
        assert f"\n  {layer} " in result.output


def test_it_begins_with_five_lines_and_has_the_rest_behind_full(worlds: list[Path]) -> None:
    result = told(*worlds)
    assert result.exit_code == 0, result.output
    sentences = [line for line in result.output.splitlines() if not line.startswith(" ")]
    assert 4 <= len(sentences) <= 6
    assert sentences[0].startswith("small.yaml : large.yaml. ")
    assert sentences[1].startswith("Propagation cost of ")
    assert sentences[-1].startswith("--full has ")
    assert max(map(len, result.output.splitlines())) <= 100


@pytest.mark.slow
def test_the_five_lines_say_what_the_tables_say(monkeypatch: pytest.MonkeyPatch) -> None:
    brief, full = told(), told("--full")
    said = " ".join(brief.output.split())
    touched = re.search(r"A change touches (\S+) : (\S+) services", said)
    assert touched
    assert re.search(rf"\n  all +100% +{touched[1]} +{touched[2]} ", full.output)
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, told().output.splitlines())) <= 60


def test_it_writes_a_folder(worlds: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    result = told(*worlds, "--out", folder)
    assert result.exit_code == 0, result.output
    names = {path.name for path in folder.iterdir()}
    assert {"compare.json", "changes.png", "changes.svg", "layers-services.svg"} <= names
    wire = json.loads((folder / "compare.json").read_text(encoding="utf-8"))
    assert wire["format"] == "ripple-comparison/1"
    assert f"{folder / 'changes.png'} is written." in result.output


def test_json_alone_is_on_the_screen_when_files_are_written(
    worlds: list[Path], tmp_path: Path
) -> None:
    result = told(*worlds, "--json", "--out", tmp_path / "out")
    assert json.loads(result.stdout)["designs"] == ["small.yaml", "large.yaml"]


def test_several_templates_make_one_design(worlds: list[Path]) -> None:
    small, large = worlds
    wire = json.loads(told(small, f"{small},{large}", "--json").output)
    assert wire["designs"] == ["small.yaml", "small.yaml, large.yaml"]


def test_files_of_one_name_are_told_apart(worlds: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "other" / "small.yaml"
    other.parent.mkdir()
    other.write_text(WORLD, encoding="utf-8")
    wire = json.loads(told(worlds[0], other, "--json").output)
    assert wire["designs"] == [str(worlds[0]), str(other)]


def test_teams_add_a_level(worlds: list[Path], tmp_path: Path) -> None:
    teams = tmp_path / "teams.yaml"
    teams.write_text("all: [one, two]\n", encoding="utf-8")
    wire = json.loads(told(*worlds, "--teams", teams, "--json").output)
    assert wire["levels"]["teams"]["all"]["designs"]["large.yaml"]["elements"] == 1


def test_a_parameter_goes_to_the_design_that_it_names(worlds: list[Path]) -> None:
    assert told(*worlds, "--parameter", "2:Given=x").exit_code == 0
    assert told("choreography", worlds[0], "--parameter", "2:Given=x").exit_code == 0


def test_the_mix_is_taken_in_proportion(sides: dict[str, object]) -> None:
    wire = json.loads(told("--mix", "add-consumer=3, rename-field=1", "--json").output)
    weights = wire["expected_ripple"]["services"]["weights"]
    assert (weights["add-consumer"], weights["rename-field"]) == (0.75, 0.25)


def test_a_mix_is_taken_from_a_past(tmp_path: Path, sides: dict[str, object]) -> None:
    past = tmp_path / "past.json"
    past.write_text(json.dumps({"mix": {"add-consumer": 3, "rename-field": 1}}))
    given = told("--mix", "add-consumer=3,rename-field=1", "--json").output
    assert told("--mix", f"@{past}", "--json").output == given


@pytest.mark.parametrize("text", ["{}", "[]", "nonsense", '{"mix": {}}', '{"mix": {"a": "b"}}'])
def test_a_past_without_a_mix_is_refused(tmp_path: Path, text: str) -> None:
    past = tmp_path / "past.json"
    past.write_text(text)
    error = CliRunner().invoke(compare, ["--mix", f"@{past}"]).exception
    assert error is not None
    assert str(past) in str(ending_for(error).sentence)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["WORLD"], 1, "needs two designs at least"),
        (["WORLD", "nowhere.yaml"], 1, "nowhere.yaml: there is no such file"),
        (["WORLD", "WORLD", "--parameter", "Given"], 2, "write it as NAME=VALUE"),
        (["WORLD", "WORLD", "--parameter", "3:Given=1"], 2, "there is no design 3 of 2"),
        (["WORLD", "WORLD", "--parameter", "0:Given=1"], 2, "there is no design 0 of 2"),
        (["WORLD", "choreography", "--parameter", "Given=1"], 2, "a design of the lab needs none"),
        (["WORLD", "WORLD", "--mix", "add-consumer"], 2, "write it as KIND=WEIGHT"),
        (["WORLD", "WORLD", "--mix", "add-consumer=x"], 2, "write it as KIND=WEIGHT"),
        (["--mix", "add-consumers=1"], 1, "There is no operator 'add-consumers'"),
        (["WORLD", "WORLD", "--teams", "WORLD"], 1, "needs a list of its services"),
        (["WORLD", "WORLD", "--out", "WORLD"], 2, "is a file"),
        (["WORLD", "WORLD", "--out", "WORLD/x"], 1, "cannot be written"),
    ],
)
def test_it_refuses_in_a_sentence(
    worlds: list[Path], arguments: list[str], code: int, said: str
) -> None:
    found, sentence = refused(*[each.replace("WORLD", str(worlds[0])) for each in arguments])
    assert said in sentence
    assert found == code


def test_help_says_how() -> None:
    assert "No winner is announced" in " ".join(told("--help").output.split())


def test_it_is_light_to_import() -> None:
    import subprocess
    import sys

    code = (
        "import sys, lab.cli.compare_command; "
        "sys.exit(any(m in sys.modules for m in ('networkx', 'numpy', 'matplotlib')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

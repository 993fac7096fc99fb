"""Each file of a system is opened once and parsed once, however many readers it has."""

import ast
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import analysis
from analysis.comparison.comparison import compare
from analysis.dependency import Dependencies, depend
from analysis.difference import version
from analysis.extract import extract
from analysis.fields import read_facts
from analysis.prediction import predict
from analysis.prediction.predicting import examples
from analysis.source import files as source_files
from analysis.source import open_system, opened

ROOT = Path(__file__).parents[3]
SIDES = ("choreography", "orchestration")

WORLD = {
    "main.yaml": """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Table: {Type: AWS::DynamoDB::Table}
          First: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}
          Second: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}
          Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
          Put: &function
            Type: AWS::Serverless::Function
            Properties: &properties
              Runtime: python3.12
              CodeUri: app
              Handler: put.handler
              Layers: [!Ref Layer]
              Environment: {Variables: {TABLE: !Ref Table}}
          Get: {<<: *function, Properties: {<<: *properties, Handler: get.handler}}
          One: &machine
            Type: AWS::Serverless::StateMachine
            Properties:
              DefinitionUri: flow.asl.json
              DefinitionSubstitutions: {Put: !GetAtt Put.Arn}
          Two: {<<: *machine}
          Inner:
            Type: AWS::StepFunctions::StateMachine
            Properties:
              DefinitionString: '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
          Api:
            Type: AWS::Serverless::Api
            Properties: {StageName: a, DefinitionUri: api.yaml}
          Other:
            Type: AWS::Serverless::Api
            Properties:
              StageName: b
              DefinitionBody:
                Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}
    """,
    "child.yaml": "Resources: {Queue: {Type: AWS::SQS::Queue}}",
    "flow.asl.json": """
        {"StartAt": "Put", "States": {"Put": {"Type": "Task", "Resource": "${Put}", "End": true}}}
    """,
    "api.yaml": "{openapi: 3.0.1, paths: {}}",
    "more.yaml": "{openapi: 3.0.1, paths: {}}",
    "app/requirements.txt": "-e ./shop\n",
    "app/put.py": """
        from shop.rows import put
        from spread import name

        def handler(event, context):
            return put(name(event), event["price"])
    """,
    "app/get.py": """
        from shop.rows import get

        def handler(event, context):
            return get(event["id"])
    """,
    "app/shop/src/shop/__init__.py": "",
    "app/shop/src/shop/rows.py": """
        import os

        import boto3

        TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE"])

        def put(id, price):
            TABLE.put_item(Item={"id": id, "price": price})

        def get(id):
            return TABLE.get_item(Key={"id": id})["Item"]
    """,
    "layer/python/spread.py": """
        def name(event):
            return event["name"]
    """,
}


@dataclass
class Seen:
    """What was opened and parsed below a folder, and how often."""

    folder: Path
    opens: Counter[str] = field(default_factory=Counter)
    parses: Counter[Any] = field(default_factory=Counter)

    def opened(self, path: object) -> None:
        name = str(Path(str(path)).resolve())
        if name.startswith(f"{self.folder}/"):
            self.opens[name.removeprefix(f"{self.folder}/")] += 1


_watching: list[Seen] = []


def _heard(event: str, arguments: Sequence[Any]) -> None:
    if event == "open" and isinstance(arguments[0], str):
        for seen in _watching:
            seen.opened(arguments[0])


sys.addaudithook(_heard)  # hears of every way to open a file; it cannot be taken back


@contextmanager
def watched(folder: Path) -> Iterator[Seen]:
    seen = Seen(folder.resolve())

    def counted(parse: Callable[..., Any], name: str) -> Callable[..., Any]:
        def parsed(text: Any, *rest: Any, **named: Any) -> Any:
            where = rest[0].name if name != "python" else ""
            seen.parses[name, where, text] += 1
            return parse(text, *rest, **named)

        return parsed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ast, "parse", counted(ast.parse, "python"))
        patch.setattr(source_files, "read_yaml", counted(source_files.read_yaml, "read_yaml"))
        _watching.append(seen)
        try:
            yield seen
        finally:
            _watching.remove(seen)


@pytest.fixture(params=[*(pytest.param(each, marks=pytest.mark.slow) for each in SIDES), "world"])
def template(request, tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    if request.param == "world":
        for name, text in WORLD.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(dedent(text), encoding="utf-8")
        return tmp_path / "main.yaml"
    copied(tmp_path)
    return tmp_path / request.param / "template.yaml"


def copied(folder: Path) -> None:
    for name in (*SIDES, "orderflow"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def predictions(system: Dependencies) -> list[Any]:
    return [predict(system, example) for _, example in examples(system) if example]


READERS: dict[str, Callable[[list[Path]], object]] = {
    "depend": depend,
    "predict": lambda paths: predictions(depend(paths)),
    "version": version,
    "all on one opened system": lambda paths: _all(open_system(paths)),
    "the face": lambda paths: _asked(analysis.read(*paths)),
}


def _all(system: Any) -> object:
    return extract(system), depend(system), read_facts(system), version(system), extract(system)


def _asked(system: analysis.Architecture) -> object:
    return system.graph(), system.dependencies(), system.ask(), system.version(), system.process()


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_nothing_is_opened_or_parsed_twice(template: Path, tmp_path: Path, read) -> None:
    with watched(tmp_path) as seen:
        read([template])
    assert template.relative_to(tmp_path).as_posix() in seen.opens
    assert {name: count for name, count in seen.opens.items() if count > 1} == {}
    assert {key[:2]: count for key, count in seen.parses.items() if count > 1} == {}
    if template.name == "main.yaml":
        assert set(seen.opens) == set(WORLD)


def test_a_folder_is_looked_through_and_read_in_one(tmp_path: Path) -> None:
    (tmp_path / "queue.yaml").write_text("Resources: {Queue: {Type: AWS::SQS::Queue}}")
    (tmp_path / "values.yaml").write_text("a: 1")
    with watched(tmp_path) as seen:
        depend([tmp_path])
    assert seen.opens == {"queue.yaml": 1, "values.yaml": 1}
    assert set(seen.parses.values()) == {1}


def test_a_repository_is_listed_once_for_all_who_look_for_something_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "template.yaml": """
            Transform: AWS::Serverless-2016-10-31
            Parameters: {Bus: {Type: String}}
            Resources:
              Put:
                Type: AWS::Serverless::Function
                Properties: {Runtime: nodejs20.x, CodeUri: app, Handler: put.handler}
              Get:
                Type: AWS::Serverless::Function
                Properties: {Runtime: nodejs20.x, CodeUri: app, Handler: get.handler}
        """,
        "app/put.js": "const { a } = require('@own/rows'); exports.handler = () => a;",
        "app/get.js": "const { a } = require('@own/rows'); exports.handler = () => a;",
        "packages/rows/package.json": '{"name": "@own/rows", "main": "index.js"}',
        "packages/rows/index.js": "exports.a = 1;",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(dedent(text), encoding="utf-8")
    (tmp_path / ".git").mkdir()
    listed: list[Path] = []
    real = source_files.names_below
    monkeypatch.setattr(source_files, "names_below", lambda at: listed.append(at) or real(at))
    with watched(tmp_path) as seen:
        depend([tmp_path])
    assert listed == [tmp_path.resolve()]
    assert "packages/rows/index.js" in seen.opens


@pytest.mark.slow
def test_a_comparison_opens_each_file_once_for_each_of_its_systems(tmp_path: Path) -> None:
    copied(tmp_path)
    (tmp_path / ".git").mkdir()
    templates = [tmp_path / side / "template.yaml" for side in SIDES]
    apart: Counter[str] = Counter()
    for each in templates:
        with watched(tmp_path) as seen:
            depend([each])
        apart += seen.opens
    with watched(tmp_path) as seen:
        compare([depend([each]) for each in templates])
    assert seen.opens == apart
    shared = {name for name, count in apart.items() if count > 1}
    assert shared
    assert all(name.startswith("orderflow/") for name in shared)


def test_what_lies_beside_a_template_is_opened_when_it_is_asked_for(tmp_path: Path) -> None:
    for name, text in WORLD.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(dedent(text), encoding="utf-8")
    with watched(tmp_path) as seen:
        open_system([tmp_path / "main.yaml"])
    assert set(seen.opens) == {"main.yaml", "child.yaml"}


def test_an_open_system_takes_nothing_more(tmp_path: Path) -> None:
    (tmp_path / "queue.yaml").write_text("Resources: {Queue: {Type: AWS::SQS::Queue}}")
    system = open_system([tmp_path / "queue.yaml"])
    assert opened(system) is system
    with pytest.raises(TypeError, match="title"):
        opened(system, title="another")


def test_who_reads_second_is_told_the_same(tmp_path: Path) -> None:
    for name, text in {**WORLD, "layer/python/spread.py": "def name(event:"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(dedent(text), encoding="utf-8")
    system = open_system([tmp_path / "main.yaml"])
    first = extract(system)
    assert any("no Python" in node.reason for node in first.unresolved)
    assert depend(system) == depend(system)
    assert extract(system) == first

"""Code read whole outweighs permissions; what of it was not read is said, with its place."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from analysis.export.listing import listing
from analysis.extract import extract
from analysis.graph import Graph

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Topic: {Type: AWS::SNS::Topic}
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      CodeUri: src
      Layers: [!Ref Layer]
      Environment: {Variables: {TABLE: !Ref Table, TOPIC: !Ref Topic, MORE}}
      Policies:
        - DynamoDBCrudPolicy: {TableName: !Ref Table}
"""
PUT = 'boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={})'
SEND = """
import os, boto3
def send(message):
    boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message=message)
"""
Read = Callable[..., Graph]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The graph of a function that puts into a table, with these lines before and in it."""

    def made(before: str = "", inside: str = "", more: str = "", **files: str) -> Graph:
        code = f"import os, sys, boto3\n{dedent(before)}\ndef handler(event, context):\n    {PUT}\n"
        written = {"src/app.py": f"{code}    {inside}\n", **files}
        for name, text in {"template.yaml": TEMPLATE.replace("MORE", more), **written}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return extract([tmp_path / "template.yaml"])

    return made


def edges(graph: Graph) -> list[str]:
    return [f"{each} {each.certainty}" for each in graph.flow]


def unread(graph: Graph) -> list[str]:
    return [each for each in graph.remarks if each.startswith("not read whole")]


def test_a_permission_that_code_read_whole_does_not_use_is_no_edge(read: Read) -> None:
    graph = read()

    assert [str(each) for each in graph.flow] == ["Fn writes Table"]
    assert {Path(at.file).name for at in graph.flow[0].evidence} == {"app.py", "template.yaml"}
    assert graph.by_id["Fn"].attributes == {"code": "followed", "permitted": ["reads Table"]}
    assert "nothing unresolved" in listing(graph)


def test_of_code_read_in_part_permissions_are_guesses(read: Read) -> None:
    graph = read("from shared import send")

    assert "Fn reads Table inferred" in edges(graph)
    assert graph.by_id["Fn"].attributes["code"] == "followed in part"
    (said,) = unread(graph)
    assert said.startswith("not read whole: Fn (it imports shared, which is not there; ")
    assert said.endswith("src/app.py:2)")
    assert "not all read" in listing(graph).splitlines()[0]


GAPS = {
    "from shared import send": "imports shared",
    "import shared.deep": "imports shared.deep",
    "from .shared import send": "imports .shared",
    "from . import shared": "its folder has no shared",
    "from helper import missing": "helper has no missing",
    "import helper\nhelper.missing()": "helper has no missing",
    "import pynamodb": "works with AWS by itself",
    "import importlib\nimportlib.import_module(os.environ['X'])": "known only then",
    "import importlib\nimportlib.import_module('shared')": "imports shared",
    "exec(open('x').read())": "code that is put together",
    "import subprocess\nsubprocess.run(['aws', 'sns', 'publish'])": "another program",
    "os.system('aws sns publish')": "another program",
    "boto3.client(os.environ['X']).publish()": "AWS service that is known only then",
    "getattr(boto3.client('sns'), os.environ['X'])()": "names that are known only then",
    "import aloof\naloof.Keeper(boto3.client('sns'))": "is handed a client",
    "import aloof\naloof.send(os.environ['TOPIC'])": "is handed what names a resource",
    "import requests\nrequests.sign(client=boto3.client('sns'))": "is handed a client",
    "boto3.client('dynamodb').execute_statement(Statement='x')": "PartiQL",
    "boto3.client('s3').generate_presigned_url('put_object')": "address that is signed",
}


@pytest.mark.parametrize(("code", "reason"), GAPS.items(), ids=range(len(GAPS)))
def test_what_is_left_to_what_is_not_read_is_said(read: Read, code: str, reason: str) -> None:
    graph = read(code, **{"src/helper.py": "", "requirements.txt": "aloof==1"})

    assert [reason in each for each in unread(graph)] == [True], unread(graph)
    assert "Fn reads Table inferred" in edges(graph)


WHOLE = [
    "import requests, yaml, json.decoder",
    "import aloof\naloof.tidy(3)",
    "try:\n    import shared\nexcept ImportError:\n    import helper as shared",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shared import Sends",
    "import mypy_boto3_sns",
    "import importlib\nimportlib.import_module('helper').tidy(3)",
    "import helper\ngetattr(helper, 'tidy')(3)",
]


@pytest.mark.parametrize("code", WHOLE, ids=range(len(WHOLE)))
def test_what_cannot_do_anything_to_the_system_leaves_code_whole(read: Read, code: str) -> None:
    files = {"src/helper.py": "def tidy(x): pass\n", "requirements.txt": "aloof==1"}
    graph = read(code, **files)

    assert not unread(graph)
    assert "Fn reads Table inferred" not in edges(graph)


def test_a_library_that_is_handed_what_came_in_may_do_anything_with_it(read: Read) -> None:
    graph = read("import aloof", "aloof.tell(event['a'])", **{"requirements.txt": "aloof==1"})

    (said,) = unread(graph)
    assert "aloof.tell is handed what came in" in said


FOUND = [
    "sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))",
    "sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + '/lib')",
    "from pathlib import Path\nsys.path.insert(0, str(Path(__file__).resolve().parents[1]/'lib'))",
    "import pathlib\nsys.path.append(str(pathlib.Path(__file__).parents[1].joinpath('lib')))",
    "sys.path.append('/var/task/../lib')",
    "sys.path.append(f'{os.path.dirname(__file__)}/../lib')",
]


@pytest.mark.parametrize("path", FOUND, ids=range(len(FOUND)))
def test_a_folder_that_code_adds_to_where_modules_are_found_is_followed(
    read: Read, path: str
) -> None:
    graph = read(f"{path}\nfrom shared import send", "send('x')", **{"lib/shared.py": SEND})

    assert "Fn publishes Topic" in [str(each) for each in graph.flow]
    assert not unread(graph)


@pytest.mark.parametrize(
    "place", ["layer/python/shared.py", "layer/shared.py", "src/own/shared.py"]
)
def test_layers_and_python_path_are_where_modules_are_found(read: Read, place: str) -> None:
    more = "PYTHONPATH: /var/task/own"
    graph = read("from shared import send", "send('x')", more, **{place: SEND})

    assert "Fn publishes Topic" in [str(each) for each in graph.flow]
    assert not unread(graph)


def test_a_folder_outside_of_the_repository_is_not_looked_into(read: Read, tmp_path: Path) -> None:
    (tmp_path.parent / "far").mkdir(exist_ok=True)
    (tmp_path.parent / "far" / "shared.py").write_text(SEND)
    graph = read("sys.path.insert(0, '../../far')\nfrom shared import send", "send('x')")

    assert "Fn publishes Topic" not in [str(each) for each in graph.flow]
    assert unread(graph)


def test_who_does_what_its_code_does_not_name_does_it_to_what_is_permitted(read: Read) -> None:
    graph = read("", "boto3.resource('dynamodb').Table(event['t']).get_item(Key={})")

    assert "Fn reads Table inferred" in edges(graph)
    assert not graph.unresolved


LISTS = {
    "requirements.txt": "aloof==1\n",
    "src/requirements-dev.txt": "# ours\naloof[fast]>=2\n",
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["aloof>=1"]\n',
    "Pipfile": '[packages]\naloof = "*"\n',
    "src/pyproject.toml": '[tool.poetry.group.run.dependencies]\naloof = "^1"\n',
}


@pytest.mark.parametrize(("name", "text"), LISTS.items(), ids=range(len(LISTS)))
def test_what_a_list_installs_is_a_library(read: Read, name: str, text: str) -> None:
    assert not unread(read("import aloof", **{name: text}))


@pytest.mark.parametrize(
    "text",
    [
        '[project]\nname = "shared"\ndependencies = ["aloof"]\n',
        '[tool.poetry.dependencies]\nshared = {path = "../shared"}\n',
        "it is no TOML",
    ],
)
def test_a_list_s_own_name_and_its_folders_are_no_libraries(read: Read, text: str) -> None:
    assert unread(read("from shared import send", **{"pyproject.toml": text}))


HOSTILE = [
    "x = [boto3]\nfor i in range(9):\n    x = [x] * 50\nimport aloof\naloof.send(x, y=x)",
    "p = os.path.dirname(__file__)\nfor i in range(900):\n    p = os.path.join(p, 'a' * 99)",
    "d = os.path.dirname(__file__)\nfor i in range(99):\n    sys.path.insert(0, f'{d}/{i}')",
    "sys.path.append('\\0')\nsys.path.append('a' * 9000)\nimport shared",
    "import importlib\nimportlib.import_module('..' * 999)\n__import__('')",
]


@pytest.mark.parametrize("code", HOSTILE, ids=range(len(HOSTILE)))
def test_no_code_makes_that_take_long(read: Read, code: str) -> None:
    assert "Fn writes Table" in [
        str(each) for each in read(code, **{"requirements.txt": "aloof"}).flow
    ]


BY_OTHERS = {
    "boto3.client('rekognition').detect_faces(Image={'S3Object': {'Bucket': 'b', 'Name': 'n'}})": (
        "rekognition.detect_faces may read a bucket in its stead"
    ),
    "boto3.client('s3').conjure(Bucket='b')": "what s3.conjure does is not known",
}


@pytest.mark.parametrize(("call", "reason"), BY_OTHERS.items(), ids=range(len(BY_OTHERS)))
def test_what_another_does_in_its_stead_is_not_read(read: Read, call: str, reason: str) -> None:
    (said,) = unread(read("", call))
    assert reason in said


@pytest.mark.parametrize(
    "call",
    [
        "boto3.client('dynamodb').describe_table(TableName='t')",
        "boto3.client('sqs').delete_message(QueueUrl='q', ReceiptHandle='r')",
        "boto3.client('s3').head_bucket(Bucket='b')",
        "boto3.client('ses').send_email(Source='a@b.c')",
        "boto3.client('cloudwatch').put_metric_data(Namespace='n', MetricData=[])",
    ],
)
def test_what_only_looks_or_configures_leaves_code_whole(read: Read, call: str) -> None:
    assert not unread(read("", call))


def test_a_function_that_stands_in_what_a_library_is_handed_may_be_called(read: Read) -> None:
    before = f"{SEND}\nimport aloof\naloof.serve({{'say': [send]}})"
    graph = read(before, **{"requirements.txt": "aloof"})
    assert "Fn publishes Topic" in [str(each) for each in graph.flow]


@pytest.mark.parametrize("name", ["cfn-response", "./cfn-response", "./cfn-response.js"])
def test_the_module_that_answers_a_stack_is_there(tmp_path: Path, name: str) -> None:
    template = f"""
        Resources:
          Fn:
            Type: AWS::Lambda::Function
            Properties:
              Handler: index.handler
              Runtime: nodejs22.x
              Code:
                ZipFile: |
                  const answer = require('{name}');
                  exports.handler = async (event, context) => {{
                    answer.send(event, context, 'SUCCESS', event.ResourceProperties);
                  }};
    """
    path = tmp_path / "template.yaml"
    path.write_text(dedent(template), "utf-8")
    assert not extract([path]).remarks

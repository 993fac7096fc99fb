"""A packed side: complete, lean, the same bytes every time, and never half written."""

import io
import json
import zipfile
from pathlib import Path

import pytest
import yaml

from lab.designs import Design, designs
from lab.errors import PackagingFailed
from lab.packaging import bundled, package
from lab.packaging.bundle import archive
from lab.packaging.template import read
from tests.designs import CHOREOGRAPHY, ORCHESTRATION

pytestmark = pytest.mark.slow  # designs are packed

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, CodeUri: .., Timeout: 15}
Resources:
  Queue: {Type: AWS::SQS::Queue}
  GreetFunction:
    Type: AWS::Serverless::Function
    Properties:
      Handler: choreography.greeting.handler.handler
      Tags: {service: greeting}
      Environment:
        Variables: {QUEUE: !Ref Queue, NAME: !Sub "${AWS::StackName}-x", ARN: !GetAtt Queue.Arn}
"""


class Checkout:
    """A small side in a folder of its own, to be bent by a test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("choreography/template.yaml", TEMPLATE)
        self.write("choreography/__init__.py")
        self.write("choreography/greeting/__init__.py")
        self.write("choreography/greeting/words.py", "HELLO = 'hello'\n")
        self.write("choreography/greeting/unused.py")
        self.write(
            "choreography/greeting/handler.py",
            "import boto3\nfrom choreography.greeting.words import HELLO\n"
            "def handler(event, context):\n    from business import prices\n    return HELLO\n",
        )
        self.write("choreography/farewell/__init__.py")
        self.write("business/__init__.py", "from business import money\n")
        self.write("business/money.py")
        self.write("business/prices.py")
        self.write("business/other.py")

    def write(self, name: str, text: str = "") -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def pack(self, out: Path) -> Path:
        return package(CHOREOGRAPHY.at(self.root), out)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


def names_in(zipped: Path) -> list[str]:
    with zipfile.ZipFile(zipped) as opened:
        return opened.namelist()


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_zip_holds_just_what_its_handler_imports(checkout: Checkout, tmp_path: Path) -> None:
    checkout.pack(tmp_path / "out")

    assert names_in(tmp_path / "out/functions/GreetFunction.zip") == [
        "business/__init__.py",
        "business/money.py",
        "business/prices.py",
        "choreography/__init__.py",
        "choreography/greeting/__init__.py",
        "choreography/greeting/handler.py",
        "choreography/greeting/words.py",
    ]


@pytest.mark.parametrize("side", designs(), ids=str)
def test_no_function_carries_another_services_code(side: Design) -> None:
    packed = bundled(side)

    assert packed.functions
    services = {function.service for function in packed.functions}
    for function in packed.functions:
        others = [f"{side.name}/{name}/" for name in services if name != function.service]
        files = names_inside(packed.archives[function.logical_id])
        assert f"{side.name}/{function.service}/__init__.py" in files
        assert [name for name in files if name.startswith((*others, "lab/", "analysis/"))] == []


def names_inside(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.namelist()


def test_packing_twice_gives_the_same_bytes(checkout: Checkout, tmp_path: Path) -> None:
    checkout.pack(tmp_path / "one")
    for path in checkout.root.rglob("*.py"):
        path.touch()
        path.chmod(0o600)
    checkout.pack(tmp_path / "two")

    assert everything_in(tmp_path / "one") == everything_in(tmp_path / "two")


def test_an_archive_does_not_depend_on_the_order_of_its_files() -> None:
    assert archive({"b": b"2", "a": b"1"}) == archive({"a": b"1", "b": b"2"})
    assert archive({"a": b"1"}) != archive({"a": b"2"})


def test_the_template_keeps_its_intrinsics_and_names_its_zips(
    checkout: Checkout, tmp_path: Path
) -> None:
    template = yaml.safe_load(checkout.pack(tmp_path / "out").read_text())

    function = template["Resources"]["GreetFunction"]["Properties"]
    assert function["CodeUri"] == "functions/GreetFunction.zip"
    assert function["Environment"]["Variables"] == {
        "QUEUE": {"Ref": "Queue"},
        "NAME": {"Fn::Sub": "${AWS::StackName}-x"},
        "ARN": {"Fn::GetAtt": ["Queue", "Arn"]},
    }
    assert template["Globals"]["Function"] == {"Runtime": "python3.12", "Timeout": 15}


def test_repeated_parts_are_written_out_because_cloudformation_takes_no_anchors(
    checkout: Checkout, tmp_path: Path
) -> None:
    checkout.write(
        "choreography/template.yaml",
        TEMPLATE + "  One: {Type: AWS::SNS::Topic, Properties: &same {TopicName: x}}\n"
        "  Two: {Type: AWS::SNS::Topic, Properties: *same}\n",
    )

    text = checkout.pack(tmp_path / "out").read_text()

    assert "&" not in text
    assert yaml.safe_load(text)["Resources"]["Two"]["Properties"] == {"TopicName": "x"}


def test_both_sides_pack_with_their_workflow(tmp_path: Path) -> None:
    out = tmp_path / "out"
    template = read(package(ORCHESTRATION, out))

    machine = template["Resources"]["OrderWorkflow"]["Properties"]
    assert machine["DefinitionUri"] == "workflow.asl.json"
    assert json.loads((out / "workflow.asl.json").read_text())["StartAt"]
    assert {path.stem for path in out.glob("functions/*.zip")} == {
        name
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def orchestration(checkout: Checkout, rendered: str) -> None:
    checkout.write(
        "orchestration/template.yaml",
        "Resources:\n  Flow:\n    Type: AWS::Serverless::StateMachine\n"
        "    Properties: {DefinitionUri: workflow.asl.json}\n",
    )
    checkout.write("orchestration/__init__.py")
    checkout.write("orchestration/workflow.py", 'def render(): return \'{"StartAt": "A"}\\n\'\n')
    checkout.write("orchestration/workflow.asl.json", rendered)


def test_a_fresh_workflow_of_another_checkout_is_taken(checkout: Checkout, tmp_path: Path) -> None:
    orchestration(checkout, '{"StartAt": "A"}\n')

    package(ORCHESTRATION.at(checkout.root), tmp_path / "out")

    assert (tmp_path / "out/workflow.asl.json").read_text() == '{"StartAt": "A"}\n'


def test_a_stale_workflow_is_refused(checkout: Checkout, tmp_path: Path) -> None:
    orchestration(checkout, '{"StartAt": "B"}\n')

    with pytest.raises(PackagingFailed, match=r"workflow\.asl\.json is stale: .*workflow\.py"):
        package(ORCHESTRATION.at(checkout.root), tmp_path / "out")


def test_a_workflow_that_does_not_render_is_refused(checkout: Checkout, tmp_path: Path) -> None:
    orchestration(checkout, "{}")
    checkout.write("orchestration/workflow.py", "def render(): raise ValueError('no such step')\n")

    with pytest.raises(PackagingFailed, match="does not render: ValueError: no such step"):
        package(ORCHESTRATION.at(checkout.root), tmp_path / "out")


def test_a_missing_definition_is_refused(checkout: Checkout, tmp_path: Path) -> None:
    orchestration(checkout, "{}")
    (checkout.root / "orchestration/workflow.asl.json").unlink()

    with pytest.raises(PackagingFailed, match=r"State machine Flow of .* has no definition at"):
        package(ORCHESTRATION.at(checkout.root), tmp_path / "out")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("choreography/greeting/handler.py", "other = 1\n", "defines no handler"),
        ("choreography/greeting/handler.py", "def handler(:\n", r"handler\.py does not compile"),
        ("choreography/greeting/handler.py", "import requests\n", "imports requests, which is"),
        (
            "choreography/greeting/handler.py",
            "import business.nothing\n",
            r"greeting\.handler imports business\.nothing",
        ),
        (
            "choreography/template.yaml",
            TEMPLATE.replace("greeting.handler.h", "greeting.hanlder.h"),
            r"module choreography\.greeting\.hanlder is not at .*hanlder\.py",
        ),
    ],
)
def test_a_function_that_cannot_be_packed_is_named_with_its_reason(
    checkout: Checkout, tmp_path: Path, file: str, text: str, said: str
) -> None:
    checkout.write(file, text)

    with pytest.raises(PackagingFailed, match=f"Function GreetFunction of .*{said}") as raised:
        checkout.pack(tmp_path / "out")

    assert "\n" not in str(raised.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Resources: [", "is not a YAML template"),
        ("just words", "has no Resources"),
        (TEMPLATE.replace("Handler:", "Hanlder:"), "GreetFunction in .* has no Handler"),
    ],
)
def test_a_template_that_is_none_is_refused_in_a_sentence(
    checkout: Checkout, tmp_path: Path, text: str, said: str
) -> None:
    checkout.write("choreography/template.yaml", text)

    with pytest.raises(PackagingFailed, match=said) as raised:
        checkout.pack(tmp_path / "out")

    assert "\n" not in str(raised.value)


def test_a_template_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackagingFailed, match=r"template\.yaml cannot be read: No such file"):
        package(CHOREOGRAPHY.at(tmp_path), tmp_path / "out")


def test_a_failure_leaves_the_former_package_as_it_was(checkout: Checkout, tmp_path: Path) -> None:
    out = tmp_path / "out"
    checkout.pack(out)
    before = everything_in(tmp_path / "out")
    checkout.write("choreography/greeting/handler.py", "def handler(:\n")

    with pytest.raises(PackagingFailed):
        checkout.pack(out)

    assert everything_in(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_full_disk_leaves_the_former_package_as_it_was(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    checkout.pack(out)
    before = everything_in(out)

    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        with pytest.raises(PackagingFailed, match="out cannot be written: No space left on device"):
            checkout.pack(out)

    assert everything_in(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_former_package_is_replaced_whole(checkout: Checkout, tmp_path: Path) -> None:
    out = tmp_path / "out"
    checkout.pack(out)
    (out / "functions/GoneFunction.zip").write_bytes(b"")

    checkout.pack(out)

    assert [path.name for path in (out / "functions").iterdir()] == ["GreetFunction.zip"]


@pytest.mark.parametrize("mine", ["notes.txt", "template.yaml"])
def test_a_folder_that_is_no_package_is_left_alone(
    checkout: Checkout, tmp_path: Path, mine: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / mine).write_text("mine")

    with pytest.raises(PackagingFailed, match="is not empty and not a package of ours"):
        checkout.pack(out)

    assert everything_in(out) == {mine: b"mine"}


def test_a_file_in_the_way_is_refused(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")

    with pytest.raises(PackagingFailed, match="out is a file"):
        checkout.pack(tmp_path / "out")


class Uploads:
    """S3, as far as uploading goes."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:
        self.objects[Bucket, Key] = Body


def test_with_a_bucket_the_template_names_what_was_uploaded(
    checkout: Checkout, tmp_path: Path
) -> None:
    s3 = Uploads()
    path = package(
        CHOREOGRAPHY.at(checkout.root),
        tmp_path / "out",
        bucket="mine",
        prefix="lab/",
        s3=s3,
    )

    uri = read(path)["Resources"]["GreetFunction"]["Properties"]["CodeUri"]
    ((bucket, key),) = s3.objects
    assert uri == f"s3://{bucket}/{key}"
    assert (bucket, key.partition("/")[0]) == ("mine", "lab")
    assert s3.objects[bucket, key] == (tmp_path / "out/functions/GreetFunction.zip").read_bytes()

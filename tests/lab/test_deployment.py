"""A stack on the engine: made, changed, measured, and gone without a trace."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from lab.deployment import Deployment, deploy, deployed, remove
from lab.designs import Design
from lab.errors import DeploymentFailed
from lab.packaging import package
from lab.places import Place
from tests.designs import CHOREOGRAPHY, ORCHESTRATION

STACK = "tests-of-deployment"

PUBLISHING = """
Transform: AWS::Serverless-2016-10-31
Resources:
  OrderingTable:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
  Queue: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 30}}
  Attic: {Type: AWS::S3::Bucket}
  GreetFunction:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Timeout: 15
      CodeUri: ..
      Handler: choreography.greeting.handler
      Tags: {service: ordering}
      Environment: {Variables: {TABLE: !Ref OrderingTable, QUEUE: !Ref Queue}}
      Events:
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}
"""

CONDUCTED = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: flow.asl.json
      DefinitionSubstitutions: {Word: hello}
"""

HANDLER = """
import os, time
class PaymentDeclined(Exception): pass
def handler(event, context):
    if event == "decline":
        raise PaymentDeclined("too little money")
    if event == "dawdle":
        print(os.getpid(), flush=True)
        time.sleep(30)
    return {"pid": os.getpid(), "env": dict(os.environ)}
"""


class Checkout:
    """A small side in a folder of its own, to be bent by a test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("choreography/__init__.py", "")
        self.write("choreography/greeting.py", HANDLER)
        self.write("choreography/template.yaml", PUBLISHING)
        self.write("orchestration/template.yaml", CONDUCTED)
        self.state(Type="Pass", Result="${Word}", End=True)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, old: str, new: str, name: str = "choreography/template.yaml") -> None:
        text = (self.root / name).read_text()
        assert old in text
        self.write(name, text.replace(old, new))

    def state(self, **state: object) -> None:
        definition = {"StartAt": "Only", "States": {"Only": state}}
        self.write("orchestration/flow.asl.json", json.dumps(definition))


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


Deploy = Callable[..., Deployment]


@pytest.fixture
def make(place: Place, checkout: Checkout) -> Iterator[Deploy]:
    """Deploys the checkout under a name of our own."""

    def made(side: Design = CHOREOGRAPHY, **options: Any) -> Deployment:
        return deploy(place, side.at(checkout.root), stack=STACK, **options)

    yield made
    remove(place, STACK)


def invoke(deployment: Deployment, event: object) -> tuple[str | None, Any]:
    answer = deployment.client("lambda").invoke(
        FunctionName=deployment.functions["GreetFunction"].name, Payload=json.dumps(event)
    )
    return answer.get("FunctionError"), json.loads(answer["Payload"].read())


def everything_at(place: Place) -> dict[str, list[str]]:
    """The names of all there is, by what it is, that bear on this stack."""
    buckets = [found["Name"] for found in place.client("s3").list_buckets()["Buckets"]]
    objects = [
        f"{bucket}/{found['Key']}"
        for bucket in buckets
        for found in place.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
    ]
    functions = place.client("lambda").list_functions()["Functions"]
    mappings = place.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    machines = place.client("stepfunctions").list_state_machines()["stateMachines"]
    roles = place.client("iam").list_roles()["Roles"]
    groups = place.client("logs").describe_log_groups()["logGroups"]
    stacks = place.client("cloudformation").describe_stacks()["Stacks"]
    named = {
        "buckets": buckets,
        "objects": objects,
        "tables": place.client("dynamodb").list_tables()["TableNames"],
        "queues": place.client("sqs").list_queues().get("QueueUrls", []),
        "functions": [found["FunctionName"] for found in functions],
        "mappings": [found["FunctionArn"] for found in mappings],
        "machines": [found["name"] for found in machines],
        "roles": [found["RoleName"] for found in roles],
        "groups": [found["logGroupName"] for found in groups],
        "stacks": [found["StackName"] for found in stacks],
    }
    return {kind: sorted(name for name in names if STACK in name) for kind, names in named.items()}


NOTHING = {
    kind: []
    for kind in (
        "buckets", "objects", "tables", "queues", "functions",
        "mappings", "machines", "roles", "groups", "stacks",
    )
}  # fmt: skip


def test_a_deployment_knows_its_resources_and_whose_they_are(make: Deploy) -> None:
    made = make()

    assert made.stack == STACK
    assert made.functions["GreetFunction"].service == "ordering"
    assert made.table("ordering") == made.physical("OrderingTable")
    assert made.resources["Queue"].type == "AWS::SQS::Queue"
    assert {change.action for change in made.changes} == {"Add"}
    with pytest.raises(
        DeploymentFailed, match="has no resource Nothing: deploy choreography again"
    ):
        made.physical("Nothing")


def test_functions_run_and_their_errors_keep_their_names(make: Deploy) -> None:
    made = make()

    _, first = invoke(made, {})
    failed, error = invoke(made, "decline")
    _, after = invoke(made, {})

    assert failed == "Unhandled"
    assert (error["errorType"], error["errorMessage"]) == ("PaymentDeclined", "too little money")
    assert after["pid"] == first["pid"]


def test_functions_find_both_halves_of_the_engine(make: Deploy, place: Place) -> None:
    _, answer = invoke(make(), {})

    assert answer["env"]["AWS_ENDPOINT_URL"] == place.endpoint_url
    assert answer["env"]["AWS_ENDPOINT_URL_SFN"] == place.sfn_endpoint_url


def test_a_function_that_takes_too_long_is_stopped(make: Deploy, checkout: Checkout) -> None:
    checkout.change("Timeout: 15", "Timeout: 1")
    made = make()

    _, error = invoke(made, "dawdle")

    assert "Task timed out after 1" in error["errorMessage"]
    events = made.client("logs").filter_log_events(
        logGroupName=f"/aws/lambda/{made.functions['GreetFunction'].name}"
    )["events"]
    (pid,) = [int(event["message"]) for event in events if event["message"].strip().isdigit()]
    assert not psutil.pid_exists(pid)


def test_every_function_is_watched_unless_told_otherwise(make: Deploy) -> None:
    _, watched = invoke(make(), {})
    _, bare = invoke(make(probe=False), {})

    assert watched["env"]["_HANDLER"] == "lab.probe.handler"
    assert watched["env"]["RIPPLE_HANDLER"] == "choreography.greeting.handler"
    assert watched["env"]["RIPPLE_SERVICE"] == "ordering"
    assert watched["env"]["RIPPLE_FUNCTION"] == "GreetFunction"
    assert bare["env"]["_HANDLER"] == "choreography.greeting.handler"
    assert "RIPPLE_HANDLER" not in bare["env"]


def test_drills_come_with_a_table_the_functions_may_use(make: Deploy) -> None:
    made = make(drills=True)

    _, answer = invoke(made, {})

    assert answer["env"]["RIPPLE_DRILLS_TABLE"] == made.physical("RippleDrillsTable")
    policy = made.client("iam").get_role_policy(
        RoleName=made.physical("GreetFunctionRole"), PolicyName="RippleDrills"
    )["PolicyDocument"]
    (statement,) = policy["Statement"]
    assert statement["Action"] == ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    assert statement["Resource"].endswith(made.physical("RippleDrillsTable"))
    assert "RippleDrillsTable" not in make().resources


def test_deploying_again_changes_nothing(make: Deploy) -> None:
    first = make()

    again = make()

    assert again.changes == ()
    assert again == first


def test_a_change_is_told_from_what_it_causes(make: Deploy, checkout: Checkout) -> None:
    make()
    checkout.change("VisibilityTimeout: 30", "VisibilityTimeout: 60")

    changes = {change.logical_id: change for change in make().changes}

    assert [name for name, change in changes.items() if change.direct] == ["Queue"]
    assert "GreetFunctionQueue" in changes
    assert {change.action for change in changes.values()} == {"Modify"}
    assert changes["Queue"].replacement == "False"


def test_changed_code_changes_its_function_alone(make: Deploy, checkout: Checkout) -> None:
    make()
    checkout.change('{"pid"', '{"new": True, "pid"', "choreography/greeting.py")

    made = make()

    assert [change.logical_id for change in made.changes if change.direct] == ["GreetFunction"]
    assert invoke(made, {})[1]["new"]


def test_a_state_machine_runs_where_step_functions_is_and_follows_updates(
    make: Deploy, checkout: Checkout
) -> None:
    made = make(ORCHESTRATION)
    client, machine = made.client("stepfunctions"), made.physical("Flow")

    first = json.loads(client.describe_state_machine(stateMachineArn=machine)["definition"])
    checkout.state(Type="Wait", Seconds=1, End=True)
    updated = make(ORCHESTRATION).physical("Flow")
    second = json.loads(client.describe_state_machine(stateMachineArn=updated)["definition"])

    assert first["States"]["Only"]["Result"] == "hello"
    assert second["States"]["Only"]["Type"] == "Wait"
    names = [found["name"] for found in client.list_state_machines()["stateMachines"]]
    assert len([name for name in names if STACK in name]) == 1


def test_deletion_leaves_nothing(make: Deploy, place: Place) -> None:
    made = make(drills=True)
    made.client("s3").put_object(Bucket=made.physical("Attic"), Key="old", Body=b"chair")
    invoke(made, {})
    assert [kind for kind, names in everything_at(place).items() if not names] == ["machines"]

    made.delete()
    made.delete()

    assert everything_at(place) == NOTHING


def test_the_bucket_goes_with_the_last_stack_that_uses_it(make: Deploy, place: Place) -> None:
    bucket = f"ripple-artifacts-{place.account}-{place.region}"
    s3 = place.client("s3")
    made = make()
    used = s3.list_objects_v2(Bucket=bucket)["Contents"]
    shared = any(not found["Key"].startswith(f"{STACK}/") for found in used)

    made.delete()

    names = [found["Name"] for found in s3.list_buckets()["Buckets"]]
    assert (bucket in names) == shared


def test_deletion_takes_the_copied_machine_too(make: Deploy, place: Place) -> None:
    made = make(ORCHESTRATION)
    assert everything_at(place)["machines"]

    made.delete()

    assert everything_at(place) == NOTHING


def test_what_cannot_be_created_is_told_in_a_sentence_and_removed(
    make: Deploy, checkout: Checkout, place: Place
) -> None:
    checkout.change("VisibilityTimeout: 30", "VisibilityTimeout: 999999")

    with pytest.raises(DeploymentFailed) as raised:
        make()

    said = str(raised.value)
    assert said.startswith(f"Stack {STACK} could not be deployed: Queue: Invalid value for the")
    assert "\n" not in said
    assert everything_at(place) == NOTHING


def test_a_template_that_cloudformation_refuses_is_told_in_a_sentence(
    make: Deploy, checkout: Checkout, place: Place
) -> None:
    checkout.change("AWS::SQS::Queue", "AWS::SQS::Quee")

    with pytest.raises(DeploymentFailed, match=r"Unrecognized resource types: \[AWS::SQS::Quee\]"):
        make()

    assert everything_at(place) == NOTHING


def test_an_update_that_fails_leaves_the_stack_as_it_was(make: Deploy, checkout: Checkout) -> None:
    made = make()
    checkout.change("VisibilityTimeout: 30", "VisibilityTimeout: 999999")

    with pytest.raises(DeploymentFailed, match="Queue: Invalid value"):
        make()

    attributes = made.client("sqs").get_queue_attributes(
        QueueUrl=made.physical("Queue"), AttributeNames=["VisibilityTimeout"]
    )["Attributes"]
    assert attributes == {"VisibilityTimeout": "30"}
    checkout.change("VisibilityTimeout: 999999", "VisibilityTimeout: 40")
    assert "Queue" in [change.logical_id for change in make().changes]


@pytest.mark.parametrize("ending", [KeyboardInterrupt, ValueError])
def test_however_the_block_ends_the_stack_is_deleted(
    place: Place, checkout: Checkout, ending: type[BaseException]
) -> None:
    kept = replace(place, passing=False)  # what ends with us is left to end

    def interrupted() -> None:
        with deployed(kept, CHOREOGRAPHY.at(checkout.root), stack=STACK) as made:
            invoke(made, {})
            raise ending

    with pytest.raises(ending):
        interrupted()

    assert everything_at(place) == NOTHING


@pytest.mark.parametrize(
    "moment",
    ["stack.Stack._prepared", "stack.Stack._wait_until_settled", "deploying.copy_machines"],
)
def test_ctrl_c_while_deploying_deletes_what_was_made(
    place: Place, checkout: Checkout, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"lab.deployment.{moment}", interrupted)
    kept = replace(place, passing=False)  # what ends with us is left to end
    block = deployed(kept, CHOREOGRAPHY.at(checkout.root), stack=STACK)

    with pytest.raises(KeyboardInterrupt):
        block.__enter__()

    assert everything_at(place) == NOTHING


def test_a_fresh_deployment_starts_from_nothing(
    make: Deploy, place: Place, checkout: Checkout
) -> None:
    left = make()
    left.client("dynamodb").put_item(TableName=left.table("ordering"), Item={"pk": {"S": "old"}})

    with deployed(place, CHOREOGRAPHY.at(checkout.root), stack=STACK) as made:
        table = made.client("dynamodb").scan(TableName=made.table("ordering"))

    assert table["Items"] == []


def test_a_bucket_of_somebody_else_is_not_deleted(make: Deploy, place: Place) -> None:
    made = make()
    s3 = place.client("s3")
    bucket = f"ripple-artifacts-{place.account}-{place.region}"
    s3.put_object(Bucket=bucket, Key="somebody/elses", Body=b"code")

    made.delete()

    assert "Contents" in s3.list_objects_v2(Bucket=bucket, Prefix="somebody/")
    s3.delete_object(Bucket=bucket, Key="somebody/elses")


def test_a_package_in_a_bucket_is_what_cloudformation_takes(
    place: Place, checkout: Checkout, tmp_path: Path
) -> None:
    place.client("s3").create_bucket(Bucket="packages-of-a-test")
    template = package(
        CHOREOGRAPHY.at(checkout.root),
        tmp_path / "out",
        bucket="packages-of-a-test",
        prefix=STACK,
        s3=place.client("s3"),
    )
    cloudformation = place.client("cloudformation")
    try:
        cloudformation.create_stack(
            StackName=STACK,
            TemplateBody=template.read_text(),
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Tags=[{"Key": "ripple-lab", "Value": STACK}],  # so that `remove` takes it away
        )
        waiter = cloudformation.get_waiter("stack_create_complete")
        waiter.wait(StackName=STACK, WaiterConfig={"Delay": 0.05, "MaxAttempts": 200})
        code = place.client("lambda").list_functions()["Functions"]
        assert [found["Runtime"] for found in code if STACK in found["FunctionName"]] == [
            "python3.12"
        ]
    finally:
        remove(place, STACK)
        for found in place.client("s3").list_objects_v2(Bucket="packages-of-a-test")["Contents"]:
            place.client("s3").delete_object(Bucket="packages-of-a-test", Key=found["Key"])
        place.client("s3").delete_bucket(Bucket="packages-of-a-test")

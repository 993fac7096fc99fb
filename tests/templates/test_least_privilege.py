"""What each role and queue of the two templates allows: checked on the text, for the engine
enforces neither the state machine's role nor who may assume one."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from lab.designs import Design, designs
from lab.packaging import template
from orchestration.workflow import RENDERED
from tests.designs import CHOREOGRAPHY, ORCHESTRATION

Resource = dict[str, Any]
READ = {side: template.read(side.template) for side in designs()}


def resources(side: Design) -> dict[str, Resource]:
    found: dict[str, Resource] = READ[side]["Resources"]
    return found


def of_type(side: Design, kind: str) -> Iterator[tuple[str, Resource]]:
    for name, resource in resources(side).items():
        if resource["Type"] == kind:
            yield name, resource["Properties"]


def statements(role: Resource) -> list[Resource]:
    return [each for policy in role["Policies"] for each in policy["PolicyDocument"]["Statement"]]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


ROLES = [
    pytest.param(side, name, role, id=f"{side}: {name}")
    for side in designs()
    for name, role in of_type(side, "AWS::IAM::Role")
]
FUNCTIONS = [
    pytest.param(side, name, function, id=f"{side}: {name}")
    for side in designs()
    for name, function in of_type(side, "AWS::Serverless::Function")
]


@pytest.mark.parametrize(("side", "name", "role"), ROLES)
def test_a_role_names_each_action_and_each_resource(
    side: Design, name: str, role: Resource
) -> None:
    assert "ManagedPolicyArns" not in role
    for statement in statements(role):
        assert not [action for action in listed(statement["Action"]) if "*" in action]
        # ListStreams knows no resource-level permissions.
        if statement["Action"] != ["dynamodb:ListStreams"]:
            assert "*" not in listed(statement["Resource"])


@pytest.mark.parametrize(("side", "name", "role"), ROLES)
def test_a_role_is_assumed_by_one_service_only(side: Design, name: str, role: Resource) -> None:
    [trust] = role["AssumeRolePolicyDocument"]["Statement"]
    expected = "states" if name == "OrderWorkflowRole" else "lambda"
    assert trust["Principal"] == {"Service": f"{expected}.amazonaws.com"}


@pytest.mark.parametrize(("side", "name", "function"), FUNCTIONS)
def test_a_function_has_a_role_of_its_own_and_reaches_its_own_service_only(
    side: Design, name: str, function: Resource
) -> None:
    own_role = f"{name.removesuffix('Function')}Role"
    assert function["Role"] == {"Fn::GetAtt": [own_role, "Arn"]}
    service = function["Tags"]["service"].capitalize()
    role = resources(side)[own_role]["Properties"]
    reached = [
        next(iter(resource.values()))
        for statement in statements(role)
        for resource in listed(statement["Resource"])
        if isinstance(resource, dict) and "Fn::Sub" not in resource
    ]
    names = {each[0] if isinstance(each, list) else each for each in reached}
    own = {f"{service}{what}" for what in ("Table", "Queue", "Topic")} | {"OutboxDeadLetterQueue"}
    assert names <= own
    assert names


def test_the_machine_may_invoke_its_tasks_and_nothing_else() -> None:
    machine = resources(ORCHESTRATION)["OrderWorkflow"]["Properties"]
    tasks = list(machine["DefinitionSubstitutions"].values())
    [statement] = statements(resources(ORCHESTRATION)["OrderWorkflowRole"]["Properties"])
    assert statement["Action"] == "lambda:InvokeFunction"
    assert sorted(map(str, statement["Resource"])) == sorted(map(str, tasks))
    asked = re.findall(r'"FunctionName": "\$\{(\w+)\}"', RENDERED.read_text(encoding="utf-8"))
    assert {*asked} == machine["DefinitionSubstitutions"].keys(), "its states ask for all of them"


def test_a_queue_takes_messages_from_the_topics_it_subscribes_to_and_from_nobody_else() -> None:
    side = CHOREOGRAPHY
    subscribed: dict[str, set[str]] = {}
    for _, subscription in of_type(side, "AWS::SNS::Subscription"):
        queue = subscription["Endpoint"]["Fn::GetAtt"][0]
        subscribed.setdefault(queue, set()).add(subscription["TopicArn"]["Ref"])
    for _, policy in of_type(side, "AWS::SQS::QueuePolicy"):
        [statement] = policy["PolicyDocument"]["Statement"]
        sources = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
        assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
        assert {each["Ref"] for each in sources} == subscribed.pop(policy["Queues"][0]["Ref"])
    assert subscribed == {}


def test_every_queue_that_is_worked_off_has_a_dead_letter_queue_and_a_bound() -> None:
    side = CHOREOGRAPHY
    queues = dict(of_type(side, "AWS::SQS::Queue"))
    worked_off = 0
    for _, function in of_type(side, "AWS::Serverless::Function"):
        for event in function.get("Events", {}).values():
            if event["Type"] == "SQS":
                worked_off += 1
                source = queues[event["Properties"]["Queue"]["Fn::GetAtt"][0]]
                assert source["RedrivePolicy"]["maxReceiveCount"] > 1
                assert event["Properties"]["ScalingConfig"]["MaximumConcurrency"] == 2
                assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert worked_off == 4

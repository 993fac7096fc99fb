"""The way of a real account, with the engine standing in for AWS where boto3 looks for it.

The templates run as they are shipped: AWS's own Python runtime, no endpoint in any variable.
"""

from pathlib import Path

import pytest

from lab.deployment import Deployment, deployed, remove
from lab.errors import DeploymentFailed
from lab.places import Place, open_place
from lab.workload.generator import generate
from lab.workload.run import run
from tests.designs import CHOREOGRAPHY

STACK = "tests-of-an-account"


@pytest.fixture
def account(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Place:
    config = tmp_path / "config"
    config.write_text(
        f"[default]\nregion = {place.region}\nendpoint_url = {place.endpoint_url}\n"
        "services = split\n"
        f"[services split]\nsfn =\n  endpoint_url = {place.endpoint_url}\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    for name, value in place.key.settings().items():
        monkeypatch.setenv(name, value)
    with open_place("aws") as opened:
        assert opened.endpoint_url is None
        assert not opened.rewrites_runtime
        yield opened


def test_a_side_is_made_tagged_used_and_deleted(account: Place) -> None:
    orders, world = generate(4, seed=3, prefix="account-")
    with deployed(account, CHOREOGRAPHY, stack=STACK) as deployment:
        assert runtimes(deployment) == {"python3.12"}
        assert tags_of(deployment) == {STACK}
        assert run(deployment, orders, world).sound
    assert not stacks(account)
    assert not [name for name in tables(account) if name.startswith(STACK)]
    buckets = account.client("s3").list_buckets()["Buckets"]
    assert not [each for each in buckets if STACK in each["Name"]]


def test_a_stack_of_somebody_elses_is_neither_changed_nor_deleted(account: Place) -> None:
    formation = account.client("cloudformation")
    theirs = '{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}'
    formation.create_stack(StackName=STACK, TemplateBody=theirs)
    formation.get_waiter("stack_create_complete").wait(StackName=STACK)
    try:
        with pytest.raises(DeploymentFailed, match=f"stack {STACK} that the lab did not make"):
            remove(account, STACK)
        entering = deployed(account, CHOREOGRAPHY, stack=STACK, fresh=False)
        with pytest.raises(DeploymentFailed, match="left alone"), entering:
            raise AssertionError("it was deployed over somebody else's stack")
        assert [each["StackStatus"] for each in stacks(account)] == ["CREATE_COMPLETE"]
    finally:
        formation.delete_stack(StackName=STACK)


def runtimes(deployment: Deployment) -> set[str]:
    client = deployment.client("lambda")
    return {
        client.get_function_configuration(FunctionName=function.name)["Runtime"]
        for function in deployment.functions.values()
    }


def tags_of(deployment: Deployment) -> set[str | None]:
    """The lab's tag on the stack and on each of its functions."""
    [stack] = deployment.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    told = [{tag["Key"]: tag["Value"] for tag in stack["Tags"]}]
    for function in deployment.functions.values():
        found = deployment.client("lambda").get_function(FunctionName=function.name)
        told.append(found.get("Tags", {}))
    return {each.get("ripple-lab") for each in told}


def stacks(account: Place) -> list[dict[str, str]]:
    listed = account.client("cloudformation").list_stacks()["StackSummaries"]
    mine = [each for each in listed if each["StackName"] == STACK]
    return [each for each in mine if each["StackStatus"] != "DELETE_COMPLETE"]


def tables(account: Place) -> list[str]:
    names: list[str] = account.client("dynamodb").list_tables()["TableNames"]
    return names

"""Keeps copies of a stack's state machines where Step Functions runs apart from CloudFormation.

On the embedded engine CloudFormation puts a machine on MiniStack, and executions run on Moto.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from lab.deployment.resources import STATE_MACHINE, Resource, physical_ids
from lab.deployment.tags import tags
from lab.places import Place


def copy_machines(place: Place, stack: str, resources: Mapping[str, Resource]) -> None:
    """Make the copies equal to the stack's machines; the ARNs are the same in both."""
    if not runs_apart(place):
        return
    beside = dataclasses.replace(place, sfn_endpoint_url=None, _clients={})
    made = beside.client("stepfunctions")
    runs = place.client("stepfunctions")
    for arn in physical_ids(resources, STATE_MACHINE):
        _copy(made, runs, arn, stack)


def remove_copies(place: Place, arns: Iterable[str]) -> None:
    """Delete copies; those that are not there are no matter."""
    if not runs_apart(place):
        return
    runs = place.client("stepfunctions")
    for arn in arns:
        try:
            runs.delete_state_machine(stateMachineArn=arn)
        except ClientError as error:
            if error.response["Error"]["Code"] != "StateMachineDoesNotExist":
                raise


def runs_apart(place: Place) -> bool:
    """Whether executions run elsewhere than where CloudFormation makes the machines."""
    return place.sfn_endpoint_url not in (None, place.endpoint_url)


def _copy(made: Any, runs: Any, arn: str, stack: str) -> None:
    machine = made.describe_state_machine(stateMachineArn=arn)
    wanted = {"definition": machine["definition"], "roleArn": machine["roleArn"]}
    try:
        there = runs.describe_state_machine(stateMachineArn=arn)
    except ClientError as error:
        if error.response["Error"]["Code"] != "StateMachineDoesNotExist":
            raise
        runs.create_state_machine(
            name=machine["name"],
            type=machine.get("type", "STANDARD"),
            tags=[{"key": key, "value": value} for key, value in tags(stack).items()],
            **wanted,
        )
        return
    if any(there[key] != value for key, value in wanted.items()):
        runs.update_state_machine(stateMachineArn=arn, **wanted)

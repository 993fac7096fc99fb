"""Takes a stack away with everything that came with it."""

from typing import Any

from botocore.exceptions import ClientError

from lab.deployment.artifacts import Artifacts, empty
from lab.deployment.machines import remove_copies
from lab.deployment.resources import BUCKET, FUNCTION, STATE_MACHINE, physical_ids
from lab.deployment.stack import Stack
from lab.places import Place


def remove(place: Place, stack: str) -> None:
    """Delete the stack, its copied machines, its functions' log groups and its artifacts.

    Safe to call twice, and for a stack that was never made; raises DeploymentFailed when
    CloudFormation cannot delete it, or when the stack is not one of the lab's.
    """
    found = Stack(place.client("cloudformation"), stack)
    found.refuse_if_foreign()
    resources = found.resources()
    for bucket in physical_ids(resources, BUCKET):
        empty(place.client("s3"), bucket)
    found.delete()
    remove_copies(place, physical_ids(resources, STATE_MACHINE))
    for function in physical_ids(resources, FUNCTION):
        _remove_log_group(place.client("logs"), f"/aws/lambda/{function}")
    Artifacts(place, stack).remove()


def _remove_log_group(logs: Any, name: str) -> None:
    try:
        logs.delete_log_group(logGroupName=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise

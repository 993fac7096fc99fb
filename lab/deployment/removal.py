"""Takes a stack away with everything that came with it."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from lab.deployment.artifacts import Artifacts, empty, owner
from lab.deployment.machines import remove_copies
from lab.deployment.resources import BUCKET, FUNCTION, STATE_MACHINE, physical_ids
from lab.deployment.stack import Stack
from lab.places import Place


def remove(place: Place, stack: str) -> None:
    """Delete the stack, its copied machines, its functions' log groups and its artifacts.

    Safe to call twice, and for a stack that was never made; raises DeploymentFailed when
    CloudFormation cannot delete it, or when the stack is not one of the lab's: without its tag, of
    its own name, nothing is touched.
    """
    found = Stack(place.client("cloudformation"), stack)
    found.refuse_if_foreign()
    resources = found.resources()
    for bucket in physical_ids(resources, BUCKET):
        empty(place.client("s3"), bucket, owner=owner(place))
    if place.rewrites_runtime:
        _end_processes(place.client("lambda"), physical_ids(resources, FUNCTION))
    found.delete()
    remove_copies(place, physical_ids(resources, STATE_MACHINE))
    for function in physical_ids(resources, FUNCTION):
        _remove_log_group(place.client("logs"), f"/aws/lambda/{function}")
    Artifacts(place, stack).remove()


def _end_processes(client: Any, functions: Collection[str]) -> None:
    """End the processes of functions: MiniStack does so for a function that is deleted by name.

    Of those that go with their stack it keeps the processes, and threads of its own for each.
    """

    def delete(function: str) -> None:
        try:
            client.delete_function(FunctionName=function)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(delete, functions))


def _remove_log_group(logs: Any, name: str) -> None:
    try:
        logs.delete_log_group(logGroupName=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise

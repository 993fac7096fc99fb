"""Takes a stack away with everything that came with it, and keeps its machines' copies.

On the embedded engine CloudFormation puts a machine on MiniStack, and executions run on Moto.
"""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lab.aws import passing_over
from lab.deployment.artifacts import Artifacts, empty, owner
from lab.deployment.resources import BUCKET, FUNCTION, STATE_MACHINE, Resource, physical_ids, tags
from lab.deployment.stack import Stack
from lab.interruption import interrupted
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
        with passing_over("StateMachineDoesNotExist"):
            runs.delete_state_machine(stateMachineArn=arn)


def runs_apart(place: Place) -> bool:
    """Whether executions run elsewhere than where CloudFormation makes the machines."""
    return place.sfn_endpoint_url not in (None, place.endpoint_url)


def _copy(made: Any, runs: Any, arn: str, stack: str) -> None:
    machine = made.describe_state_machine(stateMachineArn=arn)
    wanted = {"definition": machine["definition"], "roleArn": machine["roleArn"]}
    there = None
    with passing_over("StateMachineDoesNotExist"):
        there = runs.describe_state_machine(stateMachineArn=arn)
    if there is None:
        runs.create_state_machine(
            name=machine["name"],
            type=machine.get("type", "STANDARD"),
            tags=[{"key": key, "value": value} for key, value in tags(stack).items()],
            **wanted,
        )
    elif any(there[key] != value for key, value in wanted.items()):
        runs.update_state_machine(stateMachineArn=arn, **wanted)


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
        with passing_over("ResourceNotFoundException"):
            place.client("logs").delete_log_group(logGroupName=f"/aws/lambda/{function}")
    Artifacts(place, stack).remove()


def removal(
    place: Place, stack: str, progress: Callable[[str], None] = lambda _: None
) -> Callable[[type[BaseException] | None, Any, Any], None]:
    """What removes the stack at the end of an ExitStack's block, however the block ends.

    Where somebody wants to stop, and the place ends with us, the stack goes with the place.
    """

    def leave(kind: type[BaseException] | None, _error: Any, _trace: Any) -> None:
        if not (place.passing and interrupted(kind)):
            progress(f"deleting {stack}")
            remove(place, stack)

    return leave


def _end_processes(client: Any, functions: Collection[str]) -> None:
    """End the processes of functions: MiniStack does so for a function that is deleted by name.

    Of those that go with their stack it keeps the processes, and threads of its own for each.
    """

    def delete(function: str) -> None:
        with passing_over("ResourceNotFoundException"):
            client.delete_function(FunctionName=function)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(delete, functions))

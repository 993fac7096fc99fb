"""One CloudFormation stack: looked up, changed through a change set, deleted."""

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from lab.deployment.resources import TAG, Resource, ResourceChange, changes_in, tags
from lab.errors import DeploymentFailed

T = TypeVar("T")

SHORTEST_PAUSE = 0.02
LONGEST_PAUSE = 3.0


def wait_for(ask: Callable[[], T | None], what: str, seconds: float) -> T:
    """What ask answers once it is not None; raises DeploymentFailed when that takes too long.

    The pauses grow with the time already waited, so that a quick engine is answered quickly
    and AWS is not asked more often than it likes.
    """
    started = time.monotonic()
    while True:
        answer = ask()
        if answer is not None:
            return answer
        waited = time.monotonic() - started
        if waited > seconds:
            raise DeploymentFailed(f"{what} did not end within {seconds:.0f} seconds.")
        time.sleep(min(LONGEST_PAUSE, max(SHORTEST_PAUSE, waited / 8)))


CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
NEVER_CREATED = ("REVIEW_IN_PROGRESS",)
ONLY_TO_DELETE = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
NOTHING_CHANGED = ("didn't contain changes", "No updates are to be performed")
SECONDS = 900.0


class Stack:
    """A stack by name, whether it exists or not."""

    def __init__(self, cloudformation: Any, name: str) -> None:
        self._cloudformation = cloudformation
        self.name = name

    def status(self, name: str | None = None) -> str | None:
        """CloudFormation's status of the stack, or None where there is no such stack."""
        try:
            found = self._cloudformation.describe_stacks(StackName=name or self.name)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        status = found[0]["StackStatus"] if found else None
        return None if status == "DELETE_COMPLETE" else status

    def refuse_if_foreign(self) -> None:
        """Raise DeploymentFailed where a stack of this name exists that the lab did not make."""
        status = self.status()
        if status is None:
            return
        [found] = self._cloudformation.describe_stacks(StackName=self.name)["Stacks"]
        ours = self._has_our_tag(found)
        if not ours and status in NEVER_CREATED:
            ours = self._only_of_our_change_sets()
        if not ours:
            raise DeploymentFailed(
                f"There is a stack {self.name} that the lab did not make (it has no tag {TAG} of "
                "that name), so it is left alone: delete or rename it, or work in another region."
            )

    def _has_our_tag(self, described: Mapping[str, Any]) -> bool:
        """Whether a stack, or a change set, has the tag with the value that the lab gives it."""
        given = {tag["Key"]: tag["Value"] for tag in described.get("Tags") or ()}
        return given.items() >= tags(self.name).items()

    def _only_of_our_change_sets(self) -> bool:
        """Whether a stack that was never created waits for change sets of ours alone.

        It may have no tags of its own yet: those are its change set's.
        """
        pages = self._cloudformation.get_paginator("list_change_sets")
        listed = pages.paginate(StackName=self.name).build_full_result()["Summaries"]
        sets = (each["ChangeSetId"] for each in listed)
        describe = self._cloudformation.describe_change_set
        return bool(listed) and all(self._has_our_tag(describe(ChangeSetName=e)) for e in sets)

    def resources(self) -> dict[str, Resource]:
        """Logical id → resource; empty where there is no such stack."""
        pages = self._cloudformation.get_paginator("list_stack_resources")
        try:
            listed = pages.paginate(StackName=self.name).build_full_result()
        except ClientError as error:
            if "does not exist" in str(error):
                return {}
            raise
        return {
            summary["LogicalResourceId"]: Resource(
                summary["LogicalResourceId"],
                summary["ResourceType"],
                summary["PhysicalResourceId"],
            )
            for summary in listed["StackResourceSummaries"]
            if summary.get("PhysicalResourceId") and summary["ResourceStatus"] != "DELETE_COMPLETE"
        }

    def apply(self, template: Mapping[str, str]) -> tuple[ResourceChange, ...]:
        """Create or update the stack; the changes made, none where nothing differed.

        template: TemplateBody or TemplateURL, as CloudFormation takes them.
        Raises DeploymentFailed with CloudFormation's reason; a stack that could not be created
        is then left for the caller to delete.
        """
        self.refuse_if_foreign()
        exists = self.status() not in (None, *NEVER_CREATED)
        name = f"ripple-{uuid.uuid4().hex[:12]}"
        try:
            created = self._cloudformation.create_change_set(
                StackName=self.name,
                ChangeSetName=name,
                ChangeSetType="UPDATE" if exists else "CREATE",
                Capabilities=CAPABILITIES,
                Tags=[{"Key": key, "Value": value} for key, value in tags(self.name).items()],
                **template,
            )
        except ClientError as error:
            raise self._refused(error.response["Error"]["Message"]) from error
        described = wait_for(
            lambda: self._prepared(created["Id"]), f"Stack {self.name}'s change set", SECONDS
        )
        if described["Status"] == "FAILED":
            reason = described.get("StatusReason") or ""
            if exists:  # else it stays to tell whose the stack is, and goes with it
                self._cloudformation.delete_change_set(ChangeSetName=created["Id"])
            if exists and any(said in reason for said in NOTHING_CHANGED):
                return ()
            raise self._refused(reason)
        self._cloudformation.execute_change_set(ChangeSetName=created["Id"])
        self._wait_until_settled(created["StackId"])
        return changes_in(described["Changes"])

    def delete(self) -> None:
        """Delete the stack and wait until it is gone; nothing happens where there is none."""
        if self.status() is None:
            return
        listed = self._cloudformation.describe_stacks(StackName=self.name)["Stacks"]
        stack_id = listed[0]["StackId"]
        self._cloudformation.delete_stack(StackName=stack_id)
        what = f"The deletion of stack {self.name}"
        if wait_for(lambda: self._deleted_or_failed(stack_id), what, SECONDS) == "DELETE_FAILED":
            raise DeploymentFailed(
                f"Stack {self.name} could not be deleted: {self._first_failure(stack_id)}."
            )

    def _prepared(self, change_set: str) -> dict[str, Any] | None:
        pages = self._cloudformation.get_paginator("describe_change_set")
        described: dict[str, Any] = pages.paginate(ChangeSetName=change_set).build_full_result()
        return described if described["Status"] in ("CREATE_COMPLETE", "FAILED") else None

    def _wait_until_settled(self, stack_id: str) -> None:
        def settled() -> str | None:
            status = self.status(stack_id)
            return status if status is None or not status.endswith("_IN_PROGRESS") else None

        status = wait_for(settled, f"Stack {self.name}'s deployment", SECONDS)
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise self._refused(self._first_failure(stack_id))

    def _deleted_or_failed(self, stack_id: str) -> str | None:
        status = self.status(stack_id)
        if status is None:
            return "DELETE_COMPLETE"
        return status if status == "DELETE_FAILED" else None

    def _first_failure(self, stack_id: str) -> str:
        """The reason of the first resource to fail since the stack's last operation began."""
        pages = self._cloudformation.get_paginator("describe_stack_events")
        reason = "CloudFormation gives no reason"
        for page in pages.paginate(StackName=stack_id):
            for event in page["StackEvents"]:  # newest first
                of_the_stack = event["PhysicalResourceId"] == stack_id
                status, said = event["ResourceStatus"], event.get("ResourceStatusReason", "")
                if status.endswith("_FAILED") and "cancelled" not in said and said:
                    reason = said if of_the_stack else f"{event['LogicalResourceId']}: {said}"
                if of_the_stack and said == "User Initiated":
                    return reason
        return reason

    def _refused(self, reason: str) -> DeploymentFailed:
        said = " ".join(reason.split()).rstrip(".")
        return DeploymentFailed(f"Stack {self.name} could not be deployed: {said}.")

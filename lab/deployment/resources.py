"""What a stack consists of, what a change set does to that, and the mark that it is the lab's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

BUCKET = "AWS::S3::Bucket"
FUNCTION = "AWS::Lambda::Function"
QUEUE = "AWS::SQS::Queue"
STATE_MACHINE = "AWS::StepFunctions::StateMachine"


@dataclass(frozen=True)
class Resource:
    """A resource of a stack; physical_id is a name, a URL or an ARN, as CloudFormation has it."""

    logical_id: str
    type: str
    physical_id: str


def by_name(resources: Mapping[str, Resource], kind: str) -> dict[str, str]:
    """Logical id → physical id of all resources of a type, such as AWS::Lambda::Function."""
    return {name: found.physical_id for name, found in resources.items() if found.type == kind}


def physical_ids(resources: Mapping[str, Resource], kind: str) -> tuple[str, ...]:
    """The physical ids of all resources of a type."""
    return tuple(by_name(resources, kind).values())


TAG = "ripple-lab"


def tags(stack: str) -> dict[str, str]:
    """The tags of everything that belongs to a stack."""
    return {TAG: stack}


@dataclass(frozen=True)
class ResourceChange:
    """One resource of a change set.

    direct: the template (or a parameter) changed it; otherwise it only follows another
    resource's attribute.
    replacement: "True", "False", "Conditional", or "" for what is added or removed.
    """

    logical_id: str
    type: str
    action: str
    replacement: str
    direct: bool


def changes_in(listed: Iterable[dict[str, Any]]) -> tuple[ResourceChange, ...]:
    """CloudFormation's list of changes, ordered by logical id."""
    found = (_change(entry["ResourceChange"]) for entry in listed if "ResourceChange" in entry)
    return tuple(sorted(found, key=lambda change: change.logical_id))


def _change(change: dict[str, Any]) -> ResourceChange:
    action = change["Action"]
    return ResourceChange(
        logical_id=change["LogicalResourceId"],
        type=change["ResourceType"],
        action=action,
        replacement=change.get("Replacement", ""),
        direct=action != "Modify"
        or any(_is_direct(detail) for detail in change.get("Details", [])),
    )


def _is_direct(detail: dict[str, Any]) -> bool:
    # A dynamic evaluation only says that a value might differ once something else is known:
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html
    direct_sources = ("DirectModification", "ParameterReference")
    return detail.get("Evaluation") == "Static" and detail.get("ChangeSource") in direct_sources

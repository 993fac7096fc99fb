"""What a stack consists of."""

from collections.abc import Mapping
from dataclasses import dataclass

BUCKET = "AWS::S3::Bucket"
FUNCTION = "AWS::Lambda::Function"
STATE_MACHINE = "AWS::StepFunctions::StateMachine"


@dataclass(frozen=True)
class Resource:
    """A resource of a stack; physical_id is a name, a URL or an ARN, as CloudFormation has it."""

    logical_id: str
    type: str
    physical_id: str


def physical_ids(resources: Mapping[str, Resource], kind: str) -> tuple[str, ...]:
    """The physical ids of all resources of a type, such as AWS::Lambda::Function."""
    return tuple(found.physical_id for found in resources.values() if found.type == kind)

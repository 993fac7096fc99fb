"""Brings a design to a place as a CloudFormation stack, and takes it away again."""

from lab.deployment.claims import StackInUse, claimed
from lab.deployment.deploying import (
    Deployment,
    Function,
    answer_of,
    attach,
    deploy,
    deployed,
    packed,
)
from lab.deployment.removal import removal, remove
from lab.deployment.resources import Resource, ResourceChange

__all__ = [
    "Deployment",
    "Function",
    "Resource",
    "ResourceChange",
    "StackInUse",
    "answer_of",
    "attach",
    "claimed",
    "deploy",
    "deployed",
    "packed",
    "removal",
    "remove",
]

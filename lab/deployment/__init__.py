"""Brings a design to a place as a CloudFormation stack, and takes it away again."""

from lab.deployment.changes import ResourceChange
from lab.deployment.claims import StackInUse, claimed
from lab.deployment.deploying import attach, deploy, deployed, packed
from lab.deployment.model import Deployment, Function
from lab.deployment.removal import remove
from lab.deployment.resources import Resource

__all__ = [
    "Deployment",
    "Function",
    "Resource",
    "ResourceChange",
    "StackInUse",
    "attach",
    "claimed",
    "deploy",
    "deployed",
    "packed",
    "remove",
]

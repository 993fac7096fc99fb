"""A deployed design, as everything that runs or watches it sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.deployment.changes import ResourceChange
from lab.deployment.removal import remove
from lab.deployment.resources import Resource
from lab.designs import Design
from lab.errors import DeploymentFailed
from lab.places import Place


@dataclass(frozen=True)
class Function:
    """A deployed function and the service it belongs to, by its `service` tag."""

    logical_id: str
    name: str
    service: str


@dataclass(frozen=True)
class Deployment:
    """One design, deployed as one stack.

    changes: what the deployment that returned this changed; nothing when all was as it should be.
    """

    place: Place
    design: Design
    stack: str
    resources: Mapping[str, Resource]
    functions: Mapping[str, Function]
    changes: tuple[ResourceChange, ...] = field(default=(), compare=False)

    def physical(self, logical_id: str) -> str:
        """The physical id; raises DeploymentFailed for a resource the stack does not have."""
        try:
            return self.resources[logical_id].physical_id
        except KeyError:
            raise DeploymentFailed(
                f"Stack {self.stack} has no resource {logical_id}: "
                f"deploy {self.design.name} again from this checkout."
            ) from None

    def client(self, service: str) -> Any:
        """The place's boto3 client of a service."""
        return self.place.client(service)

    def table(self, service: str) -> str:
        """The physical name of a service's table, such as ordering's."""
        return self.physical(f"{service.capitalize()}Table")

    def delete(self) -> None:
        """Delete the stack and all that came with it; deleting twice is fine."""
        remove(self.place, self.stack)

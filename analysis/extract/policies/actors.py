"""Who acts with which role: functions and containers, never state machines, rules or APIs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis.source.document import as_block, as_items
from analysis.source.resource import Resource
from analysis.source.system import System
from analysis.source.values import Joined, Reference, alternatives, as_text, referred

ROLE_AT: Mapping[str, str] = {
    "AWS::Lambda::Function": "Role",
    "AWS::ECS::TaskDefinition": "TaskRoleArn",
    "AWS::Glue::Job": "Role",
    "AWS::Batch::JobDefinition": "ContainerProperties.JobRoleArn",
    "AWS::AppRunner::Service": "InstanceConfiguration.InstanceRoleArn",
    "AWS::EC2::Instance": "IamInstanceProfile",
    "AWS::KinesisAnalyticsV2::Application": "ServiceExecutionRole",
}
"""Where each type that acts names the role it acts with."""


class Roles:
    """The roles that were read, found by reference, by ARN or by name."""

    def __init__(self, system: System) -> None:
        self._profiles = {each.id: each for each in system.of("AWS::IAM::InstanceProfile")}
        self.ids = tuple(each.id for each in system.of("AWS::IAM::Role"))
        self._known = frozenset(self.ids)
        self._by_name: dict[str, str] = {}
        for role in system.of("AWS::IAM::Role"):
            name = _name(role.properties.get("RoleName"))
            if name:
                self._by_name.setdefault(name, role.id)

    def named(self, value: Any) -> Iterator[str]:
        """The ids of the roles that a value designates: reference, ARN, name, or its choices."""
        for each in alternatives(value):
            if isinstance(each, Reference):
                yield from self._referred(each)
            elif isinstance(each, Joined) and each.references:
                for reference in each.references:
                    yield from self._referred(reference)
            else:
                found = self._by_name.get(_name(each).rpartition("/")[2])
                if found:
                    yield found

    def _referred(self, reference: Reference) -> Iterator[str]:
        if reference.resource in self._known:
            yield reference.resource
        elif reference.resource in self._profiles:
            for role in as_items(self._profiles[reference.resource].properties.get("Roles")):
                if isinstance(role, Reference) and role.resource in self._known:
                    yield role.resource


def _name(value: Any) -> str:
    if isinstance(value, Joined):
        return repr(value.parts) if not value.references else ""
    return as_text(value)


def actors_by_role(system: System, roles: Roles) -> dict[str, list[str]]:
    """The ids of those who act with each role."""
    found: dict[str, list[str]] = {}
    for actor in system.of(*ROLE_AT):
        value: Any = actor.properties
        for key in ROLE_AT[actor.type].split("."):
            value = as_block(value).get(key)
        for role in dict.fromkeys(roles.named(value)):
            found.setdefault(role, []).append(actor.id)
    return found


def environment(resource: Resource) -> Mapping[str, Any]:
    """The environment variables that a function or a container runs with, as evaluated."""
    properties = resource.properties
    if resource.type == "AWS::Lambda::Function":
        return as_block(as_block(properties.get("Environment")).get("Variables"))
    if resource.type == "AWS::Glue::Job":
        return as_block(properties.get("DefaultArguments"))
    listed = [
        variable
        for container in as_items(properties.get("ContainerDefinitions"))
        for variable in as_items(as_block(container).get("Environment"))
    ]
    pairs = [(as_block(each).get("Name"), as_block(each).get("Value")) for each in listed]
    return {name: value for name, value in pairs if isinstance(name, str)}


def named_by(resources: Iterable[Resource]) -> dict[str, list[str]]:
    """The ids of what the environment of each refers to, by the id of who has it."""
    return {each.id: list(referred(environment(each))) for each in resources}

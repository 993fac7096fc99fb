"""What queues' and topics' own policies allow roles that were read."""

from collections.abc import Iterator
from typing import Any

from analysis.extract.policies.actors import Roles
from analysis.extract.policies.statements import Grant, grants, statements
from analysis.source.document import as_block, as_items, at
from analysis.source.resource import Resource
from analysis.source.system import System

_POLICIES = {"AWS::SQS::QueuePolicy": "Queues", "AWS::SNS::TopicPolicy": "Topics"}


def grants_by_principal(system: System, roles: Roles) -> dict[str, list[Grant]]:
    """The grants of resource policies, by the id of the role that they name as Principal."""
    found: dict[str, list[Grant]] = {}
    for policy in system.of(*_POLICIES):
        document = policy.properties.get("PolicyDocument")
        place = at(policy.properties, "PolicyDocument")
        for statement in statements(document, place):
            named = list(_roles(statement.get("Principal"), roles))
            if named:
                allowed = list(_on(policy, grants({"Statement": [statement]}, place)))
                for role in named:
                    found.setdefault(role, []).extend(allowed)
    return found


def _roles(principal: Any, roles: Roles) -> Iterator[str]:
    for value in as_items(as_block(principal).get("AWS")):
        yield from roles.named(value)


def _on(policy: Resource, allowed: Iterator[Grant]) -> Iterator[Grant]:
    """The grants, ``*`` and nothing meaning the resources that the policy belongs to."""
    for grant in allowed:
        if grant.resource != "*":
            yield grant
            continue
        for resource in as_items(policy.properties.get(_POLICIES[policy.type])):
            yield Grant(
                grant.service, grant.relation, grant.actions, resource, grant.at, grant.denies
            )

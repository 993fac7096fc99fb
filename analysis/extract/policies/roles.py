"""Which grants each role has: inline, from policies of their own, and from managed policies."""

from collections.abc import Iterator
from typing import Any

from analysis.extract.policies.actors import Roles
from analysis.extract.policies.managed import managed
from analysis.extract.policies.statements import Grant, grants
from analysis.graph import Evidence
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.resource import Resource
from analysis.source.system import System
from analysis.source.values import Reference, alternatives

_ATTACHED = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")


def grants_by_role(system: System, roles: Roles) -> dict[str, list[Grant]]:
    """Everything that the policies that were read allow and deny each role."""
    found: dict[str, list[Grant]] = {each: [] for each in roles.ids}
    own = {policy.id: list(_document(policy.properties)) for policy in system.of(*_ATTACHED)}
    attached: dict[str, dict[str, None]] = {each: {} for each in roles.ids}
    for policy in system.of(*_ATTACHED):
        for named in _roles_of(policy, roles):
            attached[named][policy.id] = None
    for role in system.of("AWS::IAM::Role"):
        granted = found[role.id]
        for policy_block in as_items(role.properties.get("Policies")):
            granted.extend(_document(as_block(policy_block)))
        arns = role.properties.get("ManagedPolicyArns")
        for number, arn in enumerate(as_items(arns)):
            place = at(arns, number) if isinstance(arns, list) else at(role.properties)
            granted.extend(_managed(arn, place, attached[role.id], own))
        for policy_id in attached[role.id]:
            granted.extend(own[policy_id])
    return found


def _roles_of(policy: Resource, roles: Roles) -> Iterator[str]:
    for key in ("Roles", "RoleName"):
        for value in as_items(policy.properties.get(key)):
            yield from roles.named(value)


def _managed(
    arn: Any, place: Evidence, attached: dict[str, None], own: dict[str, list[Grant]]
) -> Iterator[Grant]:
    for each in alternatives(arn):
        if isinstance(each, Reference):
            if each.resource in own:
                attached[each.resource] = None
        else:
            yield from managed(each, place)


def _document(policy: Block) -> Iterator[Grant]:
    if "PolicyDocument" in policy:
        yield from grants(policy["PolicyDocument"], at(policy, "PolicyDocument"))

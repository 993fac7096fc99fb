"""Who acts with which role, and which grants each role has.

Functions and containers act, never state machines, rules or APIs. A role has its own policies,
managed ones, and what policies of queues and topics grant it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from analysis.extract.policies.statements import Grant, grants, statements
from analysis.graph import Evidence
from analysis.source.document import Block, as_block, as_items, at
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
_ATTACHED = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
_POLICIES = {"AWS::SQS::QueuePolicy": "Queues", "AWS::SNS::TopicPolicy": "Topics"}
_ALLOWS: Mapping[str, str] = {
    "AdministratorAccess": "*",
    "PowerUserAccess": "*",
    "AmazonDynamoDBFullAccess": "dynamodb:*",
    "AmazonDynamoDBFullAccess_v2": "dynamodb:*",
    "AmazonDynamoDBFullAccesswithDataPipeline": "dynamodb:* lambda:* s3:*",
    "AmazonDynamoDBReadOnlyAccess": "dynamodb:BatchGetItem dynamodb:Query",
    "AmazonSQSFullAccess": "sqs:*",
    "AmazonSNSFullAccess": "sns:*",
    "AWSLambdaRole": "lambda:InvokeFunction",
    "AWSLambdaInvocation-DynamoDB": "lambda:InvokeFunction",
    "AWSLambda_FullAccess": "lambda:*",
    "AWSLambdaFullAccess": "lambda:* dynamodb:* s3:* sns:Publish sqs:SendMessage",
    "AWSLambdaExecute": "s3:GetObject s3:PutObject",
    "AWSStepFunctionsFullAccess": "states:*",
    "AWSStepFunctionsConsoleFullAccess": "states:*",
    "AmazonS3FullAccess": "s3:*",
    "AmazonS3ReadOnlyAccess": "s3:Get* s3:List*",
    "AmazonEventBridgeFullAccess": "events:*",
    "CloudWatchEventsFullAccess": "events:*",
    "AmazonKinesisFullAccess": "kinesis:*",
    "AmazonKinesisFirehoseFullAccess": "firehose:*",
    "AmazonAPIGatewayInvokeFullAccess": "execute-api:*",
    "AWSAppSyncInvokeFullAccess": "appsync:GraphQL",
    "AWSAppSyncAdministrator": "appsync:*",
}
"""What AWS's own managed policies allow, as far as it draws edges (from their documents, 2025).

A name that is not here draws nothing: most of them (AWSLambdaBasicExecutionRole,
AWSLambdaSQSQueueExecutionRole, AWSXRayDaemonWriteAccess ...) only log or poll.
"""


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
            yield from _of_aws(each, place)


def _document(policy: Block) -> Iterator[Grant]:
    if "PolicyDocument" in policy:
        yield from grants(policy["PolicyDocument"], at(policy, "PolicyDocument"))


def _of_aws(arn: object, place: Evidence) -> Iterator[Grant]:
    """The grants of the managed policy that an ARN names; none for one that is not known."""
    text = _end(arn)
    actions = _ALLOWS.get(text.rpartition("/")[2]) if "policy/" in text else None
    if actions:
        allowed = Block({"Effect": "Allow", "Action": actions.split(), "Resource": "*"})
        for grant in grants(Block({"Statement": [allowed]}), place):
            yield replace(grant, at=(place,))


def _end(arn: object) -> str:
    if isinstance(arn, Joined):
        return as_text(arn.parts[-1]) if isinstance(arn.parts[-1], str) else ""
    return as_text(arn)


def grants_by_principal(system: System, roles: Roles) -> dict[str, list[Grant]]:
    """The grants of resource policies, by the id of the role that they name as Principal."""
    found: dict[str, list[Grant]] = {}
    for policy in system.of(*_POLICIES):
        document = policy.properties.get("PolicyDocument")
        place = at(policy.properties, "PolicyDocument")
        for statement in statements(document, place):
            named = list(_principals(statement.get("Principal"), roles))
            if named:
                allowed = list(_on(policy, grants({"Statement": [statement]}, place)))
                for role in named:
                    found.setdefault(role, []).extend(allowed)
    return found


def _principals(principal: Any, roles: Roles) -> Iterator[str]:
    for value in as_items(as_block(principal).get("AWS")):
        yield from roles.named(value)


def _on(policy: Resource, allowed: Iterator[Grant]) -> Iterator[Grant]:
    """The grants, ``*`` and nothing meaning the resources that the policy belongs to."""
    for grant in allowed:
        if grant.resource != "*":
            yield grant
            continue
        for resource in as_items(policy.properties.get(_POLICIES[policy.type])):
            yield replace(grant, resource=resource)

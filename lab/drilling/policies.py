"""The policies of a stack as they stand: each statement, how it is taken away and given back."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lab.deployment import Deployment

Json = dict[str, Any]
ROLE, QUEUE, TOPIC = "AWS::IAM::Role", "AWS::SQS::Queue", "AWS::SNS::Topic"

ASIDE = "RippleDrills"
"""The lab's own policies begin so; they are nobody's permissions."""

NOTHING = {
    "Sid": "Nothing",
    "Effect": "Deny",
    "Principal": {"AWS": "arn:aws:iam::000000000000:root"},
    "Action": "sqs:RemovePermission",
    "Resource": "*",
}
"""A policy must say something: this says nothing that anybody asks for."""


@dataclass(frozen=True)
class Statement:
    """One statement of a policy, and where it stands: a role, a queue or a topic by logical id."""

    holder: str
    sid: str
    actions: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.holder}.{self.sid}"


@dataclass(frozen=True)
class Policy:
    """A policy where it stands: how it is read, and how another is put in its place."""

    read: Callable[[], Json]
    write: Callable[[Json], object]

    @contextmanager
    def without(self, sid: str) -> Iterator[None]:
        """One statement is gone for the block."""
        before = self.read()
        kept = [each for each in before["Statement"] if _sid(each) != sid]
        self.write({**before, "Statement": kept or [NOTHING]})
        try:
            yield
        finally:
            self.write(before)


def statements(deployment: Deployment) -> list[tuple[Statement, Policy]]:
    """Every statement of the stack's roles, queues and topics, by logical id."""
    return [
        (Statement(logical_id, _sid(said), _actions(said)), policy)
        for logical_id, resource in sorted(deployment.resources.items())
        for policy in _policies(deployment, resource.type, resource.physical_id)
        for said in policy.read().get("Statement", ())
    ]


def _policies(deployment: Deployment, kind: str, name: str) -> Iterator[Policy]:
    if kind == ROLE:
        listed = deployment.client("iam").list_role_policies(RoleName=name)["PolicyNames"]
        yield from (_of_role(deployment, name, x) for x in listed if not x.startswith(ASIDE))
    elif kind == QUEUE:
        yield _of_queue(deployment, name)
    elif kind == TOPIC:
        yield _of_topic(deployment, name)


def _of_role(deployment: Deployment, role: str, policy: str) -> Policy:
    iam, named = deployment.client("iam"), {"RoleName": role, "PolicyName": policy}
    return Policy(
        lambda: _parsed(iam.get_role_policy(**named)["PolicyDocument"]),
        lambda new: iam.put_role_policy(**named, PolicyDocument=json.dumps(new)),
    )


def _of_queue(deployment: Deployment, url: str) -> Policy:
    sqs = deployment.client("sqs")
    return Policy(
        lambda: _attribute(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])),
        lambda new: sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(new)}),
    )


def _of_topic(deployment: Deployment, arn: str) -> Policy:
    sns = deployment.client("sns")
    return Policy(
        lambda: _attribute(sns.get_topic_attributes(TopicArn=arn)),
        lambda new: sns.set_topic_attributes(
            TopicArn=arn, AttributeName="Policy", AttributeValue=json.dumps(new)
        ),
    )


def _attribute(told: Mapping[str, Any]) -> Json:
    return _parsed((told.get("Attributes") or {}).get("Policy") or "{}")


def _parsed(document: Any) -> Json:
    found: Json = json.loads(document) if isinstance(document, str) else dict(document)
    return found


def _sid(said: Mapping[str, Any]) -> str:
    return str(said.get("Sid", "unnamed"))


def _actions(said: Mapping[str, Any]) -> tuple[str, ...]:
    told = said.get("Action", ())
    return (told,) if isinstance(told, str) else tuple(told)

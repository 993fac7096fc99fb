"""The SAM template of a skeleton: topics, queues, subscriptions, functions, tables, machines."""

from dataclasses import dataclass, field
from typing import Any

from analysis.graph import Node
from analysis.prediction.names import event_name
from analysis.redesign.skeleton.handlers import variable
from analysis.redesign.skeleton.parts import Parts

Block = dict[str, Any]
TIMEOUT = 15
CODE = "code"


def definition_of(logical_id: str) -> str:
    """The file of a machine's definition."""
    return f"{logical_id}.asl.json"


@dataclass(frozen=True)
class Resources:
    """The resources so far, by logical id."""

    parts: Parts
    resources: dict[str, Block] = field(default_factory=dict)

    def drawn(self) -> Block:
        """The template."""
        parts = self.parts
        for channel in dict.fromkeys(parts.topics.values()):
            self._add(parts.ids[channel], "SNS::Topic", self._tags(channel))
        for node in parts.functions:
            self._function(node)
        for node in parts.machines:
            self._machine(node)
        return {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Transform": "AWS::Serverless-2016-10-31",
            "Description": "A skeleton: see the README beside it.",
            "Globals": {"Function": {"Runtime": "python3.12", "CodeUri": CODE, "Timeout": TIMEOUT}},
            "Resources": self.resources,
        }  # fmt: skip

    def _add(self, id_: str, kind: str, properties: Block) -> str:
        while id_ in self.resources:
            id_ += "2"
        self.resources[id_] = {"Type": f"AWS::{kind}", "Properties": properties}
        return id_

    def _service(self, node: str) -> str:
        return self.parts.service(node)

    def _tags(self, node: str) -> Block:
        service = self._service(node)
        return {"Tags": [{"Key": "service", "Value": service}]} if service else {}

    def _table(self, table: str) -> str:
        id_ = self.parts.ids[table]
        if id_ not in self.resources:
            key = [{"AttributeName": "pk", "AttributeType": "S"}]
            self._add(id_, "DynamoDB::Table", {
                "BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": key,
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], **self._tags(table),
            })  # fmt: skip
        return id_

    def _function(self, node: Node) -> None:
        parts = self.parts
        topics = sorted({parts.ids[parts.topics[each]] for each in parts.said.get(node.id, ())})
        tables = [self._table(each) for each in parts.tables(node.id)]
        named = {variable(each): {"Ref": each} for each in topics}
        named |= {f"TABLE{at or ''}": {"Ref": each} for at, each in enumerate(tables)}
        policies = [
            {"SNSPublishMessagePolicy": {"TopicName": got(each, "TopicName")}} for each in topics
        ]
        policies += [{"DynamoDBCrudPolicy": {"TableName": {"Ref": each}}} for each in tables]
        written: Block = {"Handler": f"services.{parts.module(node.id)}.handler"}
        if self._service(node.id):
            written["Tags"] = {"service": self._service(node.id)}
        if named:
            written["Environment"] = {"Variables": named}
        if policies:
            written["Policies"] = policies
        if node.id in parts.heard:
            queue = self._queue(node)
            written["Events"] = {"Messages": {"Type": "SQS", "Properties": {
                "Queue": got(queue), "BatchSize": 10,
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                "ScalingConfig": {"MaximumConcurrency": 2},
            }}}  # fmt: skip
        self._add(parts.ids[node.id], "Serverless::Function", written)

    def _queue(self, node: Node) -> str:
        """A queue with its dead letters, and all topics that it hears."""
        stem = self.parts.ids[node.id].removesuffix("Function")
        tags = self._tags(node.id)
        dead = self._add(
            f"{stem}QueueDead", "SQS::Queue", {"MessageRetentionPeriod": 1209600, **tags}
        )
        queue = self._add(f"{stem}Queue", "SQS::Queue", {
            "VisibilityTimeout": 6 * TIMEOUT, **tags,
            "RedrivePolicy": {"deadLetterTargetArn": got(dead), "maxReceiveCount": 4},
        })  # fmt: skip
        topics = dict.fromkeys(self.parts.topics[each] for each in self.parts.heard[node.id])
        heard = [self.parts.ids[each] for each in topics]
        let_in = allowed({
            "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": got(queue),
            "Condition": {"ArnEquals": {"aws:SourceArn": [{"Ref": each} for each in heard]}},
        })  # fmt: skip
        policy = {"Queues": [{"Ref": queue}], "PolicyDocument": let_in}
        self._add(f"{queue}Policy", "SQS::QueuePolicy", policy)
        for topic in topics:
            kinds = [
                event_name(e) for e in self.parts.heard[node.id] if self.parts.topics[e] == topic
            ]
            self._add(f"{stem}Hears{self.parts.ids[topic]}", "SNS::Subscription", {
                "TopicArn": {"Ref": self.parts.ids[topic]},
                "Protocol": "sqs", "Endpoint": got(queue),
                "RawMessageDelivery": True, "FilterPolicyScope": "MessageAttributes",
                "FilterPolicy": {"event_type": kinds},
            })  # fmt: skip
        return queue

    def _machine(self, node: Node) -> None:
        parts, id_ = self.parts, self.parts.ids[node.id]
        states = [s for s, step in parts.process.steps.items() if step.decider == node.id]
        asked = [
            parts.ids[d] for s in states for d in parts.process.steps[s].doers if d in parts.ids
        ]
        topics = sorted({parts.ids[parts.topics[e]] for s in states for e in parts.said.get(s, ())})
        policies = [
            {"LambdaInvokePolicy": {"FunctionName": {"Ref": e}}} for e in dict.fromkeys(asked)
        ]
        policies += [
            {"SNSPublishMessagePolicy": {"TopicName": got(e, "TopicName")}} for e in topics
        ]
        named = {f"{e}Arn": got(e) for e in dict.fromkeys(asked)} | {
            f"{e}Arn": {"Ref": e} for e in topics
        }
        service = self._service(node.id)
        self._add(id_, "Serverless::StateMachine", {
            "DefinitionUri": definition_of(id_),
            "DefinitionSubstitutions": named, "Policies": policies,
            **({"Tags": {"service": service}} if service else {}),
        })  # fmt: skip
        if node.id in parts.heard:
            self._pipe(node, self._queue(node))

    def _pipe(self, node: Node, queue: str) -> None:
        """What starts a machine on each message: a topic cannot do so itself."""
        machine, service = self.parts.ids[node.id], self._service(node.id)
        role = self._add(f"{machine}PipeRole", "IAM::Role", {
            "AssumeRolePolicyDocument": allowed(
                {"Principal": {"Service": "pipes.amazonaws.com"}, "Action": "sts:AssumeRole"}),
            "Policies": [{"PolicyName": "JustThis", "PolicyDocument": allowed(
                {"Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
                 "Resource": got(queue)},
                {"Action": "states:StartExecution", "Resource": {"Ref": machine}})}],
        })  # fmt: skip
        self._add(f"{machine}Pipe", "Pipes::Pipe", {
            "RoleArn": got(role), "Source": got(queue), "Target": {"Ref": machine},
            **({"Tags": {"service": service}} if service else {}),
            "SourceParameters": {"SqsQueueParameters": {"BatchSize": 1}},
            "TargetParameters": {
                "InputTemplate": "<$.body>",
                "StepFunctionStateMachineParameters": {"InvocationType": "FIRE_AND_FORGET"}},
        })  # fmt: skip


def got(id_: str, attribute: str = "Arn") -> Block:
    """An attribute of a resource."""
    return {"Fn::GetAtt": [id_, attribute]}


def allowed(*statements: Block) -> Block:
    """A policy that allows this and no more."""
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", **each} for each in statements],
    }

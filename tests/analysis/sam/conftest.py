"""A SAM template expanded by us and by aws-sam-translator, both written down as lines."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from analysis.source.document import Block, Source, as_block
from analysis.source.files import parse_document
from analysis.source.sam import Expansion, expand
from analysis.source.stack import Stack
from analysis.source.values import Options, shown

POLLING = ("secretsmanager:", "kms:")  # what SAM lets brokers' readers do; it joins nothing
NOT_WIRING = {
    "AWS::Lambda::Permission",
    "AWS::ApiGateway::Deployment",
    "AWS::IAM::ManagedPolicy",  # what connectors become; ours are Ripple::Connector
    "Ripple::Connector",
}
WIRING = {
    "AWS::ApiGateway::Stage": "RestApiId StageName",
    "AWS::ApiGatewayV2::Integration": "ApiId IntegrationUri",
    "AWS::ApiGatewayV2::Route": "ApiId RouteKey Target",
    "AWS::ApiGatewayV2::Authorizer": "ApiId AuthorizerUri",
    "AWS::ApiGatewayV2::Stage": "ApiId StageName",
    "AWS::AppSync::DataSource": "ApiId Name Type ServiceRoleArn LambdaConfig",
    "AWS::AppSync::FunctionConfiguration": "ApiId DataSourceName",
    "AWS::AppSync::GraphQLApi": "LambdaAuthorizerConfig AuthenticationType",
    "AWS::AppSync::Resolver": "ApiId TypeName FieldName PipelineConfig",
    "AWS::Cognito::UserPool": "LambdaConfig",
    "AWS::DynamoDB::Table": "KeySchema AttributeDefinitions TableName",
    "AWS::Events::Rule": "EventBusName EventPattern ScheduleExpression State Targets",
    "AWS::IoT::TopicRule": "TopicRulePayload.Sql TopicRulePayload.Actions",
    "AWS::Lambda::Alias": "FunctionName",
    "AWS::Lambda::EventInvokeConfig": "FunctionName DestinationConfig",
    "AWS::Lambda::EventSourceMapping": (
        "EventSourceArn FunctionName FilterCriteria DestinationConfig BatchSize "
        "SelfManagedEventSource DocumentDBEventSourceConfig Topics Queues"
    ),
    "AWS::Lambda::Function": "Role DeadLetterConfig Layers Environment Handler Runtime Timeout",
    "AWS::Lambda::Url": "TargetFunctionArn AuthType",
    "AWS::Lambda::Version": "FunctionName",
    "AWS::Logs::SubscriptionFilter": "LogGroupName DestinationArn FilterPattern",
    "AWS::S3::Bucket": "NotificationConfiguration",
    "AWS::Scheduler::Schedule": "Name ScheduleExpression Target",
    "AWS::SNS::Subscription": "Protocol Endpoint TopicArn FilterPolicy FilterPolicyScope",
    "AWS::SQS::Queue": "FifoQueue",
    "AWS::SQS::QueuePolicy": "Queues",
    "AWS::StepFunctions::StateMachine": "RoleArn DefinitionSubstitutions StateMachineName",
    "AWS::StepFunctions::StateMachineAlias": "DeploymentPreference.StateMachineVersionArn",
    "AWS::StepFunctions::StateMachineVersion": "StateMachineArn",
}
MACHINES = re.compile(r"\$\{\w+\}")
HASHED = re.compile(r"(?<=Version)[0-9a-f]{10}|(?<=Layer)[0-9a-f]{10}")


def stack_of(text: str) -> Stack:
    template = parse_document(text, Source("template.yaml", tuple(text.split("\n"))))
    template["Transform"] = "AWS::Serverless-2016-10-31"
    here = Path("/nowhere/template.yaml")
    return Stack("", here, here.name, template, here.parent)


def evaluated(stack: Stack) -> tuple[dict[str, Block], Block]:
    return stack.resources(), as_block(stack.evaluated("Globals"))


@pytest.fixture
def expanded() -> Callable[[str], Expansion]:
    def expanded_text(text: str) -> Expansion:
        resources, globals_ = evaluated(stack_of(text))
        return expand(resources, globals_, lambda name: name)

    return expanded_text


@pytest.fixture
def translated() -> Callable[[str], Mapping[str, Block]]:
    """The resources that aws-sam-translator makes of a template."""
    import boto3
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator
    from samtranslator.yaml_helper import yaml_parse

    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name="us-east-1"))

    def translate(text: str) -> Mapping[str, Block]:
        made = translator.translate(yaml_parse(text), {})
        return stack_of(json.dumps(made, default=str)).resources()

    return translate


@pytest.fixture
def wiring() -> Callable[[Mapping[str, Block]], set[str]]:
    """Ids, types and wiring properties as lines, so that two expansions can be compared."""
    return lambda resources: {
        HASHED.sub("", line) for name, each in resources.items() for line in _lines(name, each)
    }


def _lines(name: str, entry: Block) -> Iterator[str]:
    kind, properties = entry["Type"], as_block(entry.get("Properties"))
    if kind in NOT_WIRING:
        return
    yield f"{name} is {kind}"
    for path in WIRING.get(kind, "").split():
        value: Any = properties
        for key in path.split("."):
            value = as_block(value).get(key)
        for where, leaf in _leaves(value):
            if not where.endswith(".Id"):
                yield f"{name} {path}{where} = {leaf}"
    if kind == "AWS::IAM::Role":
        yield from (f"{name} may {each}" for each in _allowed(properties))
    if kind in ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"):
        yield from (f"{name} calls {each}" for each in _called(properties.get("Body"), ""))


def _leaves(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, f"{where}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, f"{where}[]")
    elif value is not None:
        yield where, shown(value)


def _allowed(role: Block) -> Iterator[str]:
    for arn in role.get("ManagedPolicyArns") or []:
        yield f"as {shown(arn).rpartition('/')[2]}"
    for policy in role.get("Policies") or []:
        for one in policy.values if isinstance(policy, Options) else [policy]:
            for statement in one["PolicyDocument"]["Statement"]:
                actions, resources = (_listed(statement[key]) for key in ("Action", "Resource"))
                for action in actions:
                    if action.startswith(POLLING):
                        continue
                    for resource in resources:
                        ends = shown(resource).removesuffix("/*")
                        yield f"{action.lower()} on {ends}".replace("arn:aws:", "arn:*:")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _called(value: Any, where: str) -> Iterator[str]:
    """What the integrations and authorizers of an OpenAPI body call."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key in ("uri", "authorizerUri", "credentials"):
                yield f"{where}: {shown(each)}".replace("arn:aws:", "arn:${AWS::Partition}:")
            elif key == "requestTemplates":
                yield f"{where}: {MACHINES.findall(str(list(_leaves(each))))}"
            else:
                yield from _called(each, f"{where}/{key}")

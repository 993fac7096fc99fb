"""What CloudFormation writes inside others: a rule's targets, a bucket's notifications."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from analysis.source.document import Block, Items, as_block, as_items, at
from analysis.source.embedded import parse
from analysis.source.terraform.drafts import ResourceDraft, ResourceDrafts, put
from analysis.source.terraform.encoded import plain_text
from analysis.source.terraform.properties import properties
from analysis.source.terraform.table import TypeMapping
from analysis.source.values import Joined, Reference, as_text

_TARGET = TypeMapping(
    "",
    {
        "dead_letter_config": "DeadLetterConfig",
        "ecs_target": "EcsParameters",
        "batch_target": "BatchParameters",
        "sqs_target": "SqsParameters",
        "kinesis_target": "KinesisParameters",
        "http_target": "HttpParameters",
        "sagemaker_pipeline_target": "SageMakerPipelineParameters",
    },
)
_NOTIFIED = {
    "lambda_function": ("LambdaConfigurations", {"lambda_function_arn": "Function"}),
    "queue": ("QueueConfigurations", {"queue_arn": "Queue"}),
    "topic": ("TopicConfigurations", {"topic_arn": "Topic"}),
}
_METHOD = ("rest_api_id", "resource_id", "http_method")


def weave(drafts: ResourceDrafts) -> None:
    """Put together what Terraform keeps apart."""
    for kind, join in _JOINS.items():
        for draft in drafts.of(kind):
            join(draft, drafts)


def _target(draft: ResourceDraft, drafts: ResourceDrafts) -> None:
    """A target is a rule's; one whose rule is not declared here is a rule of its own."""
    target = properties(draft.arguments, _TARGET)
    rules = list(drafts.meant(draft.arguments.get("rule"), "aws_cloudwatch_event_rule"))
    for rule in rules:
        put(rule.properties, "Targets", target)
    if rules:
        drafts.drop(draft)


def _notification(draft: ResourceDraft, drafts: ResourceDrafts) -> None:
    buckets = list(drafts.meant(draft.arguments.get("bucket"), "aws_s3_bucket", "bucket"))
    config = draft.arguments.like({})
    config.lines = {}
    for key, (name, names) in _NOTIFIED.items():
        for each in as_items(draft.arguments.get(key)):
            put(config, name, properties(as_block(each), TypeMapping("", names)))
    if as_text(draft.arguments.get("eventbridge")) == "true":
        config["EventBridgeConfiguration"] = Block({"EventBridgeEnabled": True})
        config.lines["EventBridgeConfiguration"] = draft.arguments.lines["eventbridge"]
    for bucket in buckets:
        put(bucket.properties, "NotificationConfiguration", config)
    if buckets:
        drafts.drop(draft)
    else:
        draft.type = "Custom::S3BucketNotifications"
        draft.properties["BucketName"] = draft.properties.pop("Bucket", None)
        draft.properties["NotificationConfiguration"] = config


def _attachment(draft: ResourceDraft, drafts: ResourceDrafts) -> None:
    arn = draft.arguments.get("policy_arn")
    given = as_items(draft.arguments.get("role", draft.arguments.get("roles")))
    for role in (each for one in given for each in drafts.meant(one, "aws_iam_role")):
        put(role.properties, "ManagedPolicyArns", *as_items(arn))
        drafts.drop(draft)


def _inline(draft: ResourceDraft, _drafts: ResourceDrafts) -> None:
    """A role's own policies, which CloudFormation writes with their documents inside."""
    policies = [
        each.like({"PolicyName": each.get("name"), "PolicyDocument": each["policy"]})
        for each in map(as_block, as_items(draft.arguments.get("inline_policy")))
        if "policy" in each
    ]
    for policy in policies:
        policy.lines["PolicyDocument"] = policy.lines.get("policy", policy.line)
        row = properties(policy, TypeMapping("", {}))
        policy["PolicyDocument"] = row["PolicyDocument"]
    if policies:
        draft.properties["Policies"] = Items(policies)


def _redrive(draft: ResourceDraft, drafts: ResourceDrafts) -> None:
    for queue in drafts.meant(draft.arguments.get("queue_url"), "aws_sqs_queue"):
        if "RedrivePolicy" in draft.properties:
            policy = draft.properties["RedrivePolicy"]
            put(queue.properties, "RedrivePolicy", policy)
            drafts.drop(draft)


def _integration(draft: ResourceDraft, _drafts: ResourceDrafts) -> None:
    """An integration is a part of a method."""
    inner = draft.properties.like(
        (key, value)
        for key, value in draft.properties.items()
        if key not in ("RestApiId", "ResourceId", "HttpMethod")
    )
    if "IntegrationHttpMethod" not in inner and "HttpMethod" in draft.properties:
        inner["IntegrationHttpMethod"] = draft.properties["HttpMethod"]
    draft.properties["Integration"] = inner


def _function(draft: ResourceDraft, drafts: ResourceDrafts) -> None:
    """The code of a function or a layer: where its archive was made of, if that is declared."""
    given = draft.arguments
    key = next((each for each in ("filename", "s3_key") if each in given), "")
    if not key:
        return
    code = _archived(plain_text(given[key]), drafts, moved=key == "s3_key")
    if code is not None:
        draft.properties["Code"] = code
        draft.properties.lines["Code"] = given.lines.get(key, given.line)
        draft.properties["ContentUri"] = code


def _archived(path: Any, drafts: ResourceDrafts, *, moved: bool) -> Any:
    """What the archive of that path was made of; a path that no archive has is itself."""
    if isinstance(path, Block):
        return path
    if moved:
        for each in drafts.meant(path, "aws_s3_object", "key"):
            source = plain_text(each.arguments.get("source"))
            return _archived(source, drafts, moved=False)
        return None
    for each in drafts.meant(path, "archive_file", "output_path"):
        return each.properties.get("Code")
    return path if isinstance(path, str | Joined) else None


def _member(draft: ResourceDraft, drafts: ResourceDrafts) -> None:
    """What a load balancer's target group holds."""
    given = draft.arguments
    named = given.get("target_group_arn", given.get("target_group_identifier"))
    inner = as_block(next(iter(as_items(given.get("target"))), None))
    member = given.like({"Id": given.get("target_id", inner.get("id"))})
    for group in drafts.by_reference(named):
        put(group.properties, "Targets", member)
        drafts.drop(draft)


def _within(name: str, draft: ResourceDraft, _drafts: ResourceDrafts) -> None:
    """Everything is said one level deeper."""
    draft.properties = draft.properties.like({name: draft.properties})


def _containers(draft: ResourceDraft, _drafts: ResourceDrafts) -> None:
    """Containers are written as the service itself takes them: in small letters."""
    found = draft.properties.get("ContainerDefinitions")
    if isinstance(found, str | Joined):
        found = parse(found, "", at(draft.properties, "ContainerDefinitions"))
    if isinstance(found, Block | Items):
        draft.properties["ContainerDefinitions"] = _in_capitals(found)


def _in_capitals(value: Any) -> Any:
    if isinstance(value, Block):
        made = value.like(
            (key[:1].upper() + key[1:], _in_capitals(each)) for key, each in value.items()
        )
        made.lines = {key[:1].upper() + key[1:]: line for key, line in value.lines.items()}
        return made
    if isinstance(value, Items):
        items = (_in_capitals(each) for each in value)
        return Items(items, source=value.source, line=value.line, lines=value.lines)
    return value


def _device_rule(draft: ResourceDraft, _drafts: ResourceDrafts) -> None:
    """Each block is an action, but for what is done with a message whose action failed."""
    written = draft.properties
    actions = [
        written.like({key: each})
        for key, value in written.items()
        for each in as_items(value)
        if isinstance(each, Block) and key not in ("Tags", "ErrorAction")
    ]
    payload = written.like({"Actions": Items(actions)})
    if "ErrorAction" in written:
        payload["ErrorAction"] = written["ErrorAction"]
    draft.properties = written.like({"TopicRulePayload": payload})


def _target_of_alias(draft: ResourceDraft, _drafts: ResourceDrafts) -> None:
    name = draft.properties.get("FunctionName")
    if isinstance(name, Reference):
        draft.properties["FunctionName"] = Reference(name.resource)


_JOINS: Mapping[str, Callable[[ResourceDraft, ResourceDrafts], None]] = {
    "aws_alb_target_group_attachment": _member,
    "aws_api_gateway_integration": _integration,
    "aws_cloudfront_distribution": partial(_within, "DistributionConfig"),
    "aws_cloudwatch_event_target": _target,
    "aws_ecs_task_definition": _containers,
    "aws_iam_policy_attachment": _attachment,
    "aws_iam_role": _inline,
    "aws_iam_role_policy_attachment": _attachment,
    "aws_iot_topic_rule": _device_rule,
    "aws_lambda_alias": _target_of_alias,
    "aws_lambda_function": _function,
    "aws_lambda_layer_version": _function,
    "aws_lb_target_group_attachment": _member,
    "aws_s3_bucket_notification": _notification,
    "aws_sqs_queue_redrive_policy": _redrive,
    "aws_vpclattice_target_group_attachment": _member,
}

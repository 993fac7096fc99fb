"""Events that AWS pushes: of topics, buckets, logs, devices, user pools and skills."""

from collections.abc import Callable
from functools import partial

from analysis.source.document import Block, Items, as_block, as_items
from analysis.source.sam.drafts import inner, listed, written
from analysis.source.serverless import naming
from analysis.source.serverless.drafts import (
    ServerlessEvent,
    ServiceDraft,
    attribute,
    is_intrinsic,
    label,
    placed,
    ref,
)
from analysis.source.values import as_text, shown


def _sns(draft: ServiceDraft, event: ServerlessEvent) -> None:
    """A subscription; a topic that is named without an ARN is made."""
    body, value = event.body, event.value
    text = as_text(value) or ("" if isinstance(value, Block) else shown(value))
    arn = body.get("arn")
    if arn is None and (text.startswith("arn:") or is_intrinsic(value)):
        arn = value
    name = as_text(body.get("topicName")) or shown(body.get("topicName")) or label(arn or text)
    if arn is None:
        topic = f"SNSTopic{naming.plain(name)}"
        properties = written(body, {"TopicName": body.get("topicName", value), "DisplayName":
                                    body.get("displayName")}, TopicName="topicName")  # fmt: skip
        draft.add(topic, "AWS::SNS::Topic", properties, body)
        arn = ref(body, topic)
    content = {
        "TopicArn": arn,
        "Protocol": "lambda",
        "Endpoint": event.target,
        "FilterPolicy": body.get("filterPolicy"),
        "FilterPolicyScope": body.get("filterPolicyScope"),
        "RedrivePolicy": _redrive(body),
    }
    block = written(
        body, content, TopicArn="arn" if "arn" in body else "topicName",
        FilterPolicy="filterPolicy", RedrivePolicy="redrivePolicy",
    )  # fmt: skip
    logical_id = f"{event.owner.prefix}SnsSubscription{naming.plain(name)}"
    draft.add_for(event, logical_id, "AWS::SNS::Subscription", block)


def _redrive(body: Block) -> Block | None:
    policy = body.get("redrivePolicy")
    if not isinstance(policy, Block):
        return None
    target = policy.get("deadLetterTargetArn")
    if "deadLetterTargetRef" in policy:
        target = attribute(policy, as_text(policy["deadLetterTargetRef"]), "Arn")
    elif "deadLetterTargetImport" in policy:
        name = as_block(policy["deadLetterTargetImport"]).get("arn")
        target = placed(policy, {"Fn::ImportValue": name})
    key = next(iter(policy), "")
    return written(policy, {"deadLetterTargetArn": target}, deadLetterTargetArn=key)


def _s3(draft: ServiceDraft, event: ServerlessEvent) -> None:
    """A bucket that is made with its notification, or one that is there and gets it."""
    body = event.body
    named = body.get("bucket", None if isinstance(event.value, Block) else event.value)
    notified = [
        written(
            body,
            {"Event": each, "Function": event.target, "Filter": _rules(body)},
            ServerlessEvent="event",
            Function="bucket",
            Filter="rules",
        )
        for each in as_items(body.get("event", body.get("events", "s3:ObjectCreated:*")))
    ]
    if body.get("existing") or event.kind == "existingS3" or isinstance(named, Block):
        configuration = placed(body, {"LambdaConfigurations": Items(notified)})
        content = {"BucketName": named, "NotificationConfiguration": configuration}
        block = written(body, content, BucketName="bucket")
        logical_id = f"{event.owner.prefix}CustomS3{event.number}"
        # CDK's name for what the Framework calls Custom::S3: they do the same.
        draft.add_for(event, logical_id, "Custom::S3BucketNotifications", block)
        return
    text = as_text(named) or shown(named)
    given = inner(inner(draft.provider, "s3"), text)
    logical_id = f"S3Bucket{naming.plain(text)}"
    if logical_id not in draft.resources:
        kept = {naming.upper(key): value for key, value in given.items() if key != "name"}
        kept |= {"BucketName": given.get("name", named)}
        kept["NotificationConfiguration"] = body.like(inner(given, "notificationConfiguration"))
        draft.add(logical_id, "AWS::S3::Bucket", written(body, kept, BucketName="bucket"), body)
    told = as_block(draft.properties(logical_id).get("NotificationConfiguration"))
    known = as_items(told.get("LambdaConfigurations"))
    told["LambdaConfigurations"] = Items([*known, *notified], source=body.source, line=body.line)


def _rules(body: Block) -> Block | None:
    rules = [
        body.like({"Name": name, "Value": value})
        for each in as_items(body.get("rules"))
        for name, value in as_block(each).items()
    ]
    return placed(body, {"S3Key": placed(body, {"Rules": Items(rules)})}) if rules else None


def _logs(draft: ServiceDraft, event: ServerlessEvent) -> None:
    body = event.body
    group = body.get("logGroup", None if isinstance(event.value, Block) else event.value)
    content = {
        "LogGroupName": group,
        "FilterPattern": body.get("filter"),
        "DestinationArn": event.target,
    }
    logical_id = f"{event.owner.prefix}LogsSubscriptionFilterCloudWatchLog{event.number}"
    block = written(body, content, LogGroupName="logGroup", FilterPattern="filter")
    draft.add_for(event, logical_id, "AWS::Logs::SubscriptionFilter", block)


def _iot(draft: ServiceDraft, event: ServerlessEvent) -> None:
    body = event.body
    action = placed(body, {"Lambda": placed(body, {"FunctionArn": event.target})})
    payload = {
        "Sql": body.get("sql"),
        "AwsIotSqlVersion": body.get("sqlVersion"),
        "RuleDisabled": True if body.get("enabled") is False else None,
        "Actions": listed(body, action),
    }
    content = {
        "RuleName": body.get("name"),
        "TopicRulePayload": written(body, payload, Sql="sql"),
    }
    logical_id = f"{event.owner.prefix}IotTopicRule{event.number}"
    draft.add_for(event, logical_id, "AWS::IoT::TopicRule", written(body, content))


def _provisioning(draft: ServiceDraft, event: ServerlessEvent) -> None:
    body = event.body
    hook = placed(body, {"TargetArn": event.target})
    content = {"PreProvisioningHook": hook, "TemplateName": body.get("templateName")}
    logical_id = f"{event.owner.prefix}IotProvisioningTemplate"
    draft.add_for(event, logical_id, "AWS::IoT::ProvisioningTemplate", written(body, content))


def _user_pool(draft: ServiceDraft, event: ServerlessEvent) -> None:
    """A user pool that is made with its trigger, or one that is there and gets it."""
    body = event.body
    pool, trigger = body.get("pool"), as_text(body.get("trigger"))
    text = as_text(pool) or shown(pool)
    if body.get("existing"):
        config = placed(body, {trigger: event.target})
        content = {"UserPoolName": pool, "LambdaConfig": config}
        logical_id = f"{event.owner.prefix}CustomCognitoUserPool{event.number}"
        block = written(body, content, UserPoolName="pool", LambdaConfig="trigger")
        draft.add_for(event, logical_id, "Custom::CognitoUserPool", block)
        return
    logical_id = f"CognitoUserPool{naming.plain(text)}"
    content = {"UserPoolName": pool, "LambdaConfig": placed(body, {})}
    draft.add(logical_id, "AWS::Cognito::UserPool", written(body, content), body)
    config = as_block(draft.properties(logical_id).get("LambdaConfig"))
    sender = trigger in ("CustomEmailSender", "CustomSMSSender")
    config[trigger] = placed(body, {"LambdaArn": event.target}) if sender else event.target
    if config.source is body.source:
        config.lines[trigger] = body.lines.get("trigger", body.line)


def _skill(draft: ServiceDraft, event: ServerlessEvent, *, suffix: str, principal: str) -> None:
    body = event.body
    token = body.get("appId", None if isinstance(event.value, Block) else event.value)
    content = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": event.target,
        "Principal": principal,
        "EventSourceToken": token,
    }
    logical_id = f"{event.owner.prefix}LambdaPermission{suffix}{event.number}"
    block = written(body, content, EventSourceToken="appId")
    draft.add_for(event, logical_id, "AWS::Lambda::Permission", block)


EVENTS: dict[str, Callable[[ServiceDraft, ServerlessEvent], None]] = {
    "sns": _sns,
    "s3": _s3,
    "existingS3": _s3,
    "cloudwatchLog": _logs,
    "iot": _iot,
    "iotFleetProvisioning": _provisioning,
    "cognitoUserPool": _user_pool,
    "alexaSkill": partial(_skill, suffix="AlexaSkill", principal="alexa-appkit.amazon.com"),
    "alexaSmartHome": partial(
        _skill, suffix="AlexaSmartHome", principal="alexa-connectedhome.amazon.com"
    ),
}

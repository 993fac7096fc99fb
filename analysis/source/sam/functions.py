"""Functions: the Lambda function with its alias, URL, destinations, events and role."""

from typing import Any

from analysis.source.document import Block
from analysis.source.joining import options
from analysis.source.sam.drafts import (
    SamDrafts,
    SamEvent,
    SamOwner,
    inner,
    tags,
    taken,
    words,
    written,
)
from analysis.source.sam.roles import allow_sending, perhaps_none, role_of
from analysis.source.sam.sources import add_source
from analysis.source.values import Reference, alternatives, as_text

_SAM_ONLY = frozenset(
    words(
        "Events Policies CodeUri InlineCode ImageUri DeadLetterQueue EventInvokeConfig Tracing "
        "Tags FunctionUrlConfig AutoPublishAlias AutoPublishCodeSha256 "
        "AutoPublishAliasAllProperties VersionDescription VersionDeletionPolicy "
        "DeploymentPreference ProvisionedConcurrencyConfig AssumeRolePolicyDocument "
        "PermissionsBoundary RolePath PropagateTags SourceKMSKeyArn"
    )
)
_MADE = {"SQS": ("Queue", "AWS::SQS::Queue", "Arn"), "SNS": ("Topic", "AWS::SNS::Topic", "")}
_EXECUTES = "service-role/AWSLambdaBasicExecutionRole"
_POLLS = {
    "SQS": "service-role/AWSLambdaSQSQueueExecutionRole",
    "Kinesis": "service-role/AWSLambdaKinesisExecutionRole",
    "DynamoDB": "service-role/AWSLambdaDynamoDBExecutionRole",
    "MSK": "service-role/AWSLambdaMSKExecutionRole",
}


def add_function(drafts: SamDrafts, owner: SamOwner) -> None:
    """All that a serverless function becomes."""
    properties = owner.properties
    alias = _add_alias(drafts, owner)
    _add_url(drafts, owner, alias)
    _add_invoke_config(drafts, owner)
    kept = {key: value for key, value in properties.items() if key not in _SAM_ONLY}
    kept.update(_code(properties))
    kept["Tags"] = tags(properties)
    if "DeadLetterQueue" in properties:
        kept["DeadLetterConfig"] = _dead_letters(drafts, owner)
    target = alias or drafts.ref(owner.id, "Arn")
    managed = [_EXECUTES]
    for event in events(owner, target, alias or drafts.ref(owner.id)):
        polled = "SQS" if event.properties.get("SqsSubscription") else event.type
        managed.append(_POLLS.get(polled, _EXECUTES))
        add_source(drafts, event)
    kept["Role"] = role_of(drafts, owner, tuple(dict.fromkeys(managed)))
    block = written(
        properties,
        kept,
        Code="CodeUri" if "CodeUri" in properties else "InlineCode",
        DeadLetterConfig="DeadLetterQueue",
        Role="Role" if "Role" in properties else "Policies",
    )
    drafts.replace(owner, "AWS::Lambda::Function", block)


def events(
    owner: SamOwner, target: Reference, callee: Reference, *, of_machine: bool = False
) -> list[SamEvent]:
    """The events that are written under a function or a state machine, in order."""
    section = inner(owner.properties, "Events")
    found = []
    for name in section:
        block = inner(section, name)
        properties = inner(block, "Properties")
        line = section.lines.get(name, section.line)
        if not properties.line:
            properties = properties.like(properties)
            properties.line = line
        kind = as_text(block.get("Type"))
        found.append(SamEvent(owner, name, kind, line, properties, target, callee, of_machine))
    return found


def _code(properties: Block) -> dict[str, Any]:
    """Code as CloudFormation has it, a local path staying one; CodeUri stays beside it."""
    uri = properties.get("CodeUri")
    if "InlineCode" in properties:
        inline = {"ZipFile": properties["InlineCode"]}
        return {"Code": written(properties, inline, ZipFile="InlineCode")}
    if "ImageUri" in properties:
        return {"Code": written(properties, taken(properties, "ImageUri"))}
    if isinstance(uri, Block):
        code = {"S3Bucket": uri.get("Bucket"), "S3Key": uri.get("Key")}
        return {"CodeUri": uri, "Code": written(uri, code)}
    if isinstance(uri, str) and uri.startswith("s3://"):
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return {"CodeUri": uri, "Code": written(properties, {"S3Bucket": bucket, "S3Key": key})}
    return {"CodeUri": uri, "Code": uri}


def _add_alias(drafts: SamDrafts, owner: SamOwner) -> Reference | None:
    if not owner.properties.get("AutoPublishAlias"):
        return None
    alias = as_text(owner.properties["AutoPublishAlias"])
    content = {
        "FunctionName": drafts.ref(owner.id),
        "Name": alias or None,
        "FunctionVersion": drafts.ref(f"{owner.id}Version", "Version"),
    }
    suffix = alias.replace("-", "D").replace("_", "U")
    return drafts.add_alias(owner, "AWS::Lambda::", "FunctionName", suffix, content)


def _add_url(drafts: SamDrafts, owner: SamOwner, alias: Reference | None) -> None:
    config = inner(owner.properties, "FunctionUrlConfig")
    if owner.properties.get("FunctionUrlConfig"):
        target = alias or drafts.ref(owner.id)
        content = {"TargetFunctionArn": target, **taken(config, "AuthType", "InvokeMode", "Cors")}
        line = owner.properties.lines.get("FunctionUrlConfig", config.line)
        drafts.add(owner, f"{owner.id}Url", "AWS::Lambda::Url", written(config, content), line)


def _dead_letters(drafts: SamDrafts, owner: SamOwner) -> Block:
    queue = inner(owner.properties, "DeadLetterQueue")
    allow_sending(drafts, owner, queue, queue.get("TargetArn"))
    return written(queue, taken(queue, "TargetArn"))


def _add_invoke_config(drafts: SamDrafts, owner: SamOwner) -> None:
    config = owner.properties.get("EventInvokeConfig")
    if not isinstance(config, Block):
        return
    name = f"{owner.id}EventInvokeConfig"
    given = inner(config, "DestinationConfig")
    kept = {
        when: _destination(drafts, owner, inner(given, when), name + when)
        for when in ("OnSuccess", "OnFailure")
        if isinstance(given.get(when), Block)
    }
    content = {
        "FunctionName": drafts.ref(owner.id),
        "Qualifier": owner.properties.get("AutoPublishAlias") or "$LATEST",
        "DestinationConfig": written(given, kept) if kept else None,
        **taken(config, "MaximumEventAgeInSeconds", "MaximumRetryAttempts"),
    }
    line = owner.properties.lines.get("EventInvokeConfig", config.line)
    drafts.add(owner, name, "AWS::Lambda::EventInvokeConfig", written(config, content), line)


def _destination(drafts: SamDrafts, owner: SamOwner, given: Block, name: str) -> Block:
    kind, target = as_text(given.get("Type")), given.get("Destination")
    if perhaps_none(target) and kind in _MADE:
        suffix, resource, attribute = _MADE[kind]
        line = given.lines.get("Type", given.line)
        drafts.add(owner, name + suffix, resource, written(given, {}), line)
        target = options([*alternatives(target), drafts.ref(name + suffix, attribute)])
        drafts.name(owner, f"Destination{suffix}", name + suffix)
    allow_sending(drafts, owner, given, target)
    key = "Destination" if "Destination" in given else "Type"
    return written(given, {"Destination": target}, Destination=key)

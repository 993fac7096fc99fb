"""State machines: the Step Functions machine with its alias, events and role."""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.source.document import Block
from analysis.source.sam.drafts import Drafts, Event, Owner, inner, tags, taken, written
from analysis.source.sam.functions import events
from analysis.source.sam.roles import role_of
from analysis.source.sam.routes import machine_route
from analysis.source.sam.rules import rule, schedule
from analysis.source.values import Reference, as_text

_RENAMED = {
    "Name": "StateMachineName",
    "Type": "StateMachineType",
    "Logging": "LoggingConfiguration",
    "Tracing": "TracingConfiguration",
}


def add_machine(drafts: Drafts, owner: Owner) -> None:
    """All that a serverless state machine becomes; a local DefinitionUri stays as it is."""
    properties = owner.properties
    content: dict[str, Any] = taken(properties, "Definition", "DefinitionSubstitutions")
    content.update(_definition_uri(properties))
    content.update({_RENAMED[key]: properties[key] for key in _RENAMED if key in properties})
    content["Tags"] = tags(properties)
    alias = _add_alias(drafts, owner)
    aliased = alias and properties.get("UseAliasAsEventTarget") is True
    target = alias if alias and aliased else drafts.ref(owner.id)
    for event in events(owner, target, target):
        source = _SOURCES.get(event.type)
        if source:
            source(drafts, event)
    content["RoleArn"] = role_of(drafts, owner)
    back = {new: old for old, new in _RENAMED.items()}
    source_of_role = "Role" if "Role" in properties else "Policies"
    block = written(
        properties, content, RoleArn=source_of_role, DefinitionS3Location="DefinitionUri", **back
    )
    drafts.replace(owner, "AWS::StepFunctions::StateMachine", block)


def _definition_uri(properties: Block) -> dict[str, Any]:
    uri = properties.get("DefinitionUri")
    if isinstance(uri, Block):
        return {"DefinitionS3Location": written(uri, taken(uri, "Bucket", "Key", "Version"))}
    if isinstance(uri, str) and uri.startswith("s3://"):
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        place = written(properties, {"Bucket": bucket, "Key": key})
        return {"DefinitionS3Location": place}
    return {} if uri is None else {"DefinitionUri": uri}


def _add_alias(drafts: Drafts, owner: Owner) -> Reference | None:
    properties = owner.properties
    alias = properties.get("AutoPublishAlias")
    if not alias:
        return None
    line = properties.lines.get("AutoPublishAlias", owner.entry.line)
    version, name = f"{owner.id}Version", f"{owner.id}Alias{as_text(alias)}"
    block = written(properties, {"StateMachineArn": drafts.ref(owner.id)})
    drafts.add(owner, version, "AWS::StepFunctions::StateMachineVersion", block, line)
    given = inner(properties, "DeploymentPreference")
    preference = given.like({**given, "StateMachineVersionArn": drafts.ref(version)})
    block = written(properties, {"Name": alias, "DeploymentPreference": preference})
    drafts.add(owner, name, "AWS::StepFunctions::StateMachineAlias", block, line)
    drafts.name(owner, "Version", version)
    drafts.name(owner, "Alias", name)
    return drafts.ref(name)


def _rule(drafts: Drafts, event: Event) -> None:
    rule(drafts, event, suffix="StepFunctionsTarget", role=True)


def _schedule(drafts: Drafts, event: Event) -> None:
    schedule(drafts, event, service="states")


_SOURCES: Mapping[str, Callable[[Drafts, Event], None]] = {
    "Schedule": _rule,
    "EventBridgeRule": _rule,
    "CloudWatchEvent": _rule,
    "ScheduleV2": _schedule,
    "Api": machine_route,
}

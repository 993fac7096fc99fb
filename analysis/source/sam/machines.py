"""State machines: the Step Functions machine with its alias, events and role."""

from typing import Any

from analysis.source.document import Block
from analysis.source.sam.drafts import SamDrafts, SamOwner, inner, tags, taken, written
from analysis.source.sam.functions import events
from analysis.source.sam.roles import role_of
from analysis.source.sam.sources import add_source
from analysis.source.values import Reference, as_text

_RENAMED = {
    "Name": "StateMachineName",
    "Type": "StateMachineType",
    "Logging": "LoggingConfiguration",
    "Tracing": "TracingConfiguration",
}


def add_machine(drafts: SamDrafts, owner: SamOwner) -> None:
    """All that a serverless state machine becomes; a local DefinitionUri stays as it is."""
    properties = owner.properties
    content: dict[str, Any] = taken(properties, "Definition", "DefinitionSubstitutions")
    content.update(_definition_uri(properties))
    content.update({_RENAMED[key]: properties[key] for key in _RENAMED if key in properties})
    content["Tags"] = tags(properties)
    alias = _add_alias(drafts, owner)
    aliased = alias and properties.get("UseAliasAsEventTarget") is True
    target = alias if alias and aliased else drafts.ref(owner.id)
    for event in events(owner, target, target, of_machine=True):
        add_source(drafts, event)
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


def _add_alias(drafts: SamDrafts, owner: SamOwner) -> Reference | None:
    properties = owner.properties
    alias = properties.get("AutoPublishAlias")
    if not alias:
        return None
    given = inner(properties, "DeploymentPreference")
    version = drafts.ref(f"{owner.id}Version")
    preference = given.like({**given, "StateMachineVersionArn": version})
    content = {"Name": alias, "DeploymentPreference": preference}
    kind = "AWS::StepFunctions::StateMachine"
    return drafts.add_alias(owner, kind, "StateMachineArn", as_text(alias), content)

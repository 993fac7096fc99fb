"""Simple tables, layers and the serverless types that CloudFormation has under another name."""

from analysis.source.sam.drafts import SamDrafts, SamOwner, inner, listed, tags, written
from analysis.source.values import as_text

_TYPES = {"String": "S", "Number": "N", "Binary": "B"}


def add_table(drafts: SamDrafts, owner: SamOwner) -> None:
    """A DynamoDB table with the one key."""
    properties = owner.properties
    key = inner(properties, "PrimaryKey")
    name = key.get("Name", "id")
    kind = _TYPES.get(as_text(key.get("Type")) or "String")
    attribute = written(key, {"AttributeName": name, "AttributeType": kind})
    schema = written(key, {"AttributeName": name, "KeyType": "HASH"})
    content = {each: value for each, value in properties.items() if each != "PrimaryKey"}
    content["KeySchema"] = listed(key, schema)
    content["AttributeDefinitions"] = listed(key, attribute)
    content["Tags"] = tags(properties)
    block = written(properties, content, KeySchema="PrimaryKey")
    drafts.replace(owner, "AWS::DynamoDB::Table", block)


def add_plain(drafts: SamDrafts, owner: SamOwner) -> None:
    """A layer or a capacity provider, its properties as they are."""
    kind = as_text(owner.entry.get("Type")).replace("::Serverless::", "::Lambda::")
    drafts.replace(owner, kind, owner.properties)

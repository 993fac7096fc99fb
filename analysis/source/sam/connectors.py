"""Connectors, on their own or on a resource: permissions from one resource to others."""

from analysis.source.document import Block, Items, as_items
from analysis.source.sam.drafts import SamDrafts, inner, taken, written

CONNECTOR = "Ripple::Connector"


def add_connectors(drafts: SamDrafts) -> None:
    """Every connector as a ``Ripple::Connector`` of Source, Destinations and Permissions."""
    for name, entry in list(drafts.resources.items()):
        if entry.get("Type") == "AWS::Serverless::Connector":
            properties = inner(entry, "Properties")
            source = inner(properties, "Source")
            _add(drafts, name, entry, properties, source)
        connectors = entry.get("Connectors")
        if isinstance(connectors, Block):
            _add_attached(drafts, name, connectors)


def _add_attached(drafts: SamDrafts, owner: str, connectors: Block) -> None:
    for name in connectors:
        block = inner(connectors, name)
        properties = inner(block, "Properties")
        given = {**inner(properties, "SourceReference"), "Id": owner}
        source = inner(properties, "SourceReference").like(given)
        place = block.like(block)
        place.line = connectors.lines.get(name, connectors.line)
        if owner + name not in drafts.resources:
            _add(drafts, owner + name, place, properties, source)


def _add(drafts: SamDrafts, name: str, entry: Block, properties: Block, source: Block) -> None:
    given = as_items(properties.get("Destination"))
    known = given if given.source.name else Items(given, source=properties.source)
    destinations = [_end(drafts, each) for each in known if isinstance(each, Block)]
    content = {
        "Source": _end(drafts, source),
        "Destinations": Items(destinations, source=known.source, line=known.line),
        "Permissions": as_items(properties.get("Permissions")),
    }
    block = written(properties, content, Destinations="Destination")
    drafts.resources[name] = entry.like(
        {**taken(entry, "Condition"), "Type": CONNECTOR, "Properties": block}
    )


def _end(drafts: SamDrafts, given: Block) -> Block:
    """One end of a connector: ``Ref`` designates the resource, by its id, else by ARN or name."""
    name = given.get("Id")
    keys = ("Arn", "QueueUrl", "ResourceId", "Name")
    other = next((given[key] for key in keys if given.get(key) is not None), None)
    ref = drafts.ref(name) if isinstance(name, str) else other
    kept = taken(given, "Id", "Type", "RoleName", *keys)
    return written(given, {**kept, "Ref": ref}, Ref="Id" if "Id" in given else "Arn")

"""SAM's connectors: what they permit a function to do with what they connect it to."""

from collections.abc import Iterator, Mapping

from analysis.extract.reading import Reading
from analysis.graph.kinds import with_trait
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.resource import Resource
from analysis.source.values import as_text

CONNECTOR = "Ripple::Connector"
_ACTORS = with_trait("runs code")
_RELATIONS: Mapping[tuple[str, str], str] = {
    ("table", "Read"): "reads",
    ("table", "Write"): "writes",
    ("bucket", "Read"): "reads",
    ("bucket", "Write"): "writes",
    ("queue", "Write"): "publishes",
    ("topic", "Write"): "publishes",
    ("bus", "Write"): "publishes",
    ("function", "Write"): "invokes",
    ("state machine", "Write"): "invokes",
}
"""By kind of destination and permission, as in samtranslator's connector profiles."""


def draw_connectors(reading: Reading) -> None:
    """Add an edge for each permission that a connector gives a function.

    Connectors of rules, topics, APIs and state machines only permit what is drawn elsewhere.
    """
    for connector in reading.system.of(CONNECTOR):
        properties = connector.properties
        for source in _ends(reading, as_block(properties.get("Source")), connector.id):
            if reading.kind_of(source) in _ACTORS:
                for destination in as_items(properties.get("Destinations")):
                    _draw(reading, source, as_block(destination), connector)


def _draw(reading: Reading, source: str, destination: Block, connector: Resource) -> None:
    properties = connector.properties
    places = (at(properties, "Permissions"), at(destination, "Ref"))
    for target in _ends(reading, destination, connector.id):
        for permission in as_items(properties.get("Permissions")):
            relation = _RELATIONS.get((reading.kind_of(target), as_text(permission)))
            if relation:
                reading.edge(source, target, relation, places, certainty="inferred")


def _ends(reading: Reading, end: Block, owner: str) -> Iterator[str]:
    if "Ref" in end:
        kind = _KINDS.get(as_text(end.get("Type")), "resource")
        yield from reading.ends(end["Ref"], kind, at(end, "Ref"), owner)


_KINDS = {
    "AWS::DynamoDB::Table": "table",
    "AWS::Serverless::SimpleTable": "table",
    "AWS::S3::Bucket": "bucket",
    "AWS::SQS::Queue": "queue",
    "AWS::SNS::Topic": "topic",
    "AWS::Events::EventBus": "bus",
    "AWS::Lambda::Function": "function",
    "AWS::Serverless::Function": "function",
    "AWS::StepFunctions::StateMachine": "state machine",
    "AWS::Serverless::StateMachine": "state machine",
}

"""The Lambda edge of the transactional outbox: the table's stream in, events out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from choreography.messaging.edge import publisher
from choreography.ordering.announcements import announcement


def handler(event: dict[str, Any], _context: object) -> None:
    """Announce every change of an order, in the order of the stream.

    A failure is left to the stream, which comes again with the whole batch: what was announced
    before it is then announced twice, with the same id.
    """
    for record in event["Records"]:
        change = record["dynamodb"]
        said = announcement(_image(change.get("OldImage")), _image(change.get("NewImage")))
        if said is not None:
            publisher().publish(said)


def _image(stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    image: dict[str, Any] = _plain(TypeDeserializer().deserialize({"M": stored}))
    return image


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case Decimal():
            return int(value)
        case _:
            return value

"""What arrives at the end of a road, as code sees it: the message, and what it became."""

from typing import Any

from analysis.code.aws import transports
from analysis.code.combining import computed, marks_of
from analysis.code.values import Input, Known, Map, Opaque, Seq, Value, Written
from analysis.extract.events.changing import Answered, Delivered, Filled, filled
from analysis.extract.events.channels import Road
from analysis.extract.events.documents import NULL, Absence, Path

_CONTENT = ("body", "data", "value")  # of a record


def is_altered(road: Road) -> bool:
    """Whether something else arrives on it than was said, but for envelopes."""
    return any(isinstance(step, Filled | Answered) for step in road.steps)


def along(road: Road, message: Input) -> Value:
    """What a message has become when it has come along a road."""
    value: Value = message
    attributes: Value = transports.attributes_of(message)
    for step in road.steps:
        if isinstance(step, Filled):
            value, attributes = _filled(step, value), transports.NOTHING_KNOWN
        elif isinstance(step, Answered):
            answer = Input(f"response:{step.by}") if step.by else Opaque()
            value, attributes = _filled(step.then, answer), transports.NOTHING_KNOWN
        elif isinstance(step, Delivered) and step.protocol == "sqs" and not step.raw:
            value = transports.notified(value, attributes)
    return value


def _filled(step: Filled, value: Value) -> Value:
    def part(path: Path) -> Value:
        if not step.of_record:
            return _at(value, path)
        if path:
            return _at(value, path[1:]) if path[0] in _CONTENT else Opaque()
        return Map(dict.fromkeys(_CONTENT, Written(value)), rest=Opaque())

    return _value(filled(step.document, part, _text))


def _text(pieces: list[Any]) -> Value:
    values = [each for each in pieces if not isinstance(each, str)]
    return Opaque(computed(marks_of(*values)))


def _value(document: Any) -> Value:
    """A filled template, of which the parts of the message are values already."""
    if isinstance(document, dict):
        return Map({name: _value(each) for name, each in document.items()})
    if isinstance(document, list):
        return Seq([_value(each) for each in document])
    if isinstance(document, str | int | float):
        return Known(document)
    if document is NULL:
        return Known(None)
    return Opaque() if document is None or isinstance(document, Absence) else document


def _at(value: Value, path: Path) -> Value:
    """What is at a path; nobody reads it by taking it from there."""
    for name in path:
        if isinstance(value, Written):
            value = value.value
        if isinstance(value, Input):
            value = value.below(name)
        elif isinstance(value, Map) and name in value.entries:
            value = value.entries[name]
        elif isinstance(value, Map) and value.behind is not None:
            value = value.behind.below(name)
        else:
            return Opaque(computed(marks_of(value)))
    return value

"""What a state says on a bus or a topic, as far as its definition shows."""

import re
from collections.abc import Mapping
from typing import Any

from analysis.extract.events import Emission
from analysis.extract.machines.paths import is_jsonata
from analysis.extract.machines.state import State
from analysis.extract.machines.targets import Target, ends, parameters, target
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.values import shown

_DEFAULT = "default"
_MOST = 100  # entries that are looked at; EventBridge takes ten


def draw_events(reading: Reading, state: State, where: Evidence) -> None:
    """events:putEvents: one edge a bus, one emission an entry."""
    entries = [
        each for each in as_items(parameters(state).get("Entries")) if isinstance(each, dict)
    ]
    if not entries:
        reason = "the entries, and so their buses, are chosen at run time"
        bus = reading.unresolved(state.id, "Entries", reason, where)
        reading.edge(state.id, bus, "publishes", where)
    for entry in map(as_block, entries):
        named = target(state, entry, ("EventBusName",))
        bus_named = named or Target("EventBusName", _DEFAULT, at(entry))
        for bus in ends(reading, state, bus_named, "bus"):
            reading.edge(state.id, bus, "publishes", bus_named.at)
            detail = _document(state, entry, "Detail")
            reading.emission(
                Emission(
                    state.id,
                    bus,
                    at(entry, "DetailType" if "DetailType" in entry else None),
                    source=_text(state, entry, "Source"),
                    types=tuple(filter(None, (_text(state, entry, "DetailType"),))),
                    detail=detail,
                    begins=_begins(entry),
                )
            )


_FORMATTED = re.compile(r"\s*(?:States\.Format\(|\{%)\s*(['\"])(?P<text>[^'\"{]{1,200})")


def _begins(entry: Block) -> str:
    """How a detail-type begins that a state puts together: States.Format('Order.{}', …)."""
    written = entry.get("DetailType.$", entry.get("DetailType"))
    found = _FORMATTED.match(written) if isinstance(written, str) else None
    return found["text"] if found else ""


def emit_message(reading: Reading, state: State, topic: str, where: Evidence) -> None:
    """sns:publish: the message attributes that are written out."""
    block = parameters(state)
    attributes = {
        str(name).removesuffix(".$"): _values(state, as_block(each))
        for name, each in as_block(block.get("MessageAttributes")).items()
    }
    detail = _document(state, block, "Message")
    reading.emission(Emission(state.id, topic, where, attributes=attributes, detail=detail))


def _values(state: State, attribute: Block) -> tuple[str, ...]:
    text = _text(state, attribute, "StringValue")
    return (text,) if text else ()


def _text(state: State, block: Block, key: str) -> str | None:
    found = target(state, block, (key,)) if key in block else None
    return shown(found.value) or None if found and not found.reason else None


def _document(state: State, block: Block, key: str) -> Mapping[str, Any] | None:
    """The object under the key, with None for what only the execution knows."""
    written = block.get(key)
    return _known(written, state, 0) if isinstance(written, dict) else None


def _known(value: Any, state: State, depth: int) -> Any:
    if isinstance(value, dict) and state.language.budget.spend():
        return {
            str(key).removesuffix(".$"): (
                None if str(key).endswith(".$") else _known(each, state, depth + 1)
            )
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_known(each, state, depth + 1) for each in value]
    return None if state.language.jsonata and is_jsonata(shown(value)) else value

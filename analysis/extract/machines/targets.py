"""What a task's parameters name and say: a value, or something that only the execution knows."""

import re
from collections.abc import Iterable
from typing import Any

from analysis.extract.events import Emission
from analysis.extract.events.documents import NULL, UNKNOWN, Open, read_json, with_unknowns
from analysis.extract.machines.evaluating import evaluated, expression
from analysis.extract.machines.paths import is_jsonata
from analysis.extract.machines.state import State
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.joining import join
from analysis.source.values import Joined, Reference, alternatives, shown

_BEFORE, _AFTER = re.compile(r"\A\s*\{%\s*(['\"])"), re.compile(r"(['\"])\s*%\}\s*\Z")
_LONGEST = 200  # characters of an expression that a reason shows
_ITSELF = ("$$.StateMachine.Id", "$states.context.StateMachine.Id")
_UNFILLED = re.compile(r"(?:.*[:/])?(\$\{[^{}]*\})\Z", re.DOTALL)
_DEFAULT = "default"
_MOST = 100  # entries that are looked at; EventBridge takes ten


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that names something; ``reason`` says why it cannot be known."""

    key: str
    value: Any
    at: Evidence
    reason: str = ""


def target(state: State, block: Block, keys: Iterable[str]) -> Parameter | None:
    """The first of these parameters that is written; None if none is."""
    for key in keys:
        if key in block:
            return _written(state, key, block[key], at(block, key))
        if f"{key}.$" in block and not state.language.jsonata:
            text, where = shown(block[f"{key}.$"]), at(block, f"{key}.$")
            return _told(key, expression(text, state.known), where) or _chosen(
                state, key, text, where
            )
    written = shown(state.parameters)
    if state.language.jsonata and is_jsonata(written):
        reason = f"its arguments are computed at run time, by {written[:_LONGEST]}"
        return Parameter(next(iter(keys), ""), None, at(state.block, "Arguments"), reason)
    return None


def _written(state: State, key: str, value: Any, where: Evidence) -> Parameter:
    if state.language.jsonata and is_jsonata(shown(value)):
        constant = _constant(value)
        if constant is None:
            told = _told(key, evaluated(value, state.known, jsonata=True), where)
            return told or _chosen(state, key, shown(value), where)
        value = constant
    elif value is None or value is UNKNOWN:
        return Parameter(key, None, where, f"{key} is chosen at run time")
    unfilled = _UNFILLED.match(value) if isinstance(value, str) else None
    if unfilled:
        return Parameter(key, None, where, f"nothing fills in {unfilled.group(1)}")
    return Parameter(key, value, where)


def _told(key: str, value: Any, where: Evidence) -> Parameter | None:
    """A parameter of which it is known what it comes to."""
    known = value is not None and all(
        isinstance(each, str | Reference | Joined) and each != "" for each in alternatives(value)
    )
    return Parameter(key, value, where) if known else None


def _chosen(state: State, key: str, text: str, where: Evidence) -> Parameter:
    if text.strip("{%} ") in _ITSELF:
        return Parameter(key, Reference(state.machine), where)
    return Parameter(key, None, where, f"{key} is chosen at run time, by {text[:_LONGEST]}")


def _constant(value: Any) -> Any:
    """The text that an expression is, where it is no more than a quoted text; else None."""
    parts = list(value.parts) if isinstance(value, Joined) else [value]
    first, last = _BEFORE.match(shown(parts[0])), _AFTER.search(shown(parts[-1]))
    if not first or not last or first.group(1) != last.group(1):
        return None
    quote = first.group(1)
    if len(parts) == 1:
        inner = shown(value)[first.end() : last.start()]
        return inner if inner and quote not in inner else None
    parts[0], parts[-1] = shown(parts[0])[first.end() :], shown(parts[-1])[: last.start()]
    plain = "".join(each for each in parts if isinstance(each, str))
    return None if quote in plain else join(parts)


def ends(reading: Reading, state: State, found: Parameter, kind: str) -> tuple[str, ...]:
    """The nodes that a parameter names, of which an unresolved one says why it is not known."""
    if found.reason:
        return (reading.unresolved(state.id, found.key, found.reason, found.at),)
    return reading.ends(found.value, kind, found.at, state.id)


def parameters(state: State) -> Block:
    """The parameters as a mapping; empty where they are computed from what is not known."""
    written = state.parameters
    if isinstance(written, str | Joined):
        found = evaluated(written, state.known, jsonata=state.language.jsonata)
        written = with_unknowns(found)
    return as_block(written)


def draw_events(reading: Reading, state: State, where: Evidence) -> None:
    """events:putEvents: one edge a bus, one emission an entry."""
    listed = as_items(_value(state, parameters(state), "Entries"))
    entries = [each for each in listed[:_MOST] if isinstance(each, dict)]
    if not entries:
        reason = "the entries, and so their buses, are chosen at run time"
        bus = reading.unresolved(state.id, "Entries", reason, where)
        reading.edge(state.id, bus, "publishes", where)
    for entry in map(as_block, entries):
        named = target(state, entry, ("EventBusName",))
        bus_named = named or Parameter("EventBusName", _DEFAULT, at(entry))
        for bus in ends(reading, state, bus_named, "bus"):
            reading.edge(state.id, bus, "publishes", bus_named.at)
            detail = _document(state, entry, "Detail")
            reading.emissions.append(
                Emission(
                    state.id,
                    bus,
                    at(entry, "DetailType" if "DetailType" in entry else None),
                    source=_text(state, entry, "Source"),
                    types=_texts(state, entry, "DetailType"),
                    detail=detail,
                    whole=True,
                    begins=_begins(entry),
                )
            )


_FORMATTED = re.compile(r"\s*(?:States\.Format\(|\{%)\s*(['\"])(?P<text>[^'\"{]{1,200})")


def _begins(entry: Block) -> str:
    """How a detail-type begins that a state puts together: States.Format('Order.{}', …)."""
    written = entry.get("DetailType.$", entry.get("DetailType"))
    found = _FORMATTED.match(written) if isinstance(written, str) else None
    return found["text"] if found else ""


_BATCHES = ("PublishBatchRequestEntries", "Entries", "Records")
_BODIES = ("Message", "MessageBody", "Data")


def emit_messages(reading: Reading, state: State, channel: str, where: Evidence) -> None:
    """What is sent to a topic, queue or stream: attributes and texts that are written out."""
    block = parameters(state)
    batch = [each for name in _BATCHES for each in as_items(_value(state, block, name))][:_MOST]
    for each in [as_block(one) for one in batch if isinstance(one, dict)] or [block]:
        reading.emissions.append(_message(state, each, channel, where))


def _message(state: State, block: Block, channel: str, where: Evidence) -> Emission:
    written = block.get("MessageAttributes")
    attributes = {
        str(name).removesuffix(".$"): _texts(state, as_block(each), "StringValue")
        for name, each in as_block(written).items()
    }
    unsure = "MessageAttributes.$" in block or not isinstance(written, dict | None)
    body = next((each for each in _BODIES if each in block or f"{each}.$" in block), "")
    detail = _document(state, block, body)
    texts: dict[str, Any] = {}
    if block.get("MessageStructure") == "json" and isinstance(detail, dict):
        texts = {name: read_json(each) for name, each in detail.items()}
        detail = texts.get("default")
    return Emission(
        state.id,
        channel,
        where,
        attributes=Open(attributes) if unsure else attributes,
        detail=detail,
        whole=True,
        texts=texts,
    )


def _text(state: State, block: Block, key: str) -> str | None:
    several = _texts(state, block, key)
    return several[0] if len(several) == 1 else None


def _texts(state: State, block: Block, key: str) -> tuple[str, ...]:
    """What a text is, or may be; empty where that is not known."""
    found = target(state, block, (key,)) if key in block or f"{key}.$" in block else None
    known = alternatives(found.value) if found and not found.reason else ()
    return tuple(filter(None, map(shown, known)))


def _value(state: State, block: Block, key: str) -> Any:
    """What is under a key, written there or come to."""
    if f"{key}.$" in block and not state.language.jsonata:
        return with_unknowns(expression(shown(block[f"{key}.$"]), state.known))
    written = block.get(key)
    whole = isinstance(written, str | Joined) and state.language.jsonata
    return with_unknowns(evaluated(written, state.known, jsonata=True)) if whole else written


def _document(state: State, block: Block, key: str) -> Any:
    """The document under the key, with None for what only the execution knows."""
    if f"{key}.$" in block and not state.language.jsonata:
        return read_json(expression(shown(block[f"{key}.$"]), state.known))
    return read_json(_known(block.get(key), state, 0))


def _known(value: Any, state: State, depth: int) -> Any:
    if isinstance(value, dict) and state.language.budget.spend():
        return {
            str(key).removesuffix(".$"): (
                expression(shown(each), state.known)
                if str(key).endswith(".$") and not state.language.jsonata
                else _known(each, state, depth + 1)
            )
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_known(each, state, depth + 1) for each in value]
    if state.language.jsonata and is_jsonata(shown(value)):
        return evaluated(value, state.known, jsonata=True)
    return NULL if value is None and depth else value

"""Ways to break a message: a field of it, wherever its path leads, or the message as a whole."""

import copy
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lab.probe.triggers import Json

REQUEST, RESPONSE = "request", "response"
ERROR = "@error"
"""The name of the error that is answered, as a path; what is behind the dot is its name."""

ATTRIBUTE = "@attribute"
"""What a message has beside its body, as a path; what is behind the dot is its name."""

SAME = "unchanged"
LATER = "_renamed"
BEYOND = "?" * 300
"""More than any text may have here, and DynamoDB still takes it as a key."""

MESSAGE_WAYS = ("duplicated", "delayed", "dropped", "overtaken")


class _Gone:
    """A field that is no longer there."""


GONE = _Gone()


def _retyped(value: Any) -> Any:
    """The same said in another type, as somebody might who thinks that nobody minds."""
    match value:
        case bool() | None:
            return str(value).lower()
        case int() | float():
            return str(value)
        case str():
            return {"value": value}
        case list():
            return {str(place): each for place, each in enumerate(value)}
        case _:
            return json.dumps(value)


def _emptied(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return GONE if value is None else False
    return type(value)()


def blank(own: str) -> str:
    """Nothing but white space, and another for every text."""
    return f"{zlib.crc32(own.encode()):b}".replace("0", " ").replace("1", "\t")


def _out_of_range(value: Any) -> Any:
    match value:
        case bool() | None:
            return value
        case int() | float():
            return -1 - abs(value)
        case str():
            return value + BEYOND
        case list():
            return value * 120
        case _:
            return {**value, BEYOND: BEYOND}


FIELD_WAYS: Mapping[str, Callable[[Any], Any]] = {
    SAME: lambda value: value,
    "renamed": lambda value: value,  # its name is what changes
    "dropped": lambda _: GONE,
    "retyped": _retyped,
    "emptied": _emptied,
    "out of range": _out_of_range,
}
"""What becomes of a field's value; a renamed one keeps it under another name."""


def broken(message: Json, path: str, how: str, own: str = "") -> Json | None:
    """A copy of the message with the field at this path broken; None where it has no such field.

    Entries of a list are all meant. What stays as it was although it was to be broken is None too.
    own: the order's id; emptied, it is blank in a way of its own, or all drilled orders would meet
    under one empty name.
    """
    found = copy.deepcopy(message)
    *way, name = path.split(".")
    holders = [each for each in _holders(found, way) if name in each]
    if not holders:
        return None
    for each in holders:
        value = each.pop(name)
        emptied = how == "emptied" and own and value == own
        value = blank(own) if emptied else FIELD_WAYS[how](value)
        if value is not GONE:
            each[name + LATER if how == "renamed" else name] = value
    return None if found == message and how != SAME else found


def paths_of(message: Json, before: str = "") -> Iterator[str]:
    """Every field of a message by its path, and whatever holds fields before what it holds."""
    for name, value in message.items():
        path = f"{before}{name}"
        yield path
        inner = value if isinstance(value, list) else [value]
        held = [each for each in inner if isinstance(each, dict)]
        yield from dict.fromkeys(each for one in held for each in paths_of(one, f"{path}."))


def _holders(message: Any, way: list[str]) -> Iterator[Json]:
    """The objects that a path leads to."""
    if isinstance(message, list):
        for each in message:
            yield from _holders(each, way)
    elif isinstance(message, dict):
        if not way:
            yield message
        elif way[0] in message:
            yield from _holders(message[way[0]], way[1:])

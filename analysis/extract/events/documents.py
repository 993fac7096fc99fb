"""What is known of a message's content: plain data, with what may be there or is not known.

A leaf that is None is there, but unknown; `NULL` is JSON's null. An `Options` is one of several.
"""

import json
from collections.abc import Mapping
from typing import Any

from analysis.source.values import Joined, Options, Reference, Unknown, alternatives

SYMBOLIC = (Reference, Joined, Options, Unknown)
_LONGEST = 100_000  # characters of a text that is read as JSON
Path = tuple[str, ...]


class Absence:
    """What stands in for a value: nothing there, or something of which nothing is known."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


ABSENT = Absence("ABSENT")
UNKNOWN = Absence("UNKNOWN")  # perhaps not even there
NULL = Absence("NULL")
SOME = Absence("SOME")


class Open(dict[str, Any]):
    """A mapping in which there may be more than is known."""


class Text:
    """A text that holds a document, which nobody opens on the way."""

    def __init__(self, content: Any) -> None:
        self.content = content


def read_json(value: Any) -> Any:
    """The document that a text holds where it is JSON; anything else is itself."""
    if isinstance(value, Text):
        return value.content
    if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "[") or len(value) > _LONGEST:
        return value
    try:
        return with_nulls(json.loads(value))
    except (ValueError, RecursionError):
        return value


def with_nulls(value: Any) -> Any:
    """Plain data of which every None is JSON's null."""
    if isinstance(value, Mapping):
        return {str(key): with_nulls(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [with_nulls(each) for each in value]
    return NULL if value is None else value


def with_unknowns(value: Any) -> Any:
    """Plain data of which every None is something unknown, so that it is taken for no null."""
    if isinstance(value, Mapping):
        made = {str(key): with_unknowns(each) for key, each in value.items()}
        return Open(made) if isinstance(value, Open) else made
    if isinstance(value, list | tuple):
        return [with_unknowns(each) for each in value]
    return UNKNOWN if value is None else value


def under(document: Any, path: Path, missing: Any = ABSENT) -> Any:
    """What is at a path; of lists, of their only item; ``missing`` where nothing is said to be."""
    for name in path:
        while isinstance(document, list) and len(document) == 1:
            document = document[0]
        if isinstance(document, Mapping):
            nothing = UNKNOWN if isinstance(document, Open) else missing
            document = document.get(name, nothing)
        elif not isinstance(document, Absence) or document is NULL:
            unsure = document is None or isinstance(document, (*SYMBOLIC, list))
            document = UNKNOWN if unsure else ABSENT
    return document


def closed(value: Any) -> Any:
    """The document without what is not known to be there, or known by a name alone.

    What is there but unknown is some value, and nothing that could have parts.
    """
    if value is None:
        return SOME
    if isinstance(value, Mapping):
        return {name: closed(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [closed(each) for each in value]
    if isinstance(value, Options):
        return Options(tuple(closed(each) for each in value.values))
    return ABSENT if value is UNKNOWN or isinstance(value, SYMBOLIC) else value


def put(document: Any, path: Path, value: Any) -> Any:
    """The document with a value at a path, where nothing that is known is in its way."""
    if not path:
        return value
    if document is None or document is UNKNOWN:
        document = Open()
    if not isinstance(document, Mapping):
        return document
    inner = document.get(path[0], UNKNOWN)
    changed = {**document, path[0]: put(inner, path[1:], value)}
    return Open(changed) if isinstance(document, Open) else changed


def texts_at(document: Any, path: Path) -> tuple[str, ...]:
    """The texts that may be at a path, where it is known which."""
    found = tuple(each for each in alternatives(under(document, path)) if each is not ABSENT)
    return found if all(isinstance(each, str) and each for each in found) else ()

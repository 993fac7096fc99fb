"""What a value may be once everything that can be evaluated has been."""

from collections.abc import Iterator
from typing import Any

from analysis.records import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """A resource that was read, by its node's id; ``attribute`` is empty for Ref."""

    resource: str
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What could not be evaluated, and why."""

    reason: str
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Unset(Unknown):
    """An environment variable, the fragment, that no template sets."""


@dataclass(frozen=True, slots=True)
class NoValue(Unknown):
    """A parameter, the fragment, to which nobody gives a value."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A text with references (or unknowns) in it: an ARN, a URI, a state machine's definition."""

    parts: tuple["str | Reference | Unknown", ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        """The resources named in it, in order."""
        return tuple(part for part in self.parts if isinstance(part, Reference))

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """What in it could not be evaluated."""
        return tuple(part for part in self.parts if isinstance(part, Unknown))


@dataclass(frozen=True, slots=True)
class Options:
    """The alternatives of a condition that cannot be decided."""

    values: tuple[Any, ...]


Leaf = str | int | float | bool | None | Reference | Joined | Options | Unknown


def as_text(value: Any) -> str:
    """The value as CloudFormation writes texts, numbers and truths, or "" if it is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""


def shown(value: Any) -> str:
    """The value as a person would write it, references as ${Name}; for names and labels."""
    if isinstance(value, Joined):
        return "".join(shown(part) for part in value.parts)
    if isinstance(value, Reference):
        return "${" + ".".join(filter(None, (value.resource, value.attribute))) + "}"
    if isinstance(value, Unknown):
        return value.fragment or "…"
    if isinstance(value, Options):
        return " | ".join(shown(each) for each in value.values)
    return as_text(value)


def alternatives(value: Any) -> tuple[Any, ...]:
    """The value, or each of its alternatives where a condition could not be decided."""
    if isinstance(value, Options):
        return tuple(one for each in value.values for one in alternatives(each))
    return () if value is None else (value,)


def referred(value: Any) -> Iterator[str]:
    """The ids of all resources that a value names, however deep in it, as they are written."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Reference):
            yield here.resource
        elif isinstance(here, Joined):
            yield from (each.resource for each in here.references)
        elif isinstance(here, dict):
            waiting += reversed(here.values())
        elif isinstance(here, list | tuple):
            waiting += reversed(here)
        elif isinstance(here, Options):
            waiting += reversed(here.values)

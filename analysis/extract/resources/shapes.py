"""Finding values in evaluated properties, whatever shape they have."""

from collections.abc import Iterator
from typing import Any

from analysis.graph import Evidence
from analysis.source.document import Block, Items, as_block, at
from analysis.source.embedded import parse
from analysis.source.resolver import Absent
from analysis.source.values import Joined, Options, Reference, as_text

Found = tuple[Any, Evidence]


def found(container: Any, *path: str) -> list[Found]:
    """Every value at the path, each with its place.

    Lists and the alternatives of undecided conditions are followed on the way and at the end;
    what has another shape than the path asks for is passed over.
    """
    values = list(_spread(container, at(container)))
    for key in path:
        values = [
            each
            for value, where in values
            if isinstance(value, dict) and key in value
            for each in _spread(value[key], _place(value, key, where))
        ]
    return values


def blocks(container: Any, *path: str) -> list[Block]:
    """Every mapping at the path."""
    return [as_block(value) for value, _ in found(container, *path) if isinstance(value, dict)]


def entries(container: Any, *path: str) -> Iterator[tuple[str, Any, Evidence]]:
    """Every key of the mappings at the path, with each of its values and their places."""
    for block in blocks(container, *path):
        for key in block:
            for value, where in found(block, key):
                yield str(key), value, where


def text(container: Any, *path: str) -> str:
    """The first plain text at the path, or ""."""
    return next((value for value, _ in found(container, *path) if isinstance(value, str)), "")


_SWITCHES = {
    "State": "DISABLED",
    "DesiredState": "STOPPED",
    "Enabled": "false",
    "IsEnabled": "false",  # Terraform's former word
    "ActionsEnabled": "false",
}


def switched_off(written: Block) -> str:
    """What in a resource's properties switches it off, and in which line; "" where nothing does."""
    for key, off in _SWITCHES.items():
        value, line = as_text(written.get(key)), at(written, key).line
        if value.upper() == off.upper():
            return f"{key} {value}" + (f", line {line}" if line else "")
    return ""


def opened(value: Any, where: Evidence) -> Any:
    """The document that a text holds; anything else is itself."""
    return parse(value, where.file, where) if isinstance(value, str | Joined) else value


def references(value: Any) -> tuple[Reference, ...]:
    """The resources that a value names."""
    if isinstance(value, Reference):
        return (value,)
    return value.references if isinstance(value, Joined) else ()


def _place(block: dict[str, Any], key: str, where: Evidence) -> Evidence:
    return at(block, key) if isinstance(block, Block) and block.line else where


def _spread(value: Any, where: Evidence) -> Iterator[Found]:
    waiting = [(value, where)]
    while waiting:
        each, place = waiting.pop()
        if isinstance(each, Options):
            waiting += [(one, place) for one in reversed(each.values)]
        elif isinstance(each, list | tuple):
            waiting += [
                (one, at(each, index) if isinstance(each, Items) and each.lines else place)
                for index, one in reversed(list(enumerate(each)))
            ]
        elif each is not None and not isinstance(each, Absent):
            yield each, place

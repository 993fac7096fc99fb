"""Dataclasses as plain JSON values: each field under its name, in its order."""

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def to_plain(value: Any, sparse: Collection[str] = ()) -> Any:
    """The value as plain JSON; of the fields, those in ``sparse`` only where they are not empty."""
    if is_dataclass(value):
        named = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: to_plain(each, sparse) for name, each in named if each or name not in sparse}
    if isinstance(value, Mapping):
        return {key: to_plain(each, sparse) for key, each in value.items()}
    return [to_plain(each, sparse) for each in value] if isinstance(value, list | tuple) else value

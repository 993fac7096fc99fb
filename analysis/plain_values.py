"""Dataclasses as plain JSON values and back: each field under its name, in its order."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Record = TypeVar("Record")


def to_plain(value: Any, sparse: Collection[str] = ()) -> Any:
    """The value as plain JSON; of the fields, those in ``sparse`` only where they are not empty."""
    if is_dataclass(value):
        named = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: to_plain(each, sparse) for name, each in named if each or name not in sparse}
    if isinstance(value, Mapping):
        return {key: to_plain(each, sparse) for key, each in value.items()}
    return [to_plain(each, sparse) for each in value] if isinstance(value, list | tuple) else value


def from_plain(
    record: type[Record], wire: Mapping[str, Any], sparse: Collection[str] = ()
) -> Record:
    """The dataclass that `to_plain` gave; of its fields, only those in ``sparse`` may be missing.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is not what was given.
    """
    kinds = _kinds(record)
    there = (name for name in kinds if name in wire or name not in sparse)
    return record(**{name: _read(kinds[name], wire[name], sparse) for name in there})


_kinds: Callable[[Any], Mapping[str, Any]] = cache(get_type_hints)


def _read(kind: Any, value: Any, sparse: Collection[str]) -> Any:
    """By the field's annotation: a text, a number, a truth, a record, several, or None."""
    if isinstance(kind, type) and is_dataclass(kind):
        return from_plain(kind, value, sparse)
    if get_origin(kind) is UnionType:
        return None if value is None else _read(get_args(kind)[0], value, sparse)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], each, sparse) for each in value)
    return dict(value) if get_origin(kind) is Mapping else kind(value)

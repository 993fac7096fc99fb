"""Putting texts, references and unknowns together, as Fn::Join and Fn::Sub do, or as JSON."""

import json
from collections.abc import Iterable
from itertools import groupby, product
from math import prod
from typing import Any

from analysis.source.values import Joined, Options, Reference, Unknown, as_text

_MOST = 16  # alternatives that are kept apart; beyond, the text counts as unknown
LONGEST = 2_000_000  # characters of a text put together

_Piece = str | Reference | Unknown


def join(values: Iterable[Any]) -> Any:
    """The values as one text: a str where all are known, else what stands for it."""
    listed = list(values)
    choices = [each.values if isinstance(each, Options) else (each,) for each in listed]
    if prod(min(len(each), _MOST + 1) for each in choices) > _MOST:
        return Unknown("it has too many alternatives to tell apart")
    joined = [_join(each) for each in product(*choices)]
    return joined[0] if len(joined) == 1 else options(joined)


def _join(values: Iterable[Any]) -> Any:
    listed = [part for value in values for part in _parts(value) if part != ""]
    if sum(len(part) for part in listed if isinstance(part, str)) > LONGEST:
        return Unknown("the text put together is too long")
    parts: list[_Piece] = []
    for is_text, several in groupby(listed, lambda part: isinstance(part, str)):
        run = list(several)
        parts += ["".join(map(str, run))] if is_text else run
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 else Joined(tuple(parts))


def _parts(value: Any) -> tuple[_Piece, ...]:
    if isinstance(value, Joined):
        return value.parts
    if isinstance(value, Reference | Unknown):
        return (value,)
    if isinstance(value, Options):
        return (Unknown("it depends on a condition that cannot be decided"),)
    if isinstance(value, list):
        return tuple(part for each in value for part in _parts(each))
    return (as_text(value),)


def options(values: Iterable[Any]) -> Any:
    """The alternatives, each once; a single one is itself."""
    kept: list[Any] = []
    for value in values:
        for each in value.values if isinstance(value, Options) else (value,):
            if not any(each is known or each == known for known in kept):
                kept.append(each)
            if len(kept) == _MOST:
                return Options(tuple(kept))
    return kept[0] if len(kept) == 1 else Options(tuple(kept))


def split(separator: str, value: Any) -> Any:
    """The text cut at each separator, references staying whole."""
    if isinstance(value, str):
        return value.split(separator) if separator else [value]
    if not isinstance(value, Joined) or not separator:
        return Unknown("a value that is not known cannot be split")
    pieces: list[list[_Piece]] = [[]]
    for part in value.parts:
        if isinstance(part, str):
            first, *rest = part.split(separator)
            pieces[-1].append(first)
            pieces.extend([piece] for piece in rest)
        else:
            pieces[-1].append(part)
    return [join(piece) for piece in pieces]


def json_text(value: Any) -> Any:
    """A value as JSON text, references staying references."""
    if isinstance(value, dict):
        pairs = [(json.dumps(key), ":", json_text(each), ",") for key, each in value.items()]
        return join(["{", *[part for pair in pairs for part in pair][:-1], "}"])
    if isinstance(value, list):
        return join(["[", *[part for each in value for part in (json_text(each), ",")][:-1], "]"])
    if isinstance(value, str | int | float | bool) or value is None:
        return json.dumps(value)
    if isinstance(value, Joined):
        parts = [json.dumps(each)[1:-1] if isinstance(each, str) else each for each in value.parts]
        return join(['"', *parts, '"'])
    return join(['"', value, '"'])

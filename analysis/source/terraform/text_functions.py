"""Terraform's functions of texts."""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from analysis.source.budget import Budget
from analysis.source.document import Items
from analysis.source.joining import LONGEST, join, options, split
from analysis.source.terraform.encoded import plain_text
from analysis.source.terraform.operators import known, number
from analysis.source.values import Joined, Options, Reference, Unknown, as_text

_VERB = re.compile(r"%(?:%|[-+ #0]*[0-9]{0,3}(?:\.[0-9]{1,3})?[a-zA-Z])")

TerraformFunction = Callable[[list[Any], Budget], Any]


def _each_text(change: Callable[[str], str], arguments: list[Any], _budget: Budget) -> Any:
    """A change of a text, made in each known part of it."""
    value = plain_text(arguments[0])
    if isinstance(value, Options):
        return options(_each_text(change, [each], _budget) for each in value.values)
    if isinstance(value, Joined):
        return join(change(each) if isinstance(each, str) else each for each in value.parts)
    return value if isinstance(value, Reference | Unknown) else change(as_text(value))


def _replace(arguments: list[Any], budget: Budget) -> Any:
    _, old, new = (plain_text(each) for each in arguments)
    if not isinstance(old, str) or not isinstance(new, str):
        return Unknown("what it replaces is not known")
    if len(old) > 2 and old.startswith("/") and old.endswith("/"):
        return Unknown("a pattern is replaced when the system is made")

    def change(text: str) -> str:
        grown = text.count(old) * len(new) if old else LONGEST
        if len(text) + grown >= LONGEST or not budget.take(0, grown):
            raise ValueError
        return text.replace(old, new)

    return _each_text(change, arguments, budget)


def _format(arguments: list[Any], _budget: Budget) -> Any:
    text, *values = (plain_text(each) for each in arguments)
    if not isinstance(text, str):
        return Unknown("the text that it fills in is not known")
    parts: list[Any] = []
    end = 0
    for found in _VERB.finditer(text):
        parts.append(text[end : found.start()])
        end = found.end()
        parts.append("%" if found.group() == "%%" else _filled(found.group(), values))
    return join([*parts, text[end:]])


def _filled(verb: str, values: list[Any]) -> Any:
    value = values.pop(0)
    figure = number(value)
    if verb[-1] == "d" and verb != "%d" and figure is not None:
        return verb % int(figure)
    return json.dumps(value) if verb[-1] == "q" and isinstance(value, str) else value


def _format_list(arguments: list[Any], budget: Budget) -> Any:
    text, *values = arguments
    longest = max(len(each) for each in values if isinstance(each, list))
    rows = [
        [each[row] if isinstance(each, list) else each for each in values] for row in range(longest)
    ]
    return Items(_format([text, *row], budget) for row in rows)


def _split(arguments: list[Any], _budget: Budget) -> Any:
    pieces = split(as_text(arguments[0]), plain_text(arguments[1]))
    return Items(pieces) if isinstance(pieces, list) else pieces


def _substring(arguments: list[Any], _budget: Budget) -> Any:
    text, start, length = arguments
    if not isinstance(text, str):
        return Unknown("a text that is not known cannot be cut")
    return text[start:] if length < 0 else text[start : start + length]


def _test(test: Callable[[str, str], bool], arguments: list[Any], _budget: Budget) -> Any:
    first, second = arguments
    if isinstance(first, str) and isinstance(second, str) and known(first):
        return test(first, second)
    return Unknown("the text is not known")


def _base_name(text: str) -> str:
    return text.rstrip("/").rpartition("/")[2]


def _folder_name(text: str) -> str:
    return text.rpartition("/")[0] or "."


def _trimmed(arguments: list[Any], budget: Budget) -> Any:
    return _each_text(lambda text: text.strip(arguments[1]), arguments, budget)


def _without(arguments: list[Any], budget: Budget, *, end: bool) -> Any:
    cut = str.removesuffix if end else str.removeprefix
    return _each_text(lambda text: cut(text, arguments[1]), arguments, budget)


def _texts(**functions: Callable[[str], str]) -> dict[str, TerraformFunction]:
    return {name: partial(_each_text, change) for name, change in functions.items()}


TEXT_FUNCTIONS: Mapping[str, TerraformFunction] = {
    **_texts(
        lower=str.lower,
        upper=str.upper,
        title=str.title,
        chomp=lambda text: text.rstrip("\r\n"),
        trimspace=str.strip,
        basename=_base_name,
        dirname=_folder_name,
    ),
    "endswith": partial(_test, str.endswith),
    "format": _format,
    "formatlist": _format_list,
    "replace": _replace,
    "split": _split,
    "startswith": partial(_test, str.startswith),
    "strcontains": partial(_test, lambda text, part: part in text),
    "substr": _substring,
    "trim": _trimmed,
    "trimprefix": partial(_without, end=False),
    "trimsuffix": partial(_without, end=True),
}

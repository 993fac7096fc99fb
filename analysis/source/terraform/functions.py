"""Terraform's functions, as far as they say what is named; what is worked out on applying is not.

No function here opens a file, and none takes a pattern: a stranger's pattern may never end.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from analysis.source.budget import TOO_LARGE, Budget
from analysis.source.document import Block, Items
from analysis.source.embedded import parse_text
from analysis.source.joining import LONGEST, join, options, split
from analysis.source.terraform.encoded import Encoded, plain_text
from analysis.source.terraform.operators import known, number
from analysis.source.values import Joined, Options, Reference, Unknown, as_text

_VERB = re.compile(r"%(?:%|[-+ #0]*[0-9]{0,3}(?:\.[0-9]{1,3})?[a-zA-Z])")
_MOST_ITEMS = 10_000

Function = Callable[[list[Any], Budget], Any]


def call(name: str, arguments: list[Any], budget: Budget) -> Any:
    """What a function gives for arguments that are evaluated."""
    function = FUNCTIONS.get(name.rpartition("::")[2] if name.startswith("core::") else name)
    if function is None:
        return Unknown(f"{name}() is worked out when the system is made", f"{name}(…)")
    try:
        return function(arguments, budget)
    except (IndexError, TypeError, ValueError, KeyError, AttributeError, OverflowError):
        reason = next((each for each in arguments if isinstance(each, Unknown)), None)
        return reason or Unknown(f"{name}() has arguments that it does not take", f"{name}(…)")


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


def _join(arguments: list[Any], budget: Budget) -> Any:
    separator, *lists = arguments
    values = _concat(lists, budget)
    if not isinstance(values, list):
        return values
    between = [part for each in values for part in (separator, plain_text(each))]
    return join(between[1:])


def _split(arguments: list[Any], _budget: Budget) -> Any:
    pieces = split(as_text(arguments[0]), plain_text(arguments[1]))
    return Items(pieces) if isinstance(pieces, list) else pieces


def _substring(arguments: list[Any], _budget: Budget) -> Any:
    text, start, length = arguments
    if not isinstance(text, str):
        return Unknown("a text that is not known cannot be cut")
    return text[start:] if length < 0 else text[start : start + length]


def _concat(arguments: list[Any], _budget: Budget) -> Any:
    made = Items()
    for each in arguments:
        if isinstance(each, list):
            _put(made, each)
        elif each is not None:
            made.append(each)  # what is not known stays an item that is not known
            made.lines.append(0)
    return made


def _put(made: Items, items: list[Any]) -> None:
    if isinstance(items, Items) and items.lines and (not made or made.source is items.source):
        made.source, made.line = items.source, made.line or items.line
        made.lines.extend(items.lines)
    else:
        made.lines.extend([made.line] * len(items))
    made.extend(items)


def _flatten(arguments: list[Any], budget: Budget) -> Any:
    made = Items()
    waiting = [arguments[0]]
    while waiting:
        each = waiting.pop()
        if not budget.take(1):
            return TOO_LARGE
        if isinstance(each, list):
            waiting.extend(reversed(each))
        else:
            made.append(each)
    return made


def _merge(arguments: list[Any], _budget: Budget) -> Any:
    """Mappings put together; of one that is not known, nothing is."""
    made: Block | None = None
    for each in arguments:
        for block in each.values if isinstance(each, Options) else (each,):
            if not isinstance(block, dict):
                continue
            if made is None:
                made = block.like(block) if isinstance(block, Block) else Block(block)
                continue
            made.update(block)
            if isinstance(block, Block) and block.source is made.source:
                made.lines.update(block.lines)
    return made if made is not None else Block()


def _lookup(arguments: list[Any], _budget: Budget) -> Any:
    mapping, key, *default = arguments
    if not isinstance(mapping, dict):
        return options([*default, *([] if mapping is None else [Unknown("it is not known")])])
    if not isinstance(key, str):
        held = [*mapping.values(), *default]
        return options(held) if held else Unknown("its key is not known")
    return mapping[key] if key in mapping else default[0]


def _element(arguments: list[Any], _budget: Budget) -> Any:
    values, place = arguments
    if not isinstance(values, list):
        return values if isinstance(values, Unknown) else Unknown("the list is not known")
    if not isinstance(place, int):
        return options(values)
    return values[place % len(values)]


def _coalesce(arguments: list[Any], _budget: Budget) -> Any:
    possible = []
    for each in arguments:
        if each is None or each == "":
            continue
        possible.append(each)
        if not isinstance(each, Unknown | Options):
            break
    return options(possible) if possible else None


def _try(arguments: list[Any], _budget: Budget) -> Any:
    return next((each for each in arguments if not isinstance(each, Unknown)), arguments[0])


def _length(arguments: list[Any], _budget: Budget) -> Any:
    value = arguments[0]
    if isinstance(value, list | dict) or (isinstance(value, str) and known(value)):
        return len(value)
    return Unknown("its length is not known")


def _contains(arguments: list[Any], _budget: Budget) -> Any:
    values, wanted = arguments
    if not isinstance(values, list) or not known(wanted) or not known(values):
        return Unknown("it is not known whether it is among them")
    return any(as_text(each) == as_text(wanted) for each in values)


def _keys(arguments: list[Any], _budget: Budget) -> Any:
    return Items(sorted(arguments[0].keys()))


def _values(arguments: list[Any], _budget: Budget) -> Any:
    mapping = arguments[0]
    if not isinstance(mapping, dict):
        return Items(mapping if isinstance(mapping, list) else [mapping])
    return Items(mapping[key] for key in sorted(mapping))


def _zipmap(arguments: list[Any], _budget: Budget) -> Any:
    names, values = arguments
    return Block(zip((as_text(each) for each in names), values, strict=False))


def _distinct(arguments: list[Any], budget: Budget) -> Any:
    made: dict[str, Any] = {}
    for each in _concat(arguments, budget):
        made.setdefault(repr(plain_text(each))[:1000], each)
    return Items(made.values())


def _range(arguments: list[Any], budget: Budget) -> Any:
    figures = [number(each) for each in arguments]
    if None in figures:
        return Unknown("the numbers of a range are not known")
    counted = range(*(int(each or 0) for each in figures))
    return Items(counted) if budget.take(len(counted)) else TOO_LARGE


def _slice(arguments: list[Any], _budget: Budget) -> Any:
    values, start, end = arguments
    return Items(values[start:end])


def _decoded(arguments: list[Any], _budget: Budget) -> Any:
    value = arguments[0]
    if isinstance(value, Encoded):
        return value.document
    if not isinstance(value, str | Joined):
        return value if isinstance(value, Unknown) else Unknown("it is no text")
    return parse_text(value, "", (), {})


def _first(arguments: list[Any], _budget: Budget) -> Any:
    return arguments[0]


def _test(test: Callable[[str, str], bool], arguments: list[Any], _budget: Budget) -> Any:
    first, second = arguments
    if isinstance(first, str) and isinstance(second, str) and known(first):
        return test(first, second)
    return Unknown("the text is not known")


def _extreme(choose: Callable[[Iterable[Any]], Any], arguments: list[Any], budget: Budget) -> Any:
    figures = [number(each) for each in _concat(arguments, budget)]
    return Unknown("not every number is known") if None in figures else choose(figures)


def _sorted(arguments: list[Any], budget: Budget) -> Any:
    values = _concat(arguments, budget)
    return Items(sorted(values)) if all(isinstance(each, str) for each in values) else values


def _compact(arguments: list[Any], budget: Budget) -> Any:
    return Items(each for each in _concat(arguments, budget) if each not in (None, ""))


def _map(arguments: list[Any], _budget: Budget) -> Any:
    return Block((as_text(key), value) for key, value in _pairs(arguments))


def _pairs(arguments: list[Any]) -> Iterator[tuple[Any, Any]]:
    return zip(arguments[::2], arguments[1::2], strict=False)


def _products(arguments: list[Any], budget: Budget) -> Any:
    made: list[list[Any]] = [[]]
    for each in arguments:
        if len(made) * len(each) > _MOST_ITEMS or not budget.take(len(made) * len(each)):
            return TOO_LARGE
        made = [[*row, item] for row in made for item in each]
    return Items(Items(row) for row in made)


def _among(arguments: list[Any], budget: Budget, *, kept: bool) -> Any:
    """Of the first list, what is in every other one, or in none."""
    first, *rest = arguments
    others = [{repr(plain_text(each)) for each in other} for other in rest]
    if not known(arguments) or not budget.take(sum(map(len, arguments))):
        return first
    wanted = all if kept else any
    return Items(each for each in first if wanted(repr(each) in other for other in others) is kept)


def _base_name(text: str) -> str:
    return text.rstrip("/").rpartition("/")[2]


def _folder_name(text: str) -> str:
    return text.rpartition("/")[0] or "."


def _trimmed(arguments: list[Any], budget: Budget) -> Any:
    return _each_text(lambda text: text.strip(arguments[1]), arguments, budget)


def _without(arguments: list[Any], budget: Budget, *, end: bool) -> Any:
    cut = str.removesuffix if end else str.removeprefix
    return _each_text(lambda text: cut(text, arguments[1]), arguments, budget)


def _texts(**functions: Callable[[str], str]) -> dict[str, Function]:
    return {name: partial(_each_text, change) for name, change in functions.items()}


FUNCTIONS: Mapping[str, Function] = {
    **dict.fromkeys(
        ("abspath", "nonsensitive", "sensitive", "tobool", "tolist", "tomap", "tonumber",
         "toset", "tostring", "pathexpand"),
        _first,
    ),
    **dict.fromkeys(("jsonencode", "yamlencode"), lambda given, _: Encoded(given[0])),
    **dict.fromkeys(("jsondecode", "yamldecode"), _decoded),
    **_texts(
        lower=str.lower,
        upper=str.upper,
        title=str.title,
        chomp=lambda text: text.rstrip("\r\n"),
        trimspace=str.strip,
        basename=_base_name,
        dirname=_folder_name,
    ),
    "coalesce": _coalesce,
    "coalescelist": lambda given, _: next((each for each in given if each), Items()),
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _distinct,
    "element": _element,
    "endswith": partial(_test, str.endswith),
    "flatten": _flatten,
    "format": _format,
    "formatlist": _format_list,
    "join": _join,
    "keys": _keys,
    "length": _length,
    "list": _concat,
    "lookup": _lookup,
    "map": _map,
    "max": partial(_extreme, max),
    "merge": _merge,
    "min": partial(_extreme, min),
    "one": lambda given, _: given[0][0] if isinstance(given[0], list) and given[0] else None,
    "range": _range,
    "replace": _replace,
    "reverse": lambda given, _: Items(reversed(given[0])),
    "setintersection": partial(_among, kept=True),
    "setproduct": _products,
    "setsubtract": partial(_among, kept=False),
    "setunion": _distinct,
    "slice": _slice,
    "sort": _sorted,
    "split": _split,
    "startswith": partial(_test, str.startswith),
    "strcontains": partial(_test, lambda text, part: part in text),
    "substr": _substring,
    "trim": _trimmed,
    "trimprefix": partial(_without, end=False),
    "trimsuffix": partial(_without, end=True),
    "try": _try,
    "values": _values,
    "zipmap": _zipmap,
}  # fmt: skip

"""Terraform's functions of lists, sets and mappings."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from analysis.source.budget import TOO_LARGE, Budget
from analysis.source.document import Block, Items
from analysis.source.joining import join, options
from analysis.source.terraform.encoded import plain_text
from analysis.source.terraform.operators import known, number
from analysis.source.terraform.text_functions import TerraformFunction
from analysis.source.values import Options, Unknown, as_text

_MOST_ITEMS = 10_000


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


def _join(arguments: list[Any], budget: Budget) -> Any:
    separator, *lists = arguments
    values = _concat(lists, budget)
    if not isinstance(values, list):
        return values
    between = [part for each in values for part in (separator, plain_text(each))]
    return join(between[1:])


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


COLLECTION_FUNCTIONS: Mapping[str, TerraformFunction] = {
    "coalescelist": lambda given, _: next((each for each in given if each), Items()),
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _distinct,
    "element": _element,
    "flatten": _flatten,
    "join": _join,
    "keys": _keys,
    "length": _length,
    "list": _concat,
    "lookup": _lookup,
    "map": _map,
    "merge": _merge,
    "one": lambda given, _: given[0][0] if isinstance(given[0], list) and given[0] else None,
    "range": _range,
    "reverse": lambda given, _: Items(reversed(given[0])),
    "setintersection": partial(_among, kept=True),
    "setproduct": _products,
    "setsubtract": partial(_among, kept=False),
    "setunion": _distinct,
    "slice": _slice,
    "sort": _sorted,
    "values": _values,
    "zipmap": _zipmap,
}

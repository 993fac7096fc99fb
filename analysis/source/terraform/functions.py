"""Terraform's functions, as far as they say what is named; what is worked out on applying is not.

No function here opens a file, and none takes a pattern: a stranger's pattern may never end.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from analysis.source.budget import Budget
from analysis.source.embedded import parse_text
from analysis.source.joining import options
from analysis.source.terraform.collection_functions import COLLECTION_FUNCTIONS
from analysis.source.terraform.encoded import Encoded
from analysis.source.terraform.operators import number
from analysis.source.terraform.text_functions import TEXT_FUNCTIONS, TerraformFunction
from analysis.source.values import Joined, Options, Unknown


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


def _decoded(arguments: list[Any], _budget: Budget) -> Any:
    value = arguments[0]
    if isinstance(value, Encoded):
        return value.document
    if not isinstance(value, str | Joined):
        return value if isinstance(value, Unknown) else Unknown("it is no text")
    return parse_text(value, "", (), {})


def _first(arguments: list[Any], _budget: Budget) -> Any:
    return arguments[0]


def _extreme(choose: Callable[[Iterable[Any]], Any], arguments: list[Any], budget: Budget) -> Any:
    figures = [number(each) for each in COLLECTION_FUNCTIONS["concat"](arguments, budget)]
    return Unknown("not every number is known") if None in figures else choose(figures)


FUNCTIONS: Mapping[str, TerraformFunction] = {
    **dict.fromkeys(
        ("abspath", "nonsensitive", "sensitive", "tobool", "tolist", "tomap", "tonumber",
         "toset", "tostring", "pathexpand"),
        _first,
    ),
    **dict.fromkeys(("jsonencode", "yamlencode"), lambda given, _: Encoded(given[0])),
    **dict.fromkeys(("jsondecode", "yamldecode"), _decoded),
    **TEXT_FUNCTIONS,
    **COLLECTION_FUNCTIONS,
    "coalesce": _coalesce,
    "max": partial(_extreme, max),
    "min": partial(_extreme, min),
    "try": _try,
}  # fmt: skip

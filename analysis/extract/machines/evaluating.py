"""What expressions of a state come to where only literals go into them; nothing is executed.

Known are documents as `analysis.extract.events.documents` has them: None is there, but unknown.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from analysis.extract.events.documents import NULL, UNKNOWN, Open, Text, read_json, under
from analysis.extract.machines.jsonata_values import jsonata_value
from analysis.extract.machines.paths import is_jsonata
from analysis.source.values import Joined, Options, alternatives, shown

_PATH = re.compile(r"\$(?P<root>\$|[A-Za-z_]\w*)?(?P<steps>(?:\.[^\s.\[\](),'\"$@?*{}]+)*)\Z")
_FUNCTION = re.compile(r"\s*States\.(\w+)\((.*)\)\s*\Z", re.DOTALL)
_LONGEST = 10_000  # characters of an expression
_DEEPEST = 20
_MOST = 16  # alternatives of a text that is put together

Environment = Mapping[str, Any]
"""What is known in a state: "" is its input, "$x" the variable x."""


def evaluated(template: Any, known: Environment, *, jsonata: bool, deep: int = 0) -> Any:
    """The document that a template of a state makes."""
    if deep > _DEEPEST:
        return None
    if isinstance(template, dict):
        made = {}
        for key, each in template.items():
            name = str(key)
            if name.endswith(".$") and not jsonata:
                made[name.removesuffix(".$")] = expression(shown(each), known)
            else:
                made[name] = evaluated(each, known, jsonata=jsonata, deep=deep + 1)
        return made
    if isinstance(template, list):
        return [evaluated(each, known, jsonata=jsonata, deep=deep + 1) for each in template]
    if jsonata and isinstance(template, str | Joined) and is_jsonata(shown(template)):
        return jsonata_value(template, known)
    return NULL if template is None else template


def expression(text: str, known: Environment, deep: int = 0) -> Any:
    """What a JSONPath or an intrinsic function gives; None where that is not known."""
    text = text.strip()
    if len(text) > _LONGEST or deep > _DEEPEST:
        return None
    if found := _PATH.match(text):
        return at_path(found["root"] or "", found["steps"], known)
    if call := _FUNCTION.match(text):
        function = _FUNCTIONS.get(call[1])
        given = [_argument(each, known, deep) for each in _split(call[2])]
        return function(given) if function else None
    return None


def at_path(root: str, steps: str, known: Environment) -> Any:
    """What is at a path of the input ("" as the root) or of a variable."""
    if root == "$":
        return None
    document = known.get(f"${root}" if root else "", None)
    found = under(document, tuple(filter(None, steps.split("."))), UNKNOWN)
    return None if found is UNKNOWN else found


def _argument(text: str, known: Environment, deep: int) -> Any:
    text = text.strip()
    if text[:1] == "'" and text[-1:] == "'" and len(text) > 1:
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if text in ("true", "false", "null"):
        return {"true": True, "false": False, "null": NULL}[text]
    try:
        return int(text) if re.fullmatch(r"-?\d{1,15}", text) else float(text)
    except ValueError:
        return expression(text, known, deep + 1)


def _split(text: str) -> list[str]:
    """The arguments of a call: what is between commas that are in no text and in no bracket."""
    parts, depth, quoted, start, place = [], 0, False, 0, 0
    while place < len(text):
        sign = text[place]
        if sign == "\\" and quoted:
            place += 1
        elif sign == "'":
            quoted = not quoted
        elif not quoted and sign in "([":
            depth += 1
        elif not quoted and sign in ")]":
            depth -= 1
        elif not quoted and sign == "," and not depth:
            parts.append(text[start:place])
            start = place + 1
        place += 1
    last = text[start:]
    return [*parts, last] if parts or last.strip() else []


def _format(given: list[Any]) -> Any:
    if not given or not isinstance(given[0], str):
        return None
    pieces = given[0].split("{}")
    if len(pieces) != len(given):
        return None
    several = [pieces[0]]
    for value, piece in zip(given[1:], pieces[1:], strict=True):
        texts = [as_text(each) for each in alternatives(value)]
        if not texts or None in texts or len(several) * len(texts) > _MOST:
            return None
        several = [f"{before}{text}{piece}" for before in several for text in texts]
    return several[0] if len(several) == 1 else Options(tuple(several))


def as_text(value: Any) -> str | None:
    """A value as a text that is put together has it; None where that is not known."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None


def _merged(given: list[Any]) -> Any:
    documents = given[:2]
    if len(documents) < 2 or not all(isinstance(each, dict) for each in documents):
        return None
    made = {**documents[0], **documents[1]}
    return Open(made) if any(isinstance(each, Open) for each in documents) else made


def _item(given: list[Any]) -> Any:
    items, index = [*given, None, None][:2]
    fits = isinstance(items, list) and isinstance(index, int) and 0 <= index < len(items)
    return items[index] if fits else None


def _opened(given: list[Any]) -> Any:
    [value] = given or [None]
    found = read_json(value)
    return None if isinstance(found, str) else found


_FUNCTIONS: Mapping[str, Callable[[list[Any]], Any]] = {
    "Format": _format,
    "JsonToString": lambda given: Text(given[0]) if given and given[0] is not None else None,
    "StringToJson": _opened,
    "Array": lambda given: given,
    "ArrayGetItem": _item,
    "JsonMerge": _merged,
}

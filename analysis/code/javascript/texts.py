"""Methods of texts, on texts that are known and on those of which only the source is."""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.code.combining import computed, marks_of
from analysis.code.evaluator import Evaluator
from analysis.code.methods import looks_for_json
from analysis.code.state import Arguments
from analysis.code.texts import put_together, text_of
from analysis.code.values import Input, Known, Opaque, Seq, Value, Written

_CHANGED: Mapping[str, Callable[[str], str]] = {
    "trim": str.strip,
    "trimStart": str.lstrip,
    "trimEnd": str.rstrip,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
    "toLocaleLowerCase": str.lower,
    "toLocaleUpperCase": str.upper,
    "normalize": lambda text: text,
}
_TOLD: Mapping[str, Callable[[str, str], bool]] = {
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "includes": lambda text, part: part in text,
}
_PLACED: Mapping[str, Callable[[str, list[Any]], int]] = {
    "indexOf": lambda text, given: text.find(given[0]),
    "lastIndexOf": lambda text, given: _last(text, *given[:2]),
}
_CUT = ("replace", "replaceAll", "split", "substring", "substr", "slice", "padStart", "padEnd")
_LONGEST = 10_000  # characters of a text that is put together
TEXTS = frozenset(
    {*_CHANGED, *_TOLD, *_PLACED, *_CUT, "concat", "match", "test", "charAt", "localeCompare"}
)


def _last(text: str, part: str, start: object = None) -> int:
    """The last place of a part that begins at a place at most."""
    return text.rfind(part, 0, start + len(part) if isinstance(start, int) else None)


def of_text(evaluator: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    """What a method of a text gives; a text that is changed still names what it named."""
    given = arguments.positional
    if isinstance(owner, Known) and isinstance(owner.value, str):
        found = _of_known(evaluator, owner, owner.value, name, arguments)
        if found is not None:
            return found
    if isinstance(owner, Written) and looks_for_json(name, arguments):
        return Opaque()
    if name == "concat":
        return put_together([owner, *given])
    parsed = isinstance(owner, Input | Written) and name in _CHANGED
    if parsed or (text_of(owner) is not None and name in (*_CHANGED, *_CUT)):
        return owner
    if name == "split":
        return Seq(rest=evaluator.made_of(owner, *given))
    return evaluator.made_of(owner, *given)


def _of_known(
    evaluator: Evaluator, owner: Known, text: str, name: str, arguments: Arguments
) -> Value | None:
    words = [each.value for each in arguments.positional if isinstance(each, Known)]
    if name in _CHANGED:
        return Known(_CHANGED[name](text), owner.marks)
    if len(words) != len(arguments.positional):
        return None
    numbers = [each for each in words if isinstance(each, int)]
    if name in ("substring", "slice") and len(numbers) == len(words):
        return Known(text[slice(*[*numbers, None][:2])] if numbers else text, owner.marks)
    first = words[0] if words else None
    return _with(evaluator, owner, name, first, words) if isinstance(first, str) else None


def _with(
    evaluator: Evaluator, owner: Known, name: str, part: str, words: list[Any]
) -> Value | None:
    """What a method of a text gives that is given another one."""
    text, found = str(owner.value), None
    if name in _PLACED or (name in _TOLD and len(words) == 1):
        evaluator.use(owner)
        found = Known(_PLACED[name](text, words) if name in _PLACED else _TOLD[name](text, part))
    elif name == "split" and part:
        return Seq([Known(each, owner.marks) for each in text.split(part)])
    elif name in ("replace", "replaceAll") and part and isinstance(words[-1], str):
        made = text.replace(part, words[-1], 1 if name == "replace" else -1)
        found = Known(made, computed(marks_of(owner))) if len(made) < _LONGEST else None
    return found

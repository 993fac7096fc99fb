"""Methods of texts, on texts that are known and on those of which only the source is."""

from collections.abc import Callable, Mapping

from analysis.code.combining import computed, marks_of
from analysis.code.evaluator import Evaluator
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
_CUT = ("replace", "replaceAll", "split", "substring", "substr", "slice", "padStart", "padEnd")
_LONGEST = 10_000  # characters of a text that is put together
TEXTS = frozenset({*_CHANGED, *_TOLD, *_CUT, "concat", "match", "test", "charAt", "localeCompare"})


def of_text(evaluator: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    """What a method of a text gives; a text that is changed still names what it named."""
    given = arguments.positional
    if isinstance(owner, Known) and isinstance(owner.value, str):
        found = _of_known(evaluator, owner, owner.value, name, arguments)
        if found is not None:
            return found
    if name == "concat":
        return put_together([owner, *given])
    if name in _CHANGED and isinstance(owner, Input | Written):
        return owner
    if text_of(owner) is not None and name in (*_CHANGED, *_CUT):
        return owner
    if name == "split":
        return Seq(rest=evaluator.made_of(owner, *given))
    return evaluator.made_of(owner, *given)


def _of_known(
    evaluator: Evaluator, owner: Known, text: str, name: str, arguments: Arguments
) -> Value | None:
    words = [each.value for each in arguments.positional if isinstance(each, Known)]
    exact = len(words) == len(arguments.positional)
    plain = [each for each in words if isinstance(each, str)]
    if name in _CHANGED:
        return Known(_CHANGED[name](text), owner.marks)
    if name in _TOLD and exact and len(plain) == 1:
        evaluator.use(owner)
        return Known(_TOLD[name](text, plain[0]))
    if name == "split" and exact and plain and plain[0]:
        return Seq([Known(each, owner.marks) for each in text.split(plain[0])])
    if name in ("replace", "replaceAll") and exact and len(plain) == 2 and plain[0]:
        made = text.replace(plain[0], plain[1], 1 if name == "replace" else -1)
        return Known(made, computed(marks_of(owner))) if len(made) < _LONGEST else Opaque()
    numbers = [each for each in words if isinstance(each, int)]
    if name in ("substring", "slice") and exact and len(numbers) == len(words):
        return Known(text[slice(*[*numbers, None][:2])] if numbers else text, owner.marks)
    return None

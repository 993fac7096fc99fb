"""Texts put together in code, of which only parts may be known."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice, product
from typing import Any

from analysis.code.combining import computed, joined, marks_of, options
from analysis.code.state import Arguments
from analysis.code.values import Known, Opaque, Value
from analysis.source.joining import join
from analysis.source.values import Joined, Reference, Unknown

_PLACE = re.compile(r"\{([^{}:!]{0,40})[^{}]{0,40}\}")
_LONGEST = 10_000  # characters of a text that is put together
_MOST = 8  # texts that one expression may put together
_HOLE = Unknown("it is put together when the code runs", "…")
_OF_TEMPLATES = Reference | Joined | Unknown


def from_template(value: Any) -> bool:
    """Whether this is what a template says of a value that is only known when it is deployed."""
    return isinstance(value, _OF_TEMPLATES)


def text_of(value: Value | None) -> Any:
    """What is known of a single value as a text, None where nothing is."""
    match value:
        case Known(value=str() as known):
            return known
        case Known(value=known) if from_template(known):
            return known
        case Opaque(text=text):
            return text
    return None


def texts_of(value: Value | None) -> list[Any]:
    """What is known of each thing that a value may be, as a text."""
    several = options(value) if value is not None else ()
    return [text for each in several if (text := text_of(each)) is not None]


def put_together(parts: Sequence[Value]) -> Value:
    """The text that parts make, each of them being one of several."""
    choices = [_pieces(part) for part in parts]
    marks = computed(marks_of(*parts))
    made = [_one(chosen) for chosen in islice(product(*choices), _MOST)]
    return joined(Known(text, marks) if isinstance(text, str) else Opaque(marks, text)
                  for text in made)  # fmt: skip


def _pieces(part: Value) -> list[Any]:
    found = [_piece(each) for each in options(part)]
    return [each for each in found if each is not None] or [None]


def _piece(value: Value) -> Any:
    if isinstance(value, Known) and type(value.value) is int:
        return str(value.value)
    return text_of(value)


def _one(pieces: Iterable[Any]) -> Any:
    """The pieces as one text, None where nothing of it is known."""
    made = join(_HOLE if each is None else each for each in pieces)
    if isinstance(made, Unknown) or _is_long(made):
        return None
    return made


def _is_long(made: object) -> bool:
    """Whether a text says more than any name does; one that doubles itself has no end."""
    parts = made.parts if isinstance(made, Joined) else (made,)
    return sum(len(part) if isinstance(part, str) else 1 for part in parts) > _LONGEST


def formatted(text: str, arguments: Arguments) -> Value:
    """What ``format`` makes of a text: it is used only if the text is."""
    parts: list[Value] = []
    for number, piece in enumerate(_PLACE.split(text)):
        if number % 2 == 0:
            parts.append(Known(piece))
            continue
        place = int(piece) if piece.isdigit() and len(piece) < 3 else number // 2
        parts.append(arguments.get(piece, place) or Opaque())
    marks = computed(marks_of(*arguments.all()))
    made = put_together(parts)
    return joined(Opaque(marks, text_of(each)) for each in options(made)) if marks else made

"""Texts with references in them, searched as if they were plain: URIs, templates, code."""

import re
from typing import Any

from analysis.records import dataclass
from analysis.source.embedded import CLOSE, OPEN
from analysis.source.joining import join
from analysis.source.values import Joined, Reference, Unknown, as_text

_MARK = re.compile(f"{OPEN}([0-9]{{1,9}}){CLOSE}")
_VALUE = "(?:\\$\\{[^{}]{1,100}\\}|[^\"'&\\s\\\\,)}#]){1,2000}"


@dataclass(frozen=True)
class Marked:
    """A text with references in it, searched as if it were plain: a URI, a template, code.

    Each reference is a mark in it; any piece of it can be made a value again.
    """

    text: str
    parts: tuple[Reference | Unknown, ...]

    @classmethod
    def of(cls, value: Any) -> "Marked":
        """The value as a marked text; of what is no text, an empty one."""
        listed = value.parts if isinstance(value, Joined) else (value,)
        parts = tuple(part for part in listed if isinstance(part, Reference | Unknown))
        marks = iter(range(len(parts)))
        texts = (
            f"{OPEN}{next(marks)}{CLOSE}"
            if isinstance(part, Reference | Unknown)
            else _MARK.sub("", as_text(part))
            for part in listed
        )
        return cls("".join(texts), parts)

    def value(self, piece: str) -> Any:
        """A piece of the text as a value: a str, a Reference, an Unknown or a Joined."""
        pieces = enumerate(_MARK.split(piece))  # every second one is a mark's number
        return join(self.parts[int(each)] if number % 2 else each for number, each in pieces)

    def field(self, name: str) -> Any:
        r"""What the text gives to a field, or None.

        As JSON, as a form (`TopicArn=$util.urlEncode('…')`), or as JSON in a text (`\"a\":\"b\"`).
        """
        pattern = (
            rf"{re.escape(name)}\\?[\"']?\s?[:=]\s{{0,20}}\\?[\"']?"
            rf"(?:\$util\.urlEncode\(\s?\\?[\"']?)?({_VALUE})"
        )
        match = re.search(pattern, self.text, re.IGNORECASE)
        return self.value(match.group(1)) if match else None

    def unquoted(self) -> Any:
        """The whole as a value, without the quotes of a static request parameter."""
        return self.value(self.text.strip().strip("'\""))

    @property
    def references(self) -> tuple[Reference, ...]:
        """The resources named in it."""
        return tuple(part for part in self.parts if isinstance(part, Reference))

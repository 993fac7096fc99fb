"""Texts with references in them, searched as if they were plain: URIs, templates, code."""

import re
from dataclasses import dataclass
from typing import Any

from analysis.source.values import Joined, Reference, Unknown, as_text

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: no template has them
_MARK = re.compile(f"{_OPEN}([0-9]{{1,9}}){_CLOSE}")
_VALUE = "(?:\\$\\{[^{}]{1,100}\\}|[^\"'&\\s\\\\,)}#]){1,2000}"


@dataclass(frozen=True)
class Marked:
    """A text in which each reference is a mark; any piece of it can be made a value again."""

    text: str
    parts: tuple[Reference | Unknown, ...]

    @classmethod
    def of(cls, value: Any) -> "Marked":
        """The value as a marked text; of what is no text, an empty one."""
        if isinstance(value, str):
            return cls(_MARK.sub("", value), ())
        listed = value.parts if isinstance(value, Joined) else (value,)
        pieces: list[str] = []
        parts: list[Reference | Unknown] = []
        for part in listed:
            if isinstance(part, Reference | Unknown):
                pieces.append(f"{_OPEN}{len(parts)}{_CLOSE}")
                parts.append(part)
            else:
                pieces.append(_MARK.sub("", as_text(part)))
        return cls("".join(pieces), tuple(parts))

    def value(self, piece: str) -> Any:
        """A piece of the text as a value: a str, a Reference, an Unknown or a Joined."""
        made: list[Any] = []
        end = 0
        for mark in _MARK.finditer(piece):
            made += [piece[end : mark.start()], self.parts[int(mark.group(1))]]
            end = mark.end()
        made = [part for part in (*made, piece[end:]) if part != ""]
        return made[0] if len(made) == 1 else Joined(tuple(made)) if made else ""

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

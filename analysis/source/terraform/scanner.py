"""Terraform's text token by token, each taken when asked for: texts in quotes have other rules."""

import re
from bisect import bisect_right
from typing import NamedTuple, NoReturn

from analysis.refusals import BadTemplate
from analysis.source.document import Source

_TOKEN = re.compile(
    r"(?P<heredoc><<-?[A-Za-z_][\w.-]*\r?\n)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d][\w-]*(?:::[^\W\d][\w-]*)*)"
    r'|(?P<text>"[^"\\$%\n]*")'
    r'|(?P<quote>")'
    r"|(?P<sign>\.\.\.|=>|==|!=|<=|>=|&&|\|\||[-+*/%!<>=?:.,~{}()\[\]])"
    r"|(?P<newline>\n)"
)
_BLANK = re.compile(r"(?:[ \t\r\ufeff]+|#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_BLANK_LINES = re.compile(r"(?:\s+|#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_DEEPEST = 60
LONGEST = 100  # operators, or names, one after another


class Token(NamedTuple):
    """A token: what it is, its text, where it begins and ends."""

    kind: str
    text: str
    start: int
    end: int


class Scanner:
    """A place in a text, moved on by tokens; inside brackets the ends of lines mean nothing."""

    def __init__(self, text: str, source: Source, above: int = 0) -> None:
        self.text = text
        self.source = source
        self.place = 0
        self.in_brackets = False
        self._depth = 0
        self._above = above
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._seen: tuple[int, bool, Token] | None = None

    def line(self, place: int | None = None) -> int:
        """The line of a place, from 1."""
        asked = self.place if place is None else place
        return self._above + bisect_right(self._ends, asked - 1) + 1

    def peek(self) -> Token:
        """The next token, which stays where it is."""
        if self._seen and self._seen[:2] == (self.place, self.in_brackets):
            return self._seen[2]
        blank = (_BLANK_LINES if self.in_brackets else _BLANK).match(self.text, self.place)
        start = blank.end() if blank else self.place
        found = _TOKEN.match(self.text, start)
        if found:
            token = Token(found.lastgroup or "", found.group(), start, found.end())
        elif start >= len(self.text):
            token = Token("end", "", start, start)
        else:
            self.wrong(start, f"{self.text[start]!r} is no part of Terraform's language")
        self._seen = (self.place, self.in_brackets, token)
        return token

    def take(self) -> Token:
        """The next token, and the place moves behind it."""
        token = self.peek()
        self.place = token.end
        return token

    def at(self, *signs: str) -> bool:
        """Whether one of these signs or names is next."""
        token = self.peek()
        return token.kind in ("sign", "name") and token.text in signs

    def skip(self, *signs: str) -> bool:
        """Whether one of these signs was next; it is behind now."""
        found = self.at(*signs)
        if found:
            self.take()
        return found

    def expect(self, sign: str) -> Token:
        """The sign that must be next."""
        if not self.at(sign):
            token = self.peek()
            self.wrong(token.start, f"{sign!r} is missing before {token.text[:20]!r}")
        return self.take()

    def lines(self) -> None:
        """Move behind the ends of lines."""
        while self.peek().kind == "newline":
            self.take()

    def deeper(self) -> None:
        """Go one level into what is nested."""
        self._depth += 1
        if self._depth > _DEEPEST:
            self.wrong(self.place, f"it is nested more than {_DEEPEST} deep")

    def higher(self) -> None:
        """Come one level out of it."""
        self._depth -= 1

    def wrong(self, place: int, what: str) -> NoReturn:
        """Refuse the text.

        Raises:
            BadTemplate: always.
        """
        raise BadTemplate(f"{self.source.name}:{self.line(place)}: {what}; mend that line.")

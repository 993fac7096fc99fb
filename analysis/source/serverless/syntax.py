"""The variables in a text of a serverless service: `${self:custom.name, 'default'}`."""

import re
from typing import Any

from analysis.records import dataclass
from analysis.source.yaml_reader import number

_TYPE = re.compile(r"[a-z][a-zA-Z0-9.-]*")
_LITERAL = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|(true|false|null|[-+.0-9][-+.0-9eE]*)""")
_BLANK = re.compile(r"\s*")
_FUNCTIONS = frozenset({"cf", "file", "s3", "ssm", "strToBool"})
_WORDS = {"true": True, "false": False, "null": None}
_LONGEST = 2_000  # characters of a variable
_MOST_FAILURES = 200  # openings that open no variable; after them a text is taken as it is
_DEEPEST = 12  # variables in variables


@dataclass(frozen=True, slots=True)
class LiteralSource:
    """A value that is written in a variable itself, mostly as a default."""

    value: Any


@dataclass(frozen=True, slots=True)
class VariableSource:
    """Where a variable's value is looked up: `type(argument):address`."""

    type: str
    argument: "tuple[str | Variable, ...]" = ()
    address: "tuple[str | Variable, ...]" = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: where its value is looked up, in this order, and how it is written."""

    sources: tuple[VariableSource | LiteralSource, ...]
    text: str


def parse(text: str) -> tuple[str | Variable, ...]:
    """The text cut into plain pieces and variables.

    What only CloudFormation fills in stays plain: `${Name}` and `${AWS::Region}`; so does what
    is escaped, without its backslash.
    """
    parts: list[str | Variable] = []
    place = failures = 0
    while (found := text.find("${", place)) >= 0 and failures < _MOST_FAILURES:
        if found and text[found - 1] == "\\":
            parts.append(text[place : found - 1] + "${")
            place = found + 2
            continue
        read = _VariableReader(text, min(len(text), found + _LONGEST)).variable(found, 0)
        parts.append(text[place:found])
        if read is None:
            parts.append("${")
            place = found + 2
            failures += 1
        else:
            variable, place = read
            parts.append(variable)
    parts.append(text[place:])
    return _joined(parts)


def _joined(parts: list[str | Variable]) -> tuple[str | Variable, ...]:
    made: list[str | Variable] = []
    for part in parts:
        last = made[-1] if made else None
        if isinstance(part, str) and isinstance(last, str):
            made[-1] = last + part
        elif part != "":
            made.append(part)
    return tuple(made)


class _VariableReader:
    def __init__(self, text: str, end: int) -> None:
        self.text, self.end = text, end

    def variable(self, start: int, depth: int) -> tuple[Variable, int] | None:
        """The variable that begins at the place, and the place after it."""
        sources: list[VariableSource | LiteralSource] = []
        place = start + 2
        while depth < _DEEPEST:
            read = self._source(self._skip(place), depth, first=not sources)
            if read is None:
                return None
            source, place = read
            sources.append(source)
            place = self._skip(place)
            sign = self.text[place : place + 1] if place < self.end else ""
            if sign == "}":
                return Variable(tuple(sources), self.text[start : place + 1]), place + 1
            if sign != ",":
                return None
            place += 1
        return None

    def _skip(self, place: int) -> int:
        found = _BLANK.match(self.text, place, self.end)
        return found.end() if found else place

    def _source(
        self, place: int, depth: int, *, first: bool
    ) -> tuple[VariableSource | LiteralSource, int] | None:
        literal = None if first else _LITERAL.match(self.text, place, self.end)
        if literal:
            return LiteralSource(_value(literal)), literal.end()
        kind = _TYPE.match(self.text, place, self.end)
        if not kind:
            return None
        argument: tuple[str | Variable, ...] = ()
        place = kind.end()
        if self.text[place : place + 1] == "(" and kind.group() in _FUNCTIONS:
            inner = self._pieces(place + 1, ")", depth)
            if inner is None:
                return None
            argument, place = inner[0], inner[1] + 1
            if self.text[place : place + 1] != ":":
                return VariableSource(kind.group(), argument), place
        if self.text[place : place + 1] != ":" or self.text[place : place + 2] == "::":
            return None
        address = self._pieces(place + 1, ",}", depth)
        return (
            None
            if address is None
            else (VariableSource(kind.group(), argument, address[0]), address[1])
        )

    def _pieces(
        self, place: int, ends: str, depth: int
    ) -> tuple[tuple[str | Variable, ...], int] | None:
        """The pieces up to one of the ends, which is not among them."""
        parts: list[str | Variable] = []
        begin = place
        while place < self.end:
            sign = self.text[place]
            if sign in ends:
                parts.append(self.text[begin:place])
                return _stripped(parts), place
            if self.text.startswith("${", place):
                read = self.variable(place, depth + 1)
                if read is None:
                    return None
                parts += [self.text[begin:place], read[0]]
                begin = place = read[1]
            else:
                place += 1
        return None


def _stripped(parts: list[str | Variable]) -> tuple[str | Variable, ...]:
    first, last = parts[0], parts[-1]
    if isinstance(first, str):
        parts[0] = first.lstrip(" '\"")
    if isinstance(last, str):
        parts[-1] = (parts[0] if len(parts) == 1 else last).rstrip(" '\"")  # type: ignore[union-attr]
    return _joined(parts)


def _value(found: re.Match[str]) -> Any:
    plain, quoted, word = found.groups()
    if word is not None:
        return _WORDS[word] if word in _WORDS else number(word)
    return plain if plain is not None else quoted.replace('\\"', '"')

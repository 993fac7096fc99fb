"""What a JSONata expression comes to, where it is made of literals and of what is known."""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.extract.events.documents import NULL, UNKNOWN, Open, Text, read_json, under
from analysis.extract.machines.jsonata import Token, tokens_of
from analysis.source.embedded import CLOSE, OPEN, held_in
from analysis.source.values import Options, alternatives, shown

_DEEPEST = 30
_MOST = 16  # alternatives that are told apart
_WORDS = {"true": True, "false": False, "null": NULL}


class _Beyond(Exception):
    """The expression does something of which the outcome is not known."""


def jsonata_value(written: Any, known: Mapping[str, Any]) -> Any:
    """What an expression gives, None where that is not known; references in it stay as they are."""
    held: list[Any] = []
    text = held_in(written, held)
    expression = text.strip().removeprefix("{%").removesuffix("%}")
    reader = _Literals(tokens_of(expression), known, held)
    try:
        found = reader.conditional(0)
    except _Beyond:
        return None
    return None if reader.rest or found is UNKNOWN else found


class _Literals:
    """Reads an expression by its grammar, as far as that is followed: else it is beyond us."""

    def __init__(self, tokens: list[Token], known: Mapping[str, Any], held: list[Any]) -> None:
        self.tokens, self.known, self.held = tokens, known, held
        self.place = 0

    @property
    def rest(self) -> bool:
        return self.place < len(self.tokens)

    def peek(self) -> Token:
        return self.tokens[self.place] if self.rest else ("", "")

    def take(self, sign: str = "") -> Token:
        token = self.peek()
        if not self.rest or (sign and token[1] != sign):
            raise _Beyond
        self.place += 1
        return token

    def conditional(self, deep: int) -> Any:
        if deep > _DEEPEST:
            raise _Beyond
        found = self.joined(deep)
        if self.peek()[1] != "?":
            return found
        self.take("?")
        first = self.conditional(deep + 1)
        self.take(":")
        second = self.conditional(deep + 1)
        if isinstance(found, bool):
            return first if found else second
        return Options((*_each(first), *_each(second)))

    def joined(self, deep: int) -> Any:
        parts = [self.path(deep)]
        while self.peek()[1] == "&":
            self.take("&")
            parts.append(self.path(deep))
        return parts[0] if len(parts) == 1 else _text(parts)

    def path(self, deep: int) -> Any:
        found = self.primary(deep)
        while self.peek()[1] == ".":
            self.take(".")
            sort, text = self.take()
            if sort not in ("name", "quoted"):
                raise _Beyond
            found = under(found, (text.strip("`"),), UNKNOWN)
        return found

    def primary(self, deep: int) -> Any:
        sort, text = self.take()
        if sort == "text":
            return self._literal(text)
        if sort == "number":
            return float(text) if "." in text else int(text)
        if sort == "name" and text in _WORDS:
            return _WORDS[text]
        if sort == "variable":
            return self._variable(text, deep)
        return self._bracket(text, deep)

    def _bracket(self, sign: str, deep: int) -> Any:
        if sign == "{":
            return self._object(deep)
        if sign == "[":
            return self._list(deep, "]")
        if sign != "(":
            raise _Beyond
        found = self.conditional(deep + 1)
        self.take(")")
        return found

    def _literal(self, text: str) -> Any:
        inner = text[1:-1]
        if OPEN in inner:
            number = inner.removeprefix(OPEN).removesuffix(CLOSE)
            if not number.isdigit() or int(number) >= len(self.held):
                raise _Beyond
            return self.held[int(number)]
        return inner.replace('\\"', '"').replace("\\'", "'").replace("\\\\", "\\")

    def _variable(self, name: str, deep: int) -> Any:
        if self.peek()[1] == "(":
            self.take("(")
            given, function = self._list(deep, ")"), _FUNCTIONS.get(name)
            return function(given) if function else None
        if name == "$states":
            self.take(".")
            _, part = self.take()
            return self.known.get("", None) if part == "input" else None
        return self.known.get(name, None)

    def _object(self, deep: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        while self.peek()[1] != "}":
            name = self.conditional(deep + 1)
            self.take(":")
            value = self.conditional(deep + 1)
            if not isinstance(name, str):
                made = Open(made)
            else:
                made[name] = value
            if self.peek()[1] != ",":
                break
            self.take(",")
        self.take("}")
        return made

    def _list(self, deep: int, end: str) -> list[Any]:
        made: list[Any] = []
        while self.peek()[1] != end:
            made.append(self.conditional(deep + 1))
            if self.peek()[1] != ",":
                break
            self.take(",")
        self.take(end)
        return made


def _each(value: Any) -> tuple[Any, ...]:
    return value.values if isinstance(value, Options) else (value,)


def _text(parts: list[Any]) -> Any:
    several = [""]
    for part in parts:
        texts = [_as_text(each) for each in alternatives(part)] or [None]
        if None in texts or len(several) * len(texts) > _MOST:
            return None
        several = [f"{before}{text}" for before in several for text in texts]
    return several[0] if len(several) == 1 else Options(tuple(several))


def _as_text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return shown(value) if isinstance(value, str | int | float) else None


def _string(given: list[Any]) -> Any:
    [value] = given[:1] or [None]
    return Text(value) if isinstance(value, dict | list) else _as_text(value)


def _merge(given: list[Any]) -> Any:
    [several] = given[:1] or [None]
    if not isinstance(several, list) or not all(isinstance(each, dict) for each in several):
        return None
    made = {name: value for each in several for name, value in each.items()}
    return Open(made) if any(isinstance(each, Open) for each in several) else made


def _parse(given: list[Any]) -> Any:
    found = read_json(given[0]) if given else None
    return None if isinstance(found, str) else found


_FUNCTIONS: Mapping[str, Callable[[list[Any]], Any]] = {
    "$string": _string,
    "$merge": _merge,
    "$parse": _parse,
    "$uppercase": lambda given: given[0].upper() if given and isinstance(given[0], str) else None,
    "$lowercase": lambda given: given[0].lower() if given and isinstance(given[0], str) else None,
}

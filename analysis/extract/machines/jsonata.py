"""The paths that a JSONata expression reads, found by its tokens, without evaluating it."""

import re
from dataclasses import field

from analysis.records import dataclass

_TOKEN = re.compile(
    r"""(?P<skip>\s+|/\*.*?(?:\*/|\Z)|\$\{[^}]*(?:\}|\Z))
      | (?P<text>"(?:[^"\\]|\\.)*(?:"|\Z)|'(?:[^'\\]|\\.)*(?:'|\Z)
          |(?:(?<=[(,])|(?<=[(,]\s))/(?:[^/\\\n]|\\.)+/)
      | (?P<quoted>`[^`]*(?:`|\Z))
      | (?P<variable>\$\w*|\$)
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<name>[^\W\d]\w*)
      | (?P<sign>:=|~>|!=|<=|>=|\.\.|\*\*|.)""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {"and", "or", "in", "true", "false", "null", "function", "λ"}
_OVER_ITEMS = {"$map", "$filter", "$each", "$sift", "$single", "$sort"}
_LONGEST = 40_000  # characters of an expression that are looked at
_DEEPEST = 400  # characters of a path; what is below counts as read with it
_OF_A_PATH = {"variable", "name", "quoted", "number"}
_CLOSING = {")": "(", "]": "[", "}": "{"}

_INDEX = re.compile(r"\d{1,3}")

Token = tuple[str, str]


@dataclass(slots=True)
class _Bracket:
    """A bracket that is open: what names in it are fields of, and what follows it."""

    sign: str
    base: str = ""
    resume: str = ""  # the path that goes on after a filter
    call: str = ""  # the function called, if it is a call's
    first: str = ""  # the call's first path: what its function's parameter stands for


@dataclass(slots=True)
class _Reader:
    tokens: list[Token]
    place: int = 0
    found: list[str] = field(default_factory=list)
    scopes: list[_Bracket] = field(default_factory=lambda: [_Bracket("")])
    local: dict[str, str] = field(default_factory=dict)  # to the path it stands for, or ""

    def peek(self, ahead: int = 0) -> Token:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else ("", "")

    def read(self) -> None:
        while self.place < len(self.tokens):
            sort, text = self.peek()
            self.place += 1
            if sort == "variable":
                self._variable(text)
            elif sort in ("name", "quoted"):
                self._name(text)
            elif text in "([{":
                self.scopes.append(_Bracket(text, self.scopes[-1].base))
            elif text in ")]}":
                self._close(text)

    def _variable(self, name: str) -> None:
        following = self.peek()[1]
        if following == "(" and len(name) > 1:
            self.place += 1
            self.scopes.append(_Bracket("(", self.scopes[-1].base, call=name))
        elif following == ":=":
            self.place += 1
            self._bind(name)
        elif name in ("$", "$$"):
            self._steps(self.scopes[-1].base if name == "$" else "")
        else:
            self._steps(self.local.get(name, name))

    def _bind(self, name: str) -> None:
        self.local[name] = ""
        sort, text = self.peek()
        if sort != "variable" or self.peek(1)[1] in ("(", ":="):
            return
        self.place += 1
        before = len(self.found)
        self._variable(text)
        if self.peek()[1] == ";" and len(self.found) == before + 1:
            self.local[name] = self.found.pop()

    def _name(self, text: str) -> None:
        if text in ("function", "λ") and self.peek()[1] == "(":
            self._parameters()
        elif text not in _WORDS and self.scopes[-1].base:
            self._steps(_field(self.scopes[-1].base, text))

    def _parameters(self) -> None:
        caller = self.scopes[-1]
        names: list[str] = []
        while self.place < len(self.tokens) and self.peek()[1] != ")":
            sort, text = self.peek()
            if sort == "variable":
                names.append(text)
            self.place += 1
        self.place += 1
        item = caller.first if caller.call in (*_OVER_ITEMS, "$reduce") else ""
        if caller.call in ("$map", "$each", "$reduce") and self.found[-1:] == [item]:
            self.found.pop()  # what is read is what the function reads of each item
        first = 1 if caller.call == "$reduce" else 0
        both = caller.call == "$sort"
        for number, name in enumerate(names):
            self.local[name] = item if number == first or both else ""

    def _steps(self, path: str) -> None:
        """Follow the path from here; it is noted where it ends."""
        while True:
            (_, sign), (sort, text) = self.peek(), self.peek(1)
            if sign == "[" and _INDEX.fullmatch(text) and self.peek(2)[1] == "]":
                self.place += 3
                path = path and _field(path, f"[{text}]")
                continue
            if sign == "[" and text == "]":  # it stays a list
                self.place += 2
                continue
            if sign == "[":
                self.place += 1
                self.scopes.append(_Bracket("[", path, resume=(path and _field(path, "[]")) or "?"))
                return
            if sign == "." and sort in ("name", "quoted"):
                self.place += 2
                path = path and _field(path, text)
            elif sign == "." and text in ("*", "%"):
                self.place += 2
            elif sign == "." and text in ("(", "{"):
                self.place += 2
                self.scopes.append(_Bracket(text, path))
                return
            else:
                break
        if sign == "{":  # grouping: its names are fields of each item
            self.place += 1
            self.scopes.append(_Bracket("{", path))
        elif path:
            self._note(path)

    def _note(self, path: str) -> None:
        self.found.append(path)
        scope = self.scopes[-1]
        scope.first = scope.first or path

    def _close(self, sign: str) -> None:
        if len(self.scopes) > 1 and self.scopes[-1].sign == _CLOSING[sign]:
            closed = self.scopes.pop()
            self._steps(closed.resume.strip("?"))


def _field(path: str, name: str) -> str:
    return f"{path}.{name.strip('`')}" if len(path) < _DEEPEST else path


def tokens_of(expression: str) -> list[Token]:
    """The tokens of an expression: of what sort each is, and its text."""
    return [
        (match.lastgroup or "", match[0])
        for match in _TOKEN.finditer(expression[:_LONGEST])
        if match.lastgroup != "skip"
    ]


def jsonata_paths(expression: str) -> tuple[tuple[str, ...], bool]:
    """The paths of an expression, such as ``$states.input.a``, and whether it is no more than one.

    Names of an item in a filter, a grouping or a function over items become fields of what is
    gone through: ``$states.input.items[price > 3].sku`` reads ``items.price`` and ``items.sku``.
    """
    tokens = tokens_of(expression)
    reader = _Reader(tokens)
    reader.read()
    plain = all(sort in _OF_A_PATH or text in (".", "[", "]") for sort, text in tokens)
    return tuple(reader.found), plain and len(reader.found) == 1

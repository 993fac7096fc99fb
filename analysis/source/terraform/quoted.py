"""Texts with expressions in them: in quotes, in heredocs, and in files of their own."""

import re
from collections.abc import Callable
from dataclasses import field

from analysis.records import dataclass
from analysis.source.terraform.scanner import Scanner, Token
from analysis.source.terraform.syntax import (
    ConditionalExpr,
    Expression,
    LiteralValue,
    Loop,
    Template,
)

Read = Callable[[Scanner], Expression]

_IN_QUOTES = re.compile(r'(?:[^"\\$%\n]|\\.|\$\$\{|%%\{|\$(?!\{)|%(?!\{))+', re.DOTALL)
_PLAIN = re.compile(r"(?:[^$%]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))+")
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t"}


def quoted(scanner: Scanner, read: Read) -> Expression:
    """The text whose opening quote has been taken."""
    line = scanner.line()
    pieces = _Pieces(scanner, read)
    while True:
        found = _IN_QUOTES.match(scanner.text, scanner.place)
        if found:
            scanner.place = found.end()
            pieces.text(_unescaped(_undoubled(found.group())))
        elif scanner.text.startswith('"', scanner.place):
            scanner.place += 1
            return pieces.whole(line)
        elif scanner.text.startswith(("${", "%{"), scanner.place):
            pieces.sequence()
        else:
            scanner.wrong(scanner.place, "a text in quotes does not end on its line")


def template(scanner: Scanner, read: Read) -> Expression:
    """The text that all of it is."""
    line = scanner.line()
    pieces = _Pieces(scanner, read)
    while scanner.place < len(scanner.text):
        found = _PLAIN.match(scanner.text, scanner.place)
        if found:
            scanner.place = found.end()
            pieces.text(_undoubled(found.group()))
        else:
            pieces.sequence()
    return pieces.whole(line)


def heredoc(scanner: Scanner, token: Token, read: Read) -> Expression:
    """The text that begins on the next line and ends before its marker."""
    marker = token.text.strip().lstrip("<-")
    end = re.compile(rf"^[ \t]*{re.escape(marker)}[ \t\r]*$", re.MULTILINE)
    found = end.search(scanner.text, token.end)
    if found is None:
        scanner.wrong(token.start, f"the text that begins here has no end {marker!r}")
    text = scanner.text[token.end : found.start()]
    first = scanner.line(token.end)
    scanner.place = found.end()
    if token.text.startswith("<<-"):
        text = _dedented(text)
    return template(Scanner(text, scanner.source, first - 1), read)


def _dedented(text: str) -> str:
    lines = text.split("\n")
    margins = [len(each) - len(each.lstrip()) for each in lines if each.strip()]
    margin = min(margins, default=0)
    return "\n".join(each[margin:] if each.strip() else each.lstrip(" \t") for each in lines)


def _undoubled(text: str) -> str:
    return text.replace("$${", "${").replace("%%{", "%{")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(_sign, text) if "\\" in text else text


def _sign(found: re.Match[str]) -> str:
    sign = found.group(1)
    if len(sign) > 1:
        number = int(sign[1:], 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "?"
    return _SIGNS.get(sign, sign)


@dataclass(slots=True)
class _OpenDirective:
    """A directive whose end has not come: what stands in it so far."""

    kind: str
    condition: Expression
    names: tuple[str, ...] = ()
    chosen: list[Expression] = field(default_factory=list)
    otherwise: list[Expression] | None = None

    def parts(self) -> list[Expression]:
        return self.chosen if self.otherwise is None else self.otherwise


class _Pieces:
    """The parts of a text as they are read; directives hold those between their begin and end."""

    def __init__(self, scanner: Scanner, read: Read) -> None:
        self.scanner = scanner
        self.read = read
        self.outer: list[Expression] = []
        self.open: list[_OpenDirective] = []
        self.trim = False

    def text(self, text: str) -> None:
        if self.trim:
            text, self.trim = text.lstrip(), False
        self._add(LiteralValue(text))

    def whole(self, line: int) -> Expression:
        while self.open:  # a directive without an end: what stands in it is kept
            self._close()
        return _whole(self.outer, line)

    def sequence(self) -> None:
        """An interpolation or a directive."""
        scanner = self.scanner
        directive = scanner.text.startswith("%{", scanner.place)
        scanner.place += 2
        if scanner.text.startswith("~", scanner.place):
            scanner.place += 1
            self._trim_before()
        outer, scanner.in_brackets = scanner.in_brackets, True
        scanner.deeper()
        if directive:
            self._directive()
        else:
            self._add(self.read(scanner))
        self.trim = scanner.skip("~")
        scanner.expect("}")
        scanner.higher()
        scanner.in_brackets = outer

    def _directive(self) -> None:
        scanner = self.scanner
        word = scanner.take()
        if word.text == "if":
            self.open.append(_OpenDirective("if", self.read(scanner)))
        elif word.text == "for":
            names = [scanner.take().text]
            if scanner.skip(","):
                names.append(scanner.take().text)
            scanner.expect("in")
            self.open.append(_OpenDirective("for", self.read(scanner), tuple(names)))
        elif word.text == "else" and self.open:
            self.open[-1].otherwise = []
        elif word.text in ("endif", "endfor") and self.open:
            self._close()
        else:
            scanner.wrong(word.start, f"{word.text[:20]!r} is no directive here")
        if len(self.open) > 30:
            scanner.wrong(word.start, "its directives are nested more than 30 deep")

    def _close(self) -> None:
        done = self.open.pop()
        chosen = _whole(done.chosen, 0)
        if done.kind == "for":
            self._add(Loop(done.names, done.condition, None, chosen))
        else:
            self._add(ConditionalExpr(done.condition, chosen, _whole(done.otherwise or [], 0)))

    def _trim_before(self) -> None:
        parts = self.open[-1].parts() if self.open else self.outer
        if parts and isinstance(parts[-1], LiteralValue):
            parts[-1] = LiteralValue(str(parts[-1].value).rstrip(), parts[-1].line)

    def _add(self, part: Expression) -> None:
        (self.open[-1].parts() if self.open else self.outer).append(part)


def _whole(parts: list[Expression], line: int) -> Expression:
    if not parts:
        return LiteralValue("", line)
    if len(parts) == 1:
        only = parts[0]
        return (
            LiteralValue(only.value, line)
            if isinstance(only, LiteralValue)
            else Template((only,), line)
        )
    return Template(tuple(parts), line)

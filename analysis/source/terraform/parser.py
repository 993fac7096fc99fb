"""Reads Terraform's own syntax: bodies, blocks, and expressions by their precedence."""

from collections.abc import Callable, Mapping
from functools import partial

from analysis.source.document import Source
from analysis.source.terraform.quoted import heredoc, quoted, template
from analysis.source.terraform.scanner import LONGEST, Scanner, Token
from analysis.source.terraform.syntax import (
    Attribute,
    Body,
    Call,
    ConditionalExpr,
    Expression,
    HclBlock,
    Index,
    LiteralValue,
    Loop,
    Name,
    ObjectExpr,
    OperationExpr,
    Splat,
    Tuple,
)

_BINDING = ("||", "&&", "== !=", "< > <= >=", "+ -", "* / %")  # the loosest first
_LEVELS = {sign: level for level, signs in enumerate(_BINDING, 1) for sign in signs.split()}
_CONSTANTS = {"true": True, "false": False, "null": None}


def parse_body(text: str, source: Source) -> Body:
    """The body that a whole file is.

    Raises:
        BadTemplate: it is no Terraform; the text names file and line.
    """
    scanner = Scanner(text, source)
    body = _body(scanner, "end")
    body.line = 1
    return body


def parse_template(text: str, source: Source, line: int = 1) -> Expression:
    """A text with `${…}` and `%{…}` in it, as a template file and a text in JSON are.

    Raises:
        BadTemplate: what stands in it is no expression.
    """
    return template(Scanner(text, source, line - 1), expression)


def _body(scanner: Scanner, end: str) -> Body:
    body = Body(source=scanner.source)
    scanner.in_brackets = False
    scanner.lines()
    while not (scanner.peek().kind == end or scanner.at(end)):
        _entry(scanner, body)
        scanner.in_brackets = False
        if scanner.peek().kind not in ("newline", "end") and not scanner.at(end, ","):
            token = scanner.peek()
            scanner.wrong(token.start, f"a new line is missing before {token.text[:20]!r}")
        scanner.skip(",")  # old texts separate arguments so
        scanner.lines()
    return body


def _entry(scanner: Scanner, body: Body) -> None:
    token = scanner.take()
    line = scanner.line(token.start)
    name = token.text
    if token.kind in ("quote", "text"):
        name = _label(scanner, token)
    elif token.kind != "name":
        scanner.wrong(token.start, f"{token.text[:20]!r} begins no argument and no block")
    if scanner.skip("=", ":"):
        body.arguments[name] = expression(scanner), line
        return
    labels: list[str] = []
    while not scanner.at("{"):
        label = scanner.take()
        if label.kind not in ("name", "quote", "text"):
            scanner.wrong(label.start, f"after {name!r} comes neither '=' nor a block")
        labels.append(label.text if label.kind == "name" else _label(scanner, label))
    scanner.take()
    scanner.deeper()
    inner = _body(scanner, "}")
    scanner.higher()
    scanner.expect("}")
    inner.line = line
    body.blocks.append(HclBlock(name, tuple(labels), inner))


def _label(scanner: Scanner, token: Token) -> str:
    if token.kind == "text":
        return token.text[1:-1]
    text = quoted(scanner, expression)
    return str(text.value) if isinstance(text, LiteralValue) else "…"


def expression(scanner: Scanner) -> Expression:
    """The expression that begins here."""
    scanner.deeper()
    found = _binary(scanner, 0)
    if scanner.skip("?"):
        chosen = _inner(scanner, expression)
        _next_line(scanner, ":")
        scanner.expect(":")
        otherwise = _inner(scanner, expression)
        found = ConditionalExpr(found, chosen, otherwise)
    scanner.higher()
    return found


def _inner(scanner: Scanner, read: Callable[[Scanner], Expression]) -> Expression:
    """What comes after an operator, which may stand on the next line."""
    scanner.lines()
    return read(scanner)


def _next_line(scanner: Scanner, sign: str) -> None:
    """Move to a sign that stands on the next line."""
    before = scanner.place
    scanner.lines()
    if not scanner.at(sign):
        scanner.place = before


def _binary(scanner: Scanner, least: int) -> Expression:
    """Operands and their operators, as far as these bind at least so tightly."""
    found = _unary(scanner)
    for _ in range(LONGEST):
        token = scanner.peek()
        level = _LEVELS.get(token.text, 0) if token.kind == "sign" else 0
        if level <= least:
            return found
        scanner.take()
        scanner.lines()
        found = OperationExpr(token.text, (found, _binary(scanner, level)))
    return scanner.wrong(scanner.place, f"more than {LONGEST} operators follow one another")


def _unary(scanner: Scanner) -> Expression:
    if scanner.at("-", "!"):
        sign = scanner.take().text
        scanner.deeper()
        operand = _unary(scanner)
        scanner.higher()
        return OperationExpr(sign, (operand,))
    return _followed(scanner, _term(scanner))


def _followed(scanner: Scanner, found: Expression) -> Expression:
    for _ in range(LONGEST):
        if scanner.skip("."):
            token = scanner.take()
            if token.text == "*":
                found = Splat(found)
            elif token.kind == "number":
                for place in token.text.split("."):  # old texts: list.0.1
                    found = Index(found, LiteralValue(int(place)))
            elif token.kind == "name":
                found = Attribute(found, token.text)
            else:
                scanner.wrong(token.start, f"{token.text[:20]!r} is no name")
        elif scanner.at("["):
            found = _bracketed(scanner, partial(_index, scanner, found))
        else:
            return found
    return scanner.wrong(scanner.place, f"more than {LONGEST} names follow one another")


def _index(scanner: Scanner, found: Expression) -> Expression:
    if scanner.skip("*"):
        scanner.expect("]")
        return Splat(found)
    key = expression(scanner)
    scanner.expect("]")
    return Index(found, key)


def _bracketed(scanner: Scanner, read: Callable[[], Expression]) -> Expression:
    """What begins with a bracket, in which the ends of lines mean nothing."""
    outer, scanner.in_brackets = scanner.in_brackets, True
    scanner.take()
    try:
        return read()
    finally:
        scanner.in_brackets = outer


def _term(scanner: Scanner) -> Expression:
    token = scanner.peek()
    line = scanner.line(token.start)
    if token.kind == "sign" and token.text in _BRACKETED:
        return _bracketed(scanner, partial(_BRACKETED[token.text], scanner, line))
    scanner.take()
    if token.kind in ("text", "number"):
        return LiteralValue(token.text[1:-1] if token.kind == "text" else _number(token), line)
    if token.kind == "quote":
        return quoted(scanner, expression)
    if token.kind == "heredoc":
        return heredoc(scanner, token, expression)
    if token.kind == "name":
        return _named(scanner, token.text, line)
    return scanner.wrong(token.start, f"{token.text[:20]!r} begins no value")


def _number(token: Token) -> int | float:
    number = float(token.text)
    return int(number) if number.is_integer() else number


def _named(scanner: Scanner, name: str, line: int) -> Expression:
    if scanner.at("("):
        return _bracketed(scanner, partial(_call, scanner, name, line))
    return LiteralValue(_CONSTANTS[name], line) if name in _CONSTANTS else Name(name, line)


def _grouped(scanner: Scanner, _line: int) -> Expression:
    found = expression(scanner)
    scanner.expect(")")
    return found


def _call(scanner: Scanner, name: str, line: int) -> Expression:
    arguments: list[Expression] = []
    spread = False
    while not scanner.skip(")"):
        arguments.append(expression(scanner))
        spread = scanner.skip("...") or spread
        if not scanner.skip(","):
            scanner.expect(")")
            break
    return Call(name, tuple(arguments), spread, line)


def _tuple(scanner: Scanner, line: int) -> Expression:
    if scanner.skip("for"):
        return _loop(scanner, line, "]")
    items: list[Expression] = []
    lines: list[int] = []
    while not scanner.skip("]"):
        lines.append(scanner.line(scanner.peek().start))
        items.append(expression(scanner))
        if not scanner.skip(","):
            scanner.expect("]")
            break
    return Tuple(tuple(items), tuple(lines), line)


def _loop(scanner: Scanner, line: int, end: str) -> Expression:
    names = [scanner.take().text]
    if scanner.skip(","):
        names.append(scanner.take().text)
    scanner.expect("in")
    over = expression(scanner)
    scanner.expect(":")
    value = expression(scanner)
    key: Expression | None = None
    if end == "}":
        scanner.expect("=>")
        key, value = value, expression(scanner)
    grouped = scanner.skip("...")
    condition = expression(scanner) if scanner.skip("if") else None
    scanner.expect(end)
    return Loop(tuple(names), over, key, value, condition, grouped, line)


def _object(scanner: Scanner, line: int) -> Expression:
    if scanner.at("for") and not _is_key(scanner):
        scanner.take()
        return _loop(scanner, line, "}")
    pairs: list[tuple[Expression, Expression, int]] = []
    while not scanner.skip("}"):
        token = scanner.peek()
        pairs.append((_key(scanner), _value(scanner), scanner.line(token.start)))
        if scanner.peek().kind != "newline" and not scanner.at(",", "}"):
            scanner.expect(",")
        scanner.in_brackets = True
        scanner.skip(",")
    return ObjectExpr(tuple(pairs), line)


def _is_key(scanner: Scanner) -> bool:
    """Whether the name that is next is a key: an `=` or `:` comes after it."""
    before = scanner.place
    scanner.take()
    found = scanner.at("=", ":")
    scanner.place = before
    return found


def _key(scanner: Scanner) -> Expression:
    token = scanner.peek()
    if token.kind == "name" and _is_key(scanner):
        scanner.take()
        return LiteralValue(token.text, scanner.line(token.start))
    return expression(scanner)


def _value(scanner: Scanner) -> Expression:
    if not scanner.skip("=", ":"):
        token = scanner.peek()
        scanner.wrong(token.start, f"'=' is missing before {token.text[:20]!r}")
    scanner.lines()
    scanner.in_brackets = False  # the end of a line ends the value
    return expression(scanner)


_BRACKETED: Mapping[str, Callable[[Scanner, int], Expression]] = {
    "(": _grouped,
    "[": _tuple,
    "{": _object,
}

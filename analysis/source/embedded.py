"""Documents inside values: JSON or YAML text with references in it, and files with placeholders."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from analysis.graph import Evidence
from analysis.refusals import Refused
from analysis.source.budget import TOO_LARGE
from analysis.source.document import Block, Items, Source
from analysis.source.files import parse_document
from analysis.source.joining import LONGEST, join, json_text
from analysis.source.values import Joined, Options, Unknown, as_text, shown

# Characters that no template means anything by stand for references while text is parsed.
OPEN, CLOSE = "\ue000", "\ue001"
_HELD = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_UNQUOTED = re.compile(f"([:\\[,]\\s*)({OPEN}[0-9]+{CLOSE})")
_PLACEHOLDER = re.compile(r"\$\{([^${}]{1,400})\}")


def parse(
    value: Any, source_name: str, at: Evidence, substitutions: Mapping[str, Any] | None = None
) -> Block | Items | Unknown:
    """The document that a value is, or is the text of, with its references as values.

    ``substitutions`` replaces `${name}`, as DefinitionSubstitutions do. Lines are the file's:
    a text's first line is the one after ``at`` where it has several, else the same.
    """
    filled = as_texts(substitutions or {})
    if isinstance(value, Block | Items):
        return _rewritten(value, lambda text: _filled_in(text, filled)) if filled else value
    if isinstance(value, Options):
        value = value.values[0] if value.values else Unknown("it has no alternative")
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, str | Joined):
        return Unknown("it is no document")
    several = "\n" in shown(value).strip()
    above = ("",) * (at.line if several else max(at.line - 1, 0))
    return parse_text(value, source_name or at.file, above, filled)


def as_texts(substitutions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Substitutions with their mappings and lists as JSON, as CloudFormation puts them in."""
    return {
        name: json_text(value) if isinstance(value, dict | list) else value
        for name, value in substitutions.items()
    }


def parse_text(
    value: str | Joined, name: str, above: tuple[str, ...], substitutions: Mapping[str, Any]
) -> Block | Items | Unknown:
    """The document of a text; ``above`` are the lines of its file before it."""
    held: list[Any] = []
    written = held_in(value, held)
    if _length(written, substitutions) > LONGEST:
        return TOO_LARGE
    lines = _HELD.sub(lambda found: _show(found, held), written).split("\n")
    text = _PLACEHOLDER.sub(lambda found: _filled(found, substitutions, held), written)
    source = Source(name, (*above, *lines))
    try:
        document = _parsed(text, source)
    except Refused as error:
        return Unknown(str(error).rstrip("."))
    if not isinstance(document, Block | Items):
        return Unknown("it is plain text, not a document")
    _shift(document, len(above))
    released = _rewritten(document, lambda each: _released(each, held)) if held else document
    return released if isinstance(released, Block | Items) else Unknown("it is no document")


def _length(text: str, substitutions: Mapping[str, Any]) -> int:
    """The characters of the text once its placeholders are filled in."""
    lengths = {
        name: len(value) if isinstance(value, str) else 0 for name, value in substitutions.items()
    }
    filled = (lengths.get(found.group(1).strip(), 0) for found in _PLACEHOLDER.finditer(text))
    return len(text) + sum(filled)


def _parsed(text: str, source: Source) -> Any:
    try:
        return parse_document(text, source)
    except Refused:
        if OPEN not in text:
            raise
        return parse_document(_UNQUOTED.sub(r'\1"\2"', text), source)


def held_in(value: Any, held: list[Any]) -> str:
    """The text of a value; what is no text in it is held, and its place marked."""
    parts = value.parts if isinstance(value, Joined) else (value,)
    return "".join(
        each.replace(OPEN, "?") if isinstance(each, str) else _hold(each, held) for each in parts
    )


def _hold(value: Any, held: list[Any]) -> str:
    held.append(value)
    return f"{OPEN}{len(held) - 1}{CLOSE}"


def _filled(found: re.Match[str], substitutions: Mapping[str, Any], held: list[Any]) -> str:
    name = found.group(1).strip()
    if name not in substitutions:
        return found.group()
    value = substitutions[name]
    if isinstance(value, str | int | float | bool):
        return as_text(value).replace(OPEN, "?")
    return _hold(value, held)


def _show(found: re.Match[str], held: list[Any]) -> str:
    return shown(held[int(found.group(1))])


def _released(text: str, held: list[Any]) -> Any:
    """The text with what was held put back."""
    if OPEN not in text:
        return text
    parts: list[Any] = []
    end = 0
    for found in _HELD.finditer(text):
        parts += [text[end : found.start()], held[int(found.group(1))]]
        end = found.end()
    return join([*parts, text[end:]])


def _filled_in(text: str, substitutions: Mapping[str, Any]) -> Any:
    if "${" not in text:
        return text
    held: list[Any] = []
    written = _PLACEHOLDER.sub(lambda found: _filled(found, substitutions, held), text)
    return _released(written, held) if held else written


def _rewritten(value: Any, text: Callable[[str], Any]) -> Any:
    """The document at its place, each text and key in it made anew."""
    if isinstance(value, Block):
        made = Block(source=value.source, line=value.line)
        for key, each in value.items():
            name = shown(text(key))
            made[name] = _rewritten(each, text)
            made.lines[name] = value.lines.get(key, value.line)
        return made
    if isinstance(value, Items):
        items = (_rewritten(each, text) for each in value)
        return Items(items, source=value.source, line=value.line, lines=value.lines)
    return text(value) if isinstance(value, str) else value


def _shift(document: Any, lines: int) -> None:
    """Count lines from the start of the file in which the text stands."""
    waiting = [document] if lines else []
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, Block):
            each.line += lines
            each.lines = {key: line + lines for key, line in each.lines.items()}
            waiting.extend(each.values())
        elif isinstance(each, Items):
            each.line += lines
            each.lines = [line + lines for line in each.lines]
            waiting.extend(each)

"""YAML or JSON into blocks that know their lines, CloudFormation's short forms as long ones."""

import re
from collections.abc import Iterator
from dataclasses import field
from typing import Any

import yaml

from analysis.records import dataclass
from analysis.refusals import BadTemplate
from analysis.source.document import Block, Items, Source, whole
from analysis.source.values import as_text

_DEEPEST = 100  # levels of nesting; real templates stay below 40
LARGEST = 300_000  # values, aliases counted as often as they are used
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Merge(str):
    """The key ``<<`` that merges: not in quotes, as JSON's are."""

    __slots__ = ()


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read; a mapping's key waits for its value."""

    container: Block | Items
    anchor: str | None
    tag: str | None
    line: int
    size: int = 1
    key: str | None = None
    key_line: int = 0
    merges: list[Any] = field(default_factory=list)


def read_yaml(text: str, source: Source) -> Any:
    """The first document of the text.

    Raises:
        BadTemplate: it is not YAML, nests too deep, or grows without bound through aliases.
    """
    return _Composer(source).compose(_events(whole(text), source))


def _events(text: str, source: Source) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.reader.ReaderError as error:
        raise BadTemplate(
            f"{source.name}: it holds a character that YAML does not allow "
            f"({hex(ord(text[error.position])) if error.position < len(text) else 'unknown'}); "
            "remove it."
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise BadTemplate(
            f"{source.name}:{line}: this is not {_language(source)}: "
            f"{_sentence(error)}{_hint(source, line)}"
        ) from None


def _language(source: Source) -> str:
    return "JSON" if source.name.endswith(".json") else "YAML"


def _sentence(error: yaml.MarkedYAMLError) -> str:
    return " ".join(str(part) for part in (error.context, error.problem) if part).rstrip(".")


def _hint(source: Source, line: int) -> str:
    text = source.lines[line - 1] if 0 < line <= len(source.lines) else ""
    if "\t" in text and _language(source) == "YAML":
        return "; YAML indents with spaces, not tabs."
    if "{{" in text or "{%" in text:
        return "; fill in its placeholders first, then read what comes out."
    return "; mend that line."


class _Composer:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.open: list[_Open] = []
        self.being_read: set[str] = set()
        self.size = 0
        self.root: Any = None
        self.done = False

    def compose(self, events: Iterator[Any]) -> Any:
        for event in events:
            self._take(event)
            if self.done:
                break
        return self.root

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()

    def _scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        value = _value(event)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._place(_tagged(event.tag, value, self.source, line), line, 1)

    def _alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor in self.being_read:
            self._refuse(line, f"the alias *{event.anchor} stands inside what it names")
        if event.anchor not in self.anchors:
            self._refuse(line, f"the alias *{event.anchor} names nothing")
        value, size = self.anchors[event.anchor]
        self._place(value, line, size)

    def _begin(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if len(self.open) >= _DEEPEST:
            self._refuse(line, f"it nests deeper than {_DEEPEST} levels")
        empty: Block | Items
        if isinstance(event, yaml.MappingStartEvent):
            empty = Block(source=self.source, line=line)
        else:
            empty = Items(source=self.source, line=line)
        if event.anchor:
            self.being_read.add(event.anchor)
        self.open.append(_Open(empty, event.anchor, event.tag, line))

    def _end(self) -> None:
        closed = self.open.pop()
        value: Any = closed.container
        if isinstance(value, Block):
            for merged in closed.merges:
                _merge(value, merged)
        if closed.anchor:
            self.being_read.discard(closed.anchor)
            self.anchors[closed.anchor] = (value, closed.size)
        self._place(_tagged(closed.tag, value, self.source, closed.line), closed.line, closed.size)

    def _place(self, value: Any, line: int, size: int) -> None:
        if not self.open:
            self.root, self.done = value, True
            return
        parent = self.open[-1]
        parent.size += size
        if parent.size > LARGEST:
            self._refuse(line, f"it holds more than {LARGEST:,} values once its aliases are used")
        if isinstance(parent.container, Items):
            parent.container.append(value)
            parent.container.lines.append(line)
        elif parent.key is None:
            self._key(parent, value, line)
        else:
            self._pair(parent, value)

    def _key(self, parent: _Open, value: Any, line: int) -> None:
        if isinstance(value, Block | Items):
            self._refuse(line, "a key is itself a mapping or a list (an unquoted {{ … }} reads so)")
        parent.key = as_text(value)
        parent.key_line = line

    def _pair(self, parent: _Open, value: Any) -> None:
        key, line = parent.key or "", parent.key_line
        container = parent.container
        parent.key = None
        if not isinstance(container, Block):
            return
        if isinstance(key, _Merge) and isinstance(value, Block | Items):
            parent.merges.append(value)
            return
        if key in container:
            before = f"the key {key!r} is already there in line {container.lines.get(key, 0)}"
            self.source.remarks.append((line, f"{before}; the last one counts, as on AWS"))
        container[key] = value
        container.lines[key] = line

    def _refuse(self, line: int, why: str) -> None:
        raise BadTemplate(f"{self.source.name}:{line}: {why}; mend that line.")


def _merge(block: Block, merged: Any) -> None:
    for each in merged if isinstance(merged, Items) else [merged]:
        if isinstance(each, Block):
            for key, value in each.items():
                if key not in block:
                    block[key] = value
                    block.lines[key] = each.lines.get(key, each.line)


def _value(event: Any) -> Any:
    text = event.value
    if not event.implicit[0] and not (event.tag or "").startswith("tag:yaml.org"):
        return text  # quoted, or under a short form
    if event.tag == "tag:yaml.org,2002:str" or (event.style and event.style not in ("", None)):
        return text
    if text == "<<":
        return _Merge(text)
    if text in _WORDS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    return number(text)


def number(text: str) -> Any:
    """The number that the text is in JSON and YAML alike, or the text itself."""
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        return text  # leading zeros stay text: account ids have them
    whole = text.lstrip("+-").isdigit()
    return int(text) if whole else float(text)


def _tagged(tag: str | None, value: Any, source: Source, line: int) -> Any:
    """CloudFormation's short form in its long one: !GetAtt A.B is {"Fn::GetAtt": "A.B"}."""
    if not tag or not tag.startswith("!") or tag == "!":
        return value
    name = tag[1:]
    long = name if name in ("Ref", "Condition") else f"Fn::{name}"
    return Block({long: value}, source=source, line=line, lines={long: line})

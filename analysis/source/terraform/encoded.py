"""Texts that are documents: what was encoded as JSON, or read from a file, is kept beside them."""

from typing import Any

from analysis.records import dataclass
from analysis.source.document import Block, Items
from analysis.source.embedded import parse_text
from analysis.source.joining import json_text
from analysis.source.values import Joined, Options


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A text and where it is from: a document that was encoded, or a file by its shown name."""

    written: Any
    file: str = ""

    @property
    def text(self) -> Any:
        """The text itself."""
        return self.written if self.file else json_text(opened(self.written))

    @property
    def document(self) -> Any:
        """The document that it is; the text itself where it is none."""
        if not self.file:
            return opened(self.written)
        if not isinstance(self.written, str | Joined):
            return self.written
        found = parse_text(self.written, self.file, (), {})
        return found if isinstance(found, Block | Items) else self.written


def plain_text(value: Any) -> Any:
    """The value, a text that is a document as a mere text."""
    if isinstance(value, Encoded):
        return value.text
    if isinstance(value, Options):
        return Options(tuple(plain_text(each) for each in value.values))
    return value


def opened(value: Any, *, files: bool = False) -> Any:
    """The value, every encoded document in it as a mere document; ``files`` those in files, too."""
    if isinstance(value, Encoded):
        return value.document if files or not value.file else value.text
    if isinstance(value, Options):
        return Options(tuple(opened(each, files=files) for each in value.values))
    if isinstance(value, Block):
        return value.like((key, opened(each, files=files)) for key, each in value.items())
    if isinstance(value, Items):
        items = (opened(each, files=files) for each in value)
        return Items(items, source=value.source, line=value.line, lines=value.lines)
    return value

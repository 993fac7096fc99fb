"""What was written, and where: mappings and lists that remember their file and lines."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from analysis.graph import Evidence
from analysis.records import dataclass

_FRAGMENT = 160  # characters of a line that evidence shows


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A file that was read: the name it is shown under, and its lines."""

    name: str
    lines: tuple[str, ...]
    remarks: list[tuple[int, str]] = field(default_factory=list)
    """What a reader should know of the file though it can be read: the line, and the sentence."""

    def evidence(self, line: int) -> Evidence:
        """The line (from 1) as evidence."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Evidence(self.name, line, text.strip()[:_FRAGMENT])


NOWHERE = Source("", ())


class Block(dict[str, Any]):
    """A mapping as written; ``lines`` has the line of each key."""

    __slots__ = ("line", "lines", "source")

    def __init__(
        self,
        content: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
        *,
        source: Source = NOWHERE,
        line: int = 0,
        lines: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(content)
        self.source = source
        self.line = line
        self.lines: dict[str, int] = dict(lines or {})

    def like(self, content: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> "Block":
        """Another content at this place; keys that are here keep their lines."""
        return Block(content, source=self.source, line=self.line, lines=self.lines)


class Items(list[Any]):
    """A list as written; ``lines`` has the line of each item."""

    __slots__ = ("line", "lines", "source")

    def __init__(
        self,
        content: Iterable[Any] = (),
        *,
        source: Source = NOWHERE,
        line: int = 0,
        lines: Iterable[int] = (),
    ) -> None:
        super().__init__(content)
        self.source = source
        self.line = line
        self.lines: list[int] = list(lines)


def whole(text: str) -> str:
    """The text with a mark for each half of a sign that stands alone, which no file can hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def at(container: Any, key: str | int | None = None) -> Evidence:
    """Where a mapping or a list, or what is under its key, was written."""
    if isinstance(container, Block):
        line = container.lines.get(str(key), container.line) if key is not None else container.line
        return container.source.evidence(line)
    if isinstance(container, Items):
        known = isinstance(key, int) and key < len(container.lines)
        return container.source.evidence(
            container.lines[int(key or 0)] if known else container.line
        )
    return Evidence("")


def as_block(value: Any) -> Block:
    """The value if it is a mapping, else an empty one: templates may hold anything anywhere."""
    if isinstance(value, Block):
        return value
    return Block(value) if isinstance(value, dict) else Block()


def as_items(value: Any) -> Items:
    """The value if it is a list, a single value as a list of one, nothing as an empty one."""
    if isinstance(value, Items):
        return value
    if value is None:
        return Items()
    return Items(value) if isinstance(value, list | tuple) else Items([value])

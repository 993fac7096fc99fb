"""What becomes of a message on its way: other inputs of targets, envelopes, records, templates."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any

from analysis.extract.events.documents import NULL, Path, Text, under
from analysis.extract.events.in_transit import InTransit
from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.document import at

_HOLE = re.compile(r"<([^<>\s]{1,400})>")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(?:'([^']*)'|\"([^\"]*)\"|[^\]]*)\]")
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Hole:
    """A place of a template into which goes what is at a path of the message."""

    path: Path
    at: Evidence = field(default=Evidence(""), compare=False)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text of a template with holes in it."""

    parts: tuple[str | Hole, ...]


@dataclass(frozen=True, eq=False)
class Filled:
    """A target gets a document instead, with parts of the message in its holes.

    ``of_record`` is the kind of the channel whose records the paths are about, else "";
    ``owner`` whose template it is.
    """

    document: Any
    of_record: str = ""
    owner: str = ""

    def of(self, carried: InTransit) -> InTransit:
        """What the message becomes."""
        known = carried.record(self.of_record) if self.of_record else None

        def part(path: Path) -> Any:
            if known is None:
                return carried.at(path)
            return under(known, path, carried.missing) if path else as_sent(known)

        return carried.become(filled(self.document, part, _text))


@dataclass(frozen=True)
class Delivered:
    """A topic hands its message on: raw, or as a text in a notification."""

    protocol: str = ""
    raw: bool = False

    def of(self, carried: InTransit) -> InTransit:
        """What the message becomes."""
        message = carried.for_protocol(self.protocol)
        if self.raw or self.protocol not in ("sqs", "http", "https"):
            return message
        attributes = {
            name: {"Type": None, "Value": values[0] if len(values) == 1 else None}
            for name, values in carried.attributes.items()
        }
        body = message.body
        notification = {
            "Type": "Notification",
            "Message": body if isinstance(body, str | None) else Text(body),
            "MessageAttributes": attributes,
            **dict.fromkeys(("MessageId", "Subject", "Timestamp", "TopicArn", "UnsubscribeURL")),
        }
        return message.become(notification)


@dataclass(frozen=True)
class Answered:
    """Somebody else is asked, and what is answered goes on, as ``then`` says.

    ``by`` is the function that answers, "" where it is none.
    """

    then: Filled
    by: str = ""

    def of(self, carried: InTransit) -> InTransit:
        """What the message becomes: of the answer nothing is known."""
        return self.then.of(InTransit(carried.said, None, {}, whole=False))


Alteration = Filled | Delivered | Answered


def as_sent(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record that nobody opens: its content is a text."""
    closed = {
        name: Text(record[name])
        for name in ("body", "data", "value")
        if isinstance(record.get(name), dict | list)
    }
    return {**record, **closed}


def path_of(text: str) -> Path:
    """The steps of a JSONPath, indices and wildcards left out."""
    names: list[str] = []
    for found in _STEP.finditer(text.strip().removeprefix("$")):
        name = found[1] or found[2] or found[3]
        if name and name != "*":
            names.append(name)
    return tuple(names)


def template(written: Any, paths: Mapping[str, Hole] | None = None) -> Any:
    """A template as a document with holes: of names that paths are given for, or of paths."""
    return _template(written, paths, at(written), _DEEPEST)


def _template(written: Any, paths: Mapping[str, Hole] | None, where: Evidence, deep: int) -> Any:
    if not deep:
        return None
    if isinstance(written, dict):
        return {
            str(key): _template(each, paths, at(written, str(key)), deep - 1)
            for key, each in written.items()
        }
    if isinstance(written, list):
        return [_template(each, paths, at(written, n), deep - 1) for n, each in enumerate(written)]
    if isinstance(written, str):
        return _of_text(written, paths, where)
    return NULL if written is None else written


def _of_text(written: str, paths: Mapping[str, Hole] | None, where: Evidence) -> Any:
    parts: list[str | Hole] = []
    end = 0
    for found in _HOLE.finditer(written):
        hole = _hole(found[1], paths, where)
        if hole is not None:
            parts += [written[end : found.start()], hole]
            end = found.end()
    several = tuple(each for each in (*parts, written[end:]) if each != "")
    if len(several) == 1 and isinstance(several[0], Hole):
        return several[0]
    return Pieces(several) if end else written


def _hole(name: str, paths: Mapping[str, Hole] | None, where: Evidence) -> Hole | None:
    if name in ("aws.events.event", "aws.events.event.json", "aws.pipes.event.json"):
        return Hole((), where)
    if paths is None:
        return Hole(path_of(name), where) if name.startswith("$") else None
    return paths.get(name)


def filled(
    document: Any, part: Callable[[Path], Any], text: Callable[[list[Any]], Any], deep: int = 0
) -> Any:
    """A template with its holes filled; ``text`` makes one text of pieces."""
    if isinstance(document, Hole):
        return part(document.path)
    if isinstance(document, Pieces):
        pieces = (part(each.path) if isinstance(each, Hole) else each for each in document.parts)
        return text(list(pieces))
    if isinstance(document, dict) and deep < _DEEPEST:
        return {key: filled(each, part, text, deep + 1) for key, each in document.items()}
    if isinstance(document, list) and deep < _DEEPEST:
        return [filled(each, part, text, deep + 1) for each in document]
    return document


def _text(pieces: list[Any]) -> Any:
    return "".join(pieces) if all(isinstance(each, str) for each in pieces) else None


def holes(document: Any) -> Iterator[Hole]:
    """Every hole of a template."""
    waiting = [document]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, Hole):
            yield each
        elif isinstance(each, Pieces):
            waiting += each.parts
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def origins(document: Any, path: Path) -> Iterator[Path]:
    """Of what parts of the message a part of a filled template is made."""
    for count, name in enumerate(path):
        if isinstance(document, Hole):
            yield (*document.path, *path[count:])
            return
        while isinstance(document, list) and document:
            document = document[0]
        if not isinstance(document, dict) or name not in document:
            break
        document = document[name]
    else:
        yield from dict.fromkeys(hole.path for hole in holes(document))
        return
    yield from (hole.path for hole in holes(document) if isinstance(document, Pieces))

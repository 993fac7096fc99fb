"""What templates write: an API's into its requests, a pipe's into its events."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from analysis.extract.events.documents import Path
from analysis.extract.resources.shapes import entries, opened
from analysis.graph import Evidence
from analysis.source.document import Block, at
from analysis.source.joining import join
from analysis.source.values import Joined, shown

_COMPUTED = re.compile(
    r"\$!?\{?(?:input|inputRoot|util|context|stageVariables)\b\}?(?:[.\w]|\[[^\]]{0,80}\])*"
    r"(?:\((?:[^()]|\([^()]{0,400}\)){0,400}\))?(?:\.\w{1,80})*"
)
_DEEPEST = 20
_FRAGMENT = 160  # characters of a line that evidence shows
Written = tuple[Path, Evidence]


def written_by_templates(integration: Block, inside: str = "") -> Iterator[Written]:
    """Each field that a request template writes; ``inside`` names the member with the request.

    A template that is no document once what it computes is taken out says nothing.
    """
    for _, value, where in entries(integration, "requesttemplates"):
        document = _document(value, where)
        if inside and isinstance(document, dict):
            document = _document(document.get(inside), at(document, inside))
        for path, place in _leaves(document, where, _DEEPEST):
            yield path, _as_written(value, where, place)


def _as_written(value: Any, where: Evidence, place: Evidence) -> Evidence:
    """A place in a template, with its line as it is written."""
    lines = shown(value).split("\n")
    number = place.line - where.line - 1
    known = len(lines) > 1 and 0 <= number < len(lines)
    return replace(place, fragment=lines[number].strip()[:_FRAGMENT]) if known else where


def _document(value: Any, where: Evidence) -> Any:
    if isinstance(value, str | Joined):
        parts = value.parts if isinstance(value, Joined) else (value,)
        value = join(_COMPUTED.sub("0", each) if isinstance(each, str) else each for each in parts)
    return opened(value, where)


def written_in(template: Any, where: Evidence) -> Iterator[Written]:
    """Each field that a template writes which is a document, or the text of one."""
    yield from _leaves(opened(template, where), where, _DEEPEST)


def _leaves(document: Any, where: Evidence, deep: int) -> Iterator[Written]:
    if isinstance(document, list) and document:
        document = document[0]
    if not isinstance(document, dict) or not deep:
        return
    for name, value in document.items():
        place = at(document, name)
        place = place if place.line else where
        inner = list(_leaves(value, place, deep - 1))
        yield from (((str(name), *path), here) for path, here in inner)
        if not inner:
            yield (str(name),), place

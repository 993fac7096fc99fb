"""What templates write: an API's into its requests, a pipe's into its events."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from analysis.extract.events.documents import Path
from analysis.extract.events.naming import type_attribute
from analysis.extract.resources.marked import Marked
from analysis.extract.resources.shapes import entries, opened
from analysis.extract.resources.velocity import without_directives
from analysis.graph import Evidence
from analysis.source.document import Block, at
from analysis.source.values import Joined, shown

_DEEPEST = 20
_FRAGMENT = 160  # characters of a line that evidence shows
Written = tuple[Path, Evidence]


def written_by_templates(integration: Block, *inside: str) -> Iterator[Written]:
    """Each field that a request template writes; ``inside`` leads to the member with the request.

    A template that is no document once what it computes is taken out says nothing.
    """
    for _, value, where in entries(integration, "requesttemplates"):
        document = _document(value, where)
        for name in inside:
            document = _first(document)
            if isinstance(document, dict):
                document = _document(document.get(name), at(document, name))
        for path, place in _leaves(document, where, _DEEPEST):
            yield path, _as_written(value, where, place)


def written_in_form(integration: Block, name: str) -> tuple[str, list[Written]]:
    """The type and the fields of a message that a template puts into a form, as far as it says."""
    kind, fields = "", []
    for _, value, where in entries(integration, "requesttemplates"):
        marked = Marked.of(value)
        found = re.search(rf"\b{name}=(.{{1,20000}}?)(?=&[A-Z]\w*[.=]|\Z)", marked.text, re.DOTALL)
        document = _document(marked.value(found[1]), where) if found else None
        if isinstance(document, dict):
            said = document.get(type_attribute(map(str, document)))
            kind = said if isinstance(said, str) and said != "0" else kind
            fields += [(path, where) for path, _ in _leaves(document, where, _DEEPEST)]
    return kind, fields


def _first(document: Any) -> Any:
    return document[0] if isinstance(document, list) and document else document


def _as_written(value: Any, where: Evidence, place: Evidence) -> Evidence:
    """A place in a template, with its line as it is written."""
    lines = shown(value).split("\n")
    number = place.line - where.line - 1
    known = len(lines) > 1 and 0 <= number < len(lines)
    return replace(place, fragment=lines[number].strip()[:_FRAGMENT]) if known else where


def _document(value: Any, where: Evidence) -> Any:
    if isinstance(value, str | Joined):
        marked = Marked.of(value)
        value = marked.value(without_directives(marked.text))
    return opened(value, where)


def written_in(template: Any, where: Evidence) -> Iterator[Written]:
    """Each field that a template writes which is a document, or the text of one."""
    yield from _leaves(opened(template, where), where, _DEEPEST)


def _leaves(document: Any, where: Evidence, deep: int) -> Iterator[Written]:
    document = _first(document)
    if not isinstance(document, dict) or not deep:
        return
    for name, value in document.items():
        place = at(document, name)
        place = place if place.line else where
        inner = list(_leaves(value, place, deep - 1))
        yield from (((str(name), *path), here) for path, here in inner)
        if not inner:
            yield (str(name),), place

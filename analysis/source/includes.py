"""The transform AWS::Include: a file beside a template that stands in it."""

from pathlib import Path
from typing import Any, Protocol

from analysis.graph import Evidence
from analysis.refusals import Refused
from analysis.source.document import Block, as_block, at
from analysis.source.files import Files
from analysis.source.intrinsics import evaluate
from analysis.source.paths import inside
from analysis.source.resolver import Resolver
from analysis.source.values import Unknown, as_text

_DEEPEST = 50  # files that include one another


class Including(Resolver, Protocol):
    """A template as what it includes sees it; ``including`` are the places being put in."""

    root: Path
    files: Files
    including: list[str]

    @property
    def folder(self) -> Path:
        """The folder that paths in the template start from."""

    def note(self, what: str, reason: str, where: Evidence) -> None:
        """Keep what could not be found out."""


def included(block: Block, scope: Including) -> Any:
    """What stands in the place of a Fn::Transform."""
    name = as_text(block.get("Name"))
    if name != "AWS::Include":
        reason = f"the macro {name!r} runs only on AWS"
        scope.note(f"transform {name}", reason, at(block))
        return Unknown(reason)
    location = as_text(evaluate(as_block(block.get("Parameters")).get("Location"), scope))
    document = _file(location, at(block), scope)
    if isinstance(document, Unknown):
        return document
    scope.including.append(location)
    try:
        return evaluate(document, scope)
    finally:
        scope.including.pop()


def with_included(section: Block, scope: Including) -> Block:
    """A section with what its Fn::Transform includes; what it has itself goes before."""
    argument = as_block(section["Fn::Transform"])
    location = as_text(as_block(argument.get("Parameters")).get("Location"))
    there = _file(location, at(section, "Fn::Transform"), scope)
    whole = section.like({**section, **as_block(there), **section})
    del whole["Fn::Transform"]
    return whole


def _file(location: str, where: Evidence, scope: Including) -> Any:
    path = inside(scope.folder, location, scope.root) if "://" not in location else None
    if location in scope.including or len(scope.including) > _DEEPEST:
        reason = f"{location!r} includes itself"
    elif path is None:
        reason = f"{location or 'what it includes'!r} is no file beside the template"
    else:
        try:
            return scope.files.mapping(path)
        except Refused as error:
            reason = str(error).rstrip(".")
    scope.note("include", reason, where)
    return Unknown(reason)

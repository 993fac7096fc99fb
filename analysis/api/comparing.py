"""Systems beside each other, and one system before and after an edit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.api.architecture import Architecture, read
from analysis.api.arguments import mapping, refused, texts

if TYPE_CHECKING:
    from analysis.comparison.comparison import Comparison
    from analysis.difference import Difference

SYSTEMS = "systems as `analysis.read` gives them, or paths of their templates"


def compare(
    *systems: object,
    teams: Mapping[str, str] | None = None,
    mix: Mapping[str, float] | None = None,
) -> Comparison:
    """Two or more systems over every measure, layer and change; no winner is announced.

    ``systems`` are what `read` gives, or paths that it takes. ``teams`` maps services to teams, and
    adds a level; ``mix`` says how often each kind of change, or each operator, is asked for.

    Raises:
        BadArgument: something else was given.
        NothingToCompare: there are fewer than two, or one is empty.
        BadMix: the weights cannot be used.
    """
    from analysis.comparison.comparison import compare as comparison

    listed = systems[0] if len(systems) == 1 and isinstance(systems[0], list | tuple) else systems
    found = [_architecture(each, "compare()").dependencies() for each in listed]
    if mix is not None:
        mapping(mix, (int, float), "compare(), as mix,", "a weight for each kind of change")
    return comparison(found, teams=texts(teams, "teams", "compare()"), weights=mix)


def diff(old: object, new: object) -> Difference:
    """What an edit did to a system: whom it touched, by kind and by layer.

    ``old`` and ``new`` are what `read` gives, or paths that it takes.

    Raises:
        BadArgument: something else was given.
        BadTemplate: a template cannot be read.
    """
    from analysis.difference import difference

    before, after = (_architecture(each, "diff()") for each in (old, new))
    return difference(*before.versions(after))


def _architecture(given: object, function: str) -> Architecture:
    if isinstance(given, Architecture):
        return given
    if isinstance(given, str | Path):
        return read(given)
    raise refused(function, given, SYSTEMS)

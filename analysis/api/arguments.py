"""What is given is what is wanted, or one sentence says what was given and what is wanted."""

from collections.abc import Collection, Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from analysis.plain_text import visible
from analysis.refusals import Refused
from analysis.wording import offered

PATHS = "paths of templates, or of folders of them"


class BadArgument(Refused):
    """Something else was given than is wanted; the text names both."""


def refused(function: str, given: object, wanted: str) -> BadArgument:
    """The refusal of what a function was given."""
    return BadArgument(f"{function} was given {described(given)}; it wants {wanted}.")


def described(given: object) -> str:
    """What it is, in a few words: a Graph, the text 'x', nothing."""
    if given is None:
        return "nothing"
    if isinstance(given, str):
        return f"the text {visible(given[:60])!r}{' and so on' if len(given) > 60 else ''}"
    if isinstance(given, tuple) and given:
        return " and ".join(dict.fromkeys(map(described, given)))
    name = type(given).__name__
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def path(given: object, function: str, of: str) -> Path:
    """The one path in what was given; raises BadArgument saying that it is to be ``of`` a file."""
    if (
        isinstance(given, str | PathLike)
        and isinstance(fspath(given), str)
        and fspath(given).strip()
    ):
        return Path(given)
    raise refused(function, given or None, f"the path of {of}")


def paths(given: object, function: str) -> Iterator[Path]:
    """The paths in what was given: a path as such or as text, or several of them.

    Raises:
        BadArgument: it is none, or the text of a template instead of its path.
    """
    match given:
        case str() if "\n" in given:
            raise BadArgument(
                f"{function} was given the text of a template; it wants {PATHS}: "
                "write the text to a file, and name that."
            )
        case str() if given.strip():
            yield Path(given)
        case PathLike() if isinstance(fspath(given), str):
            yield Path(given)
        case list() | tuple() if given:
            for each in given:
                yield from paths(each, function)
        case _:
            raise refused(function, given or None, f"{PATHS}, such as 'template.yaml'")


def texts(given: object, what: str, function: str) -> Mapping[str, str]:
    """Names and texts, as ``parameters`` and ``bindings`` are; an empty mapping for None.

    Raises:
        BadArgument: it is something else.
    """
    wanted = f"a dictionary of {what}: names and texts"
    return {} if given is None else dict(mapping(given, str, f"{function}, as {what},", wanted))


def mapping(given: Any, values: type | tuple[type, ...], function: str, wanted: str) -> Any:
    """It, if it is a mapping of names to such values.

    Raises:
        BadArgument: it is none, or has another value; the text says which.
    """
    if not isinstance(given, Mapping):
        raise refused(function, given, wanted)
    for name, value in given.items():
        if not isinstance(name, str) or not isinstance(value, values):
            raise refused(function, value if isinstance(name, str) else name, wanted)
    return given


def one_of(given: Any, known: Collection[str], what: str) -> Any:
    """It, if it is one of these names.

    Raises:
        BadArgument: it is not; the text offers the nearest, or all.
    """
    if isinstance(given, str) and given in known:
        return given
    said = described(given)
    raise BadArgument(f"{said[:1].upper()}{said[1:]} is no {what}: {offered(given, known)}")

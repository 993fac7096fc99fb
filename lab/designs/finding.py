"""The record of a design; each folder of the checkout with a `design.toml` is one."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from analysis.regular_files import read_toml
from lab.designs.ways import FOLLOWED, PLACED, WAITS, Following, Waiting, Way
from lab.errors import BadDesign, UnknownDesign


@dataclass(frozen=True)
class Design:
    """One implementation of the order workflow.

    folder: the package, named as the design is, with its template; the business it imports lies
    beside it. entry, announcer: logical ids of what takes an order, and of the function that tells
    of it out of a table's stream, "" where nothing does. in_flight: orders that the embedded engine
    does well to have under way at once. colour, mark: how pictures show it.
    """

    name: str
    folder: Path
    entry: str
    announcer: str
    in_flight: int
    colour: str
    mark: str
    place_order: Way
    waiting: Waiting
    following: Following

    def __str__(self) -> str:
        return self.name

    @property
    def root(self) -> Path:
        """The checkout it is of."""
        return self.folder.parent

    @property
    def template(self) -> Path:
        """The SAM template that is its only wiring."""
        return self.folder / "template.yaml"

    @property
    def stack(self) -> str:
        """The name of its stack, unless another is wanted."""
        return f"ripple-{self.name}"

    def at(self, root: Path) -> "Design":
        """The same design in another checkout."""
        return replace(self, folder=root / self.name)


ROOT = Path(__file__).resolve().parent.parent.parent

ELSEWHERE = "RIPPLE_DESIGNS"
"""The environment variable that names another folder of designs."""

FILE = "design.toml"
OneOfThem = TypeVar("OneOfThem")


def designs() -> tuple[Design, ...]:
    """Every design of this checkout and of $RIPPLE_DESIGNS, by name; raises BadDesign."""
    found: dict[str, Design] = {}
    for each in _read_all():
        if each.name in found:
            raise BadDesign(
                f"{each.folder} and {found[each.name].folder} are of one name: rename one."
            )
        found[each.name] = each
    return tuple(found[name] for name in sorted(found))


def design_named(name: str) -> Design:
    """The design of this name; raises UnknownDesign naming those there are, BadDesign."""
    there = {each.name: each for each in designs()}
    if name not in there:
        raise UnknownDesign(f"There is no design {name!r}: choose {' or '.join(there)}.")
    return there[name]


def read_design(folder: Path) -> Design:
    """The design in a folder; raises BadDesign naming the file and what is wrong in it."""
    path = folder / FILE
    told = read_toml(path, BadDesign)
    return Design(
        name=folder.name,
        folder=folder,
        entry=_text(told, "entry", path),
        announcer=_text(told, "announcer", path) if "announcer" in told else "",
        in_flight=_number(told, "in_flight", path),
        colour=_text(told, "colour", path),
        mark=_text(told, "mark", path),
        place_order=_one_of(PLACED, told, "placed", path),
        waiting=_one_of(WAITS, told, "waits", path),
        following=_one_of(FOLLOWED, told, "followed", path),
    )


def _read_all() -> Iterator[Design]:
    elsewhere = os.environ.get(ELSEWHERE)
    for root in (ROOT, *([Path(elsewhere).resolve()] if elsewhere else [])):
        for each in sorted(root.glob(f"*/{FILE}")):
            yield read_design(each.parent)


def _one_of(
    ways: Mapping[str, OneOfThem], told: Mapping[str, Any], key: str, path: Path
) -> OneOfThem:
    name = _text(told, key, path)
    if name not in ways:
        raise BadDesign(f"`{key}` in {path} is {name!r}: choose {' or '.join(ways)}.")
    return ways[name]


def _text(told: Mapping[str, Any], key: str, path: Path) -> str:
    value = told.get(key)
    if not isinstance(value, str) or not value:
        raise BadDesign(f"{path} must say `{key}`, in quotes.")
    return value


def _number(told: Mapping[str, Any], key: str, path: Path) -> int:
    value = told.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadDesign(f"{path} must say `{key}`, a number above zero.")
    return value

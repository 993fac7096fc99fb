"""A record as plain JSON values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from analysis.plain_values import to_plain
from tests.analysis.read_back import record


@dataclass(frozen=True)
class Place:
    file: str
    line: int = 0
    span: str = ""


@dataclass(frozen=True)
class Thing:
    name: str
    sure: bool
    places: tuple[Place, ...]
    words: tuple[str, ...] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


SPARSE = ("span", "more")
THINGS = some.builds(
    Thing,
    some.text(),
    some.booleans(),
    some.lists(some.builds(Place, some.text(), some.integers(), some.text())).map(tuple),
    some.none() | some.lists(some.text()).map(tuple),
    some.dictionaries(some.text(), some.integers() | some.text()),
)


@given(THINGS)
def test_a_record_comes_back_from_json_as_it_was(thing: Thing) -> None:
    wire = json.loads(json.dumps(to_plain(thing, SPARSE)))
    assert record(Thing, wire) == thing


def test_what_is_empty_is_left_out_only_where_that_is_said() -> None:
    thing = Thing("a", sure=False, places=(Place("x.py"),))
    assert to_plain(thing, SPARSE) == {
        "name": "a",
        "sure": False,
        "places": [{"file": "x.py", "line": 0}],
        "words": None,
    }

"""The reading as JSON and back."""

from collections.abc import Callable

import pytest

from analysis.dependency import (
    Contract,
    Dependencies,
    Facts,
    Field,
    Lineage,
    Read,
    from_json,
    to_json,
)
from analysis.graph import Evidence
from analysis.refusals import BadGraphFile

World = Callable[..., Dependencies]

TEXT = "f emits topic/E\n topic/E reaches g\n f reads table"
FACTS = Facts(
    contracts=(Contract("topic/E", "event", "E", ("f",), None),),
    reads=(Read("g", "topic/E", (Field("total", (Evidence("code.py", 3, "x", "span"),)),)),),
    lineage=(Lineage("topic/E", "total", "topic/E", "net", "f", False, (Evidence("code.py"),)),),
    modules={"f": ("module:p.py",)},
)


def test_back_from_json_it_is_the_same(world: World) -> None:
    found = world(TEXT, FACTS)
    assert from_json(to_json(found)) == found
    assert to_json(from_json(to_json(found))) == to_json(found)


@pytest.mark.parametrize("spoil", ["", "{}", '{"format": "x"}', "[" * 100_000])
def test_what_is_no_reading_is_refused(spoil: str) -> None:
    with pytest.raises(BadGraphFile, match=r"here\.json is no dependency reading"):
        from_json(spoil, name="here.json")


def test_a_layer_that_does_not_exist_is_refused(world: World) -> None:
    text = to_json(world(TEXT)).replace('"layer": "data"', '"layer": "taste"')
    with pytest.raises(BadGraphFile, match="taste"):
        from_json(text)

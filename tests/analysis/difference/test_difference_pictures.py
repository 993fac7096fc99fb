"""Pictures of a difference: told by sign and line, not by colour alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.difference import Version, difference
from analysis.difference.picture import difference_picture, pair, union
from analysis.facts import Contract, Facts, Field
from analysis.palette import MARKS
from analysis.style import save

pytestmark = pytest.mark.slow  # draws

World = Callable[..., Version]
MINUS = "\N{MINUS SIGN}"

SERVICES = {"f": "orders", "topic": "orders", "g": "stock", "x": "new", "h": "old"}
BEFORE = "f publishes topic\ntopic triggers g\ntopic triggers h"
AFTER = "f publishes topic\ntopic triggers g\ntopic triggers x"


@pytest.fixture
def versions(world: World) -> tuple[Version, Version]:
    return (
        world(BEFORE, {k: v for k, v in SERVICES.items() if k != "x"}, code={"g": {"a.py": "1"}}),
        world(AFTER, {k: v for k, v in SERVICES.items() if k != "h"}, code={"g": {"a.py": "2"}}),
    )


def texts(figure: Figure) -> str:
    return "\n".join(each.get_text() for each in figure.findobj(Text))


def test_every_node_and_arrow_is_marked(versions: tuple[Version, Version]) -> None:
    found = union(difference(*versions))
    assert found.marks == {"f": "same", "topic": "same", "g": "changed", "x": "added",
                           "h": "removed"}  # fmt: skip
    assert {(each.target, each.mark) for each in found.arrows} == {
        ("topic", "same"), ("g", "same"), ("x", "added"), ("h", "removed")
    }  # fmt: skip
    assert found.counts == f"nodes +1 {MINUS}1 ~1, arrows +1 {MINUS}1"


def test_signs_tell_what_colours_tell(versions: tuple[Version, Version]) -> None:
    said = texts(difference_picture(difference(*versions)))
    for words in ("+ x", f"{MINUS} h", "~ g", "+ new", f"{MINUS} old", "+ added", "as before"):
        assert words in said
    lines = [shown.line for _, shown in MARKS.values()]
    widths = [shown.width for _, shown in MARKS.values()]
    assert len(set(zip(lines, widths, strict=True))) == len(MARKS)


def test_services_are_marked_by_whom_the_edit_touched(versions: tuple[Version, Version]) -> None:
    found = union(difference(*versions), "services")
    assert found.marks == {"orders": "same", "stock": "changed", "new": "added", "old": "removed"}


def test_what_is_in_both_versions_stands_at_one_place(versions: tuple[Version, Version]) -> None:
    before, after = (_places(each) for each in pair(difference(*versions)))
    assert before.keys() == {"orders", "stock", "old"}
    assert after.keys() == {"orders", "stock", "old", "new"}
    assert before.items() <= after.items()


def _places(figure: Figure) -> dict[str, tuple[float, float]]:
    """Where the name of each service is written, signs aside."""
    said = [(each.get_text().split()[-1:], each.get_position()) for each in figure.findobj(Text)]
    return {words[0]: at for words, at in said if words and words[0] in SERVICES.values()}


def test_an_arrow_that_carries_something_else_says_what(world: World) -> None:
    one, other = (
        world(f"f publishes topic\nf emits topic/{event}\ntopic/{event} reaches g", SERVICES)
        for event in ("Placed", "Paid")
    )
    marks = {each.mark for each in union(difference(one, other)).arrows}
    assert {"added", "removed"} <= marks


def test_what_is_new_on_a_way_has_a_line_of_its_own(world: World) -> None:
    one, other = (
        world(f"f invokes Kept\nf invokes {also}", {"f": "shop", "Kept": "pay", also: "pay"})
        for also in ("Gone", "New")
    )
    found = difference(one, other)
    arrows = union(found, "services").arrows
    assert {(each.mark, each.words) for each in arrows} == {
        ("same", ("Kept",)),
        ("added", ("+ New",)),
        ("removed", (f"{MINUS} Gone",)),
    }
    before, _ = pair(found)
    assert {"Kept", "Gone"} <= {*texts(before).split("\n")}
    assert "New" not in texts(before)


def test_an_event_type_with_other_fields_is_marked(world: World) -> None:
    flow = "f publishes topic\nf emits topic/Placed\ntopic/Placed reaches g"
    said = [Contract("topic/Placed", "event", "Placed", ("f",), (Field(x),)) for x in "ab"]
    found = difference(*(world(flow, SERVICES, Facts((each,))) for each in said))
    assert union(found).marks["topic/Placed"] == "changed"


def test_several_are_drawn_beside_one_another_and_always_alike(
    versions: tuple[Version, Version], tmp_path: Path
) -> None:
    both = difference(*versions), difference(*reversed(versions))
    one, other = (
        save(difference_picture(*both, title="two"), tmp_path / name).read_bytes()
        for name in ("a.svg", "b.svg")
    )
    assert one == other

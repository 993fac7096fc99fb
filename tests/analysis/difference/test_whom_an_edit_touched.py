"""Who is touched: by a resource, code or definition of their own, and by nothing else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.difference import Difference, Version, difference
from analysis.difference.machines import Definition
from analysis.difference.resources import DeclaredResource
from tests.analysis.difference.conftest import world_of

World = Callable[..., Version]

SERVICES = {"f": "orders", "g": "stock", "h": "orders"}
CODE = {
    "f": {"orders.py": "1", "both.py": "1"},
    "g": {"stock.py": "1", "both.py": "1"},
    "h": {"orders.py": "1"},
}


def coded(world: World, **files: dict[str, str]) -> Version:
    return world("", SERVICES, code=CODE | files)


def test_a_file_that_one_service_has_is_its_own(world: World) -> None:
    found = difference(
        coded(world),
        coded(world, f={"orders.py": "2", "both.py": "1"}, h={"orders.py": "2"}),
    )
    assert found.touched == ("orders",)
    assert found.components == ("f", "h")
    assert found.changed_functions == ("f", "h")


def test_who_is_merely_packed_anew_with_shared_code_is_not_touched(world: World) -> None:
    found = difference(
        coded(world),
        coded(world, f={"orders.py": "1", "both.py": "2"}, g={"stock.py": "1", "both.py": "2"}),
    )
    assert found.touched == found.components == ()
    assert found.functions_by("shared code") == ("f", "g")
    assert found


def test_a_file_that_another_service_comes_to_have_is_shared(world: World) -> None:
    more = {"stock.py": "1", "both.py": "1", "orders.py": "2"}
    before, after = coded(world), coded(world, f=CODE["f"] | {"orders.py": "2"}, g=more)
    assert difference(before, after).touched == ()
    assert difference(after, before).touched == ()


def test_files_that_are_set_apart_are_nobodys_own(world: World) -> None:
    after = coded(world, g={"stock.py": "2", "both.py": "1"})
    assert difference(coded(world), after).touched == ("stock",)
    assert difference(coded(world), after, apart=["stock"]).touched == ()


def test_a_definition_touches_the_machine_and_its_owner(world: World) -> None:
    services = {"machine": "workflow", "f": "orders"}
    one, other = (
        world("machine invokes f", services, definitions={"machine": Definition(whole)})
        for whole in ("before", "after")
    )
    found = difference(one, other)
    assert (found.touched, found.components) == (("workflow",), ("machine",))
    assert found.untouched == ("orders",)


def test_a_resource_touches_its_service_and_the_component_that_it_works_for(world: World) -> None:
    role = DeclaredResource("role", "AWS::IAM::Role", {"Type": "AWS::IAM::Role"})
    before = world("", SERVICES)
    after = replace(
        before,
        resources={"role": role},
        owners=SERVICES | {"role": "stock"},
        serves={"role": "g"},
    )
    found = difference(before, after)
    assert (found.touched, found.components) == (("stock",), ("g",))


def test_nobodys_resource_touches_nobody(world: World) -> None:
    before = world("", SERVICES)
    bus = DeclaredResource("bus", "AWS::Events::EventBus", {})
    found = difference(before, replace(before, resources={"bus": bus}))
    assert found.resources_by("added") == ("bus",)
    assert found.touched == ()


def test_new_and_removed_services_are_told_apart_from_changed_ones(world: World) -> None:
    before, after = world("", {"f": "orders", "g": "stock"}), world("", {"f": "orders", "x": "new"})
    found = difference(before, after)
    assert (found.new_units, found.removed_units) == (("new",), ("stock",))
    assert found.touched == ("new", "stock")
    assert "2 services touched: new (new), stock (removed). Left alone: orders." in found.to_text()


def test_a_service_that_has_no_tag_is_its_component(world: World) -> None:
    found = difference(world("f invokes g", {}), world("f invokes h", {}))
    assert found.touched == ("g", "h")


def test_code_that_is_known_of_one_version_only_is_not_compared_but_noted(world: World) -> None:
    found = difference(coded(world), world("", SERVICES, code={"f": CODE["f"]}))
    assert found.touched == ()
    assert any("code of g is known only before the edit" in note for note in found.notes)


def test_teams_are_those_of_the_services_touched(world: World) -> None:
    found = difference(coded(world), coded(world, g={"stock.py": "2"}))
    assert found.teams({"stock": "Team B"}) == ("Team B",)
    assert found.teams({}) == ("stock",)


# properties, over worlds drawn at random

NAMES = st.sampled_from(["f", "g", "h", "queue", "table", "topic"])
VERBS = st.sampled_from(["invokes", "reads", "writes", "publishes", "triggers", "delivers"])
EDGES = st.lists(st.tuples(NAMES, VERBS, NAMES), max_size=6)
TAGS = st.dictionaries(st.sampled_from("fgh"), st.sampled_from(["orders", "stock"]), max_size=3)
FILES = st.dictionaries(st.sampled_from(["a.py", "b.py"]), st.sampled_from("12"))


@st.composite
def worlds(draw: st.DrawFn) -> Version:
    text = "\n".join(" ".join(edge) for edge in draw(EDGES))
    properties = draw(st.dictionaries(st.sampled_from("pq"), st.integers(0, 2)))
    found = world_of(
        text,
        draw(TAGS),
        code=draw(st.dictionaries(st.sampled_from("fgh"), FILES)),
        resources={name: DeclaredResource(name, "T", {"Properties": {"x": properties[name]}})
                   for name in properties},
    )  # fmt: skip
    return replace(found, definitions={"machine": Definition(draw(st.integers(0, 2)))})


def sets(found: Difference) -> object:
    return (
        found.touched, found.components, found.layers,
        found.functions_by("own code"), found.functions_by("shared code"),
        found.resources_by("changed"), found.contracts_by("changed"),
    )  # fmt: skip


def opposite(found: Difference, how: str) -> object:
    return found.functions_by(how), found.resources_by(how), found.contracts_by(how)


@settings(max_examples=15, deadline=None)
@given(worlds())
def test_nothing_differs_from_itself(one: Version) -> None:
    found = difference(one, one)
    assert not found
    assert found.touched == found.components == ()
    assert not any(found.layers.values())
    assert "Nothing differs." in found.to_text()


@settings(max_examples=15, deadline=None)
@given(worlds(), worlds())
def test_the_way_back_touches_the_same_with_added_and_removed_swapped(
    one: Version, other: Version
) -> None:
    there, back = difference(one, other), difference(other, one)
    assert sets(there) == sets(back)
    assert opposite(there, "added") == opposite(back, "removed")
    assert opposite(there, "removed") == opposite(back, "added")
    assert there.new_units == back.removed_units


@pytest.mark.slow  # reads both designs
def test_neither_design_differs_from_itself(designs: dict[str, Version]) -> None:
    for design in designs.values():
        assert not difference(design, design)

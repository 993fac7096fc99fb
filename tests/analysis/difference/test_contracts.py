"""Contracts compared by their fields, and by who reads which of them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from analysis.difference import Version, difference
from analysis.difference.contracts import ContractChange
from analysis.difference.machines import Definition
from analysis.facts import Contract, Facts, Field, Read
from analysis.graph import Evidence
from analysis.reaches import Reaches

World = Callable[..., Version]

FLOW = "f emits topic/Placed\ntopic/Placed reaches g\n"
PLACED = "topic/Placed"


def facts(said: str | None, **reads: str) -> Facts:
    fields = None if said is None else tuple(map(Field, said.split()))
    return Facts(
        (Contract(PLACED, "event", "Placed", ("f",), fields),),
        tuple(Read(who, PLACED, tuple(map(Field, what.split()))) for who, what in reads.items()),
    )


def change(before: Version, after: Version) -> ContractChange:
    (found,) = difference(before, after).contracts
    return found


def test_fields_that_come_and_go_are_a_change(world: World) -> None:
    found = change(
        world(FLOW, {}, facts("id total", g="id")), world(FLOW, {}, facts("id amount", g="id"))
    )
    assert (found.how, found.fields_added, found.fields_removed) == (
        "changed",
        ("amount",),
        ("total",),
    )
    assert (found.readers, found.readers_changed) == (("g",), ())


def test_a_value_that_becomes_an_object_is_retyped(world: World) -> None:
    found = change(
        world(FLOW, {}, facts("total", g="total")),
        world(FLOW, {}, facts("total total.cents", g="total")),
    )
    assert found.retyped == ("total",)
    assert found.fields_added == ("total.cents",)


def test_a_new_reader_leaves_the_contract_as_it_is(world: World) -> None:
    before = world(FLOW, {}, facts("id", g="id"))
    after = world(FLOW + "topic/Placed reaches h", {}, facts("id", g="id", h="id"))
    found = difference(before, after)
    assert found.contracts_by("changed") == ()
    assert [(each.how, each.readers_added) for each in found.contracts] == [
        ("read otherwise", ("h",))
    ]


def test_who_reads_other_fields_is_named(world: World) -> None:
    before, after = (world(FLOW, {}, facts("id total", g=read)) for read in ("id", "id total"))
    assert change(before, after).readers_changed == ("g",)


def test_a_contract_that_is_new_is_told_with_its_readers(world: World) -> None:
    found = change(world("", {"f": "", "g": ""}), world(FLOW, {}, facts("id", g="id")))
    assert (found.how, found.fields_added, found.readers_added) == ("added", ("id",), ("g",))


def test_fields_that_are_not_known_are_not_compared(world: World) -> None:
    before, after = (world(FLOW, {}, facts(said, g="id")) for said in ("id", None))
    assert difference(before, after).contracts == ()


def test_another_version_is_a_change_though_the_fields_are_the_same(world: World) -> None:
    one, other = (
        replace(
            facts("id version", g="id"),
            contracts=(Contract(PLACED, "event", "Placed", ("f",), (Field("id"),), said),),
        )
        for said in ("1", "2")
    )
    found = difference(world(FLOW, {}, one), world(FLOW, {}, other))
    assert found.contracts_by("changed") == (PLACED,)
    assert found.contracts[0].versions == ("1", "2")
    assert found.reaches.told == ("g",)
    assert "~ topic/Placed  goes from version 1 to 2" in found.to_text()


CODE = {"f": {"own.py": "1", "shared.py": "1"}, "g": {"g.py": "1", "shared.py": "1"}}


def test_what_differs_by_shared_code_alone_is_no_change_by_who_was_not_touched(
    world: World,
) -> None:
    after = {name: files | {"shared.py": "2"} for name, files in CODE.items()}
    found = difference(
        world(FLOW, {}, facts("id", g="id"), code=CODE),
        world(FLOW, {}, facts("id slot", g="id"), code=after),
    )
    assert found.contracts_by("changed") == ()
    assert found.contracts_by("shared code") == (PLACED,)
    assert found.reaches == Reaches(edited=(), redeployed=("f", "g"), told=("g",))
    assert "= topic/Placed  by shared code alone; adds slot" in found.to_text()


def test_what_its_owner_was_edited_for_is_a_change(world: World) -> None:
    after = CODE | {"f": {"own.py": "2", "shared.py": "1"}}
    found = difference(
        world(FLOW, {}, facts("id", g="id"), code=CODE),
        world(FLOW, {}, facts("id slot", g="id"), code=after),
    )
    assert found.contracts_by("changed") == (PLACED,)
    assert found.reaches == Reaches(edited=("f",), redeployed=("f",), told=("g",))


def request(*said: tuple[str, int]) -> Facts:
    """What a machine passes to f: fields, each with the line of the definition that says it."""
    fields = tuple(Field(path, (Evidence("asl", line, ""),)) for path, line in said)
    contract = Contract("request:f", "request", "f", ("f",), fields)
    return Facts((contract,), (Read("machine", "request:f", fields), Read("f", "request:f", ())))


@pytest.mark.parametrize(
    ("after", "how"),
    [
        # The machine passes one field more, which f, unedited, passes over.
        ((("order", 1), ("order.id", 1), ("slot", 2)), "changed"),
        ((("order", 1), ("order.id", 1), ("order.slot", 3)), "changed"),
        # The machine passes the order whole, as ever; shared code looks at more of it.
        ((("order", 1), ("order.id", 1), ("order.slot", 1)), "shared code"),
    ],
)
def test_a_machine_that_was_edited_changes_what_it_passes_itself(
    world: World, after: tuple[tuple[str, int], ...], how: str
) -> None:
    flow, services = "machine invokes f", {"machine": "workflow", "f": "orders"}
    before = world(
        flow,
        services,
        request(("order", 1), ("order.id", 1)),
        code={"f": {"f.py": "1"}},
        definitions={"machine": Definition("before")},
    )
    edited = world(
        flow,
        services,
        request(*after),
        code={"f": {"f.py": "1"}},
        definitions={"machine": Definition("after")},
    )
    found = difference(before, edited)
    assert [each.how for each in found.contracts] == [how]

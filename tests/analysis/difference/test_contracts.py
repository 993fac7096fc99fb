"""Contracts compared by their fields, and by who reads which of them."""

from collections.abc import Callable

from analysis.difference import Version, difference
from analysis.difference.contracts import ContractChange
from analysis.facts import Contract, Facts, Field, Read

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

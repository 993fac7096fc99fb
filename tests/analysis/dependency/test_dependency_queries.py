"""What a change asks of the reading: who reads, who waits, who holds the patience."""

from collections.abc import Callable
from dataclasses import replace

from analysis.dependency import Dependencies
from analysis.dependency.queries import FieldReader, contract, field_readers, holders, owners
from analysis.facts import Contract, Facts, Field, Lineage, Read
from analysis.graph import Evidence

World = Callable[..., Dependencies]

HEARD = """
    f emits topic/Placed
    topic/Placed reaches g
    topic/Placed reaches h
    g emits topic/Billed
    topic/Billed reaches k
"""


def at(line: int) -> tuple[Evidence, ...]:
    return (Evidence("code.py", line),)


FACTS = Facts(
    contracts=(
        Contract("topic/Placed", "event", "Placed", ("f",), (Field("total"), Field("lines.sku"))),
        Contract("topic/Billed", "event", "Billed", ("g",), (Field("amount"),)),
    ),
    reads=(
        Read("g", "topic/Placed", (Field("total", at(1)),)),
        Read("h", "topic/Placed", (Field("lines", at(2)),)),
        Read("k", "topic/Billed", (Field("amount", at(3)),)),
    ),
    lineage=(Lineage("topic/Billed", "amount", "topic/Placed", "total", "g", False, at(4)),),
)


def names(readers: tuple[FieldReader, ...]) -> list[str]:
    return [each.component for each in readers]


def test_readers_of_a_field_and_then_readers_of_what_is_made_from_it(world: World) -> None:
    direct, derived = field_readers(world(HEARD, FACTS), "topic/Placed", "total")
    assert (direct.component, direct.derived, direct.known) == ("g", False, True)
    assert (derived.component, derived.derived, derived.copied) == ("k", True, False)
    assert [(hop.source, hop.target, hop.evidence) for hop in derived.hops] == [
        ("topic/Placed.total", "topic/Billed.amount", at(4)),
        ("topic/Billed.amount", "k", at(3)),
    ]


def test_derived_readers_can_be_left_out(world: World) -> None:
    assert names(field_readers(world(HEARD, FACTS), "topic/Placed", "total", derived=False)) == [
        "g"
    ]


def test_a_change_of_a_field_is_a_change_of_all_that_is_in_it(world: World) -> None:
    reads = Facts(FACTS.contracts, (Read("h", "topic/Placed", (Field("lines.sku"),)),))
    found = world(HEARD, reads)
    assert "h" in names(field_readers(found, "topic/Placed", "lines"))
    assert "h" not in names(field_readers(found, "topic/Placed", "line"))


def test_who_hands_a_field_on_whole_is_not_hit_by_what_is_known_to_be_in_it(world: World) -> None:
    found = world(HEARD, FACTS)
    assert names(field_readers(found, "topic/Placed", "lines")) == ["h"]
    assert names(field_readers(found, "topic/Placed", "lines.sku")) == []
    assert names(field_readers(found, "topic/Placed", "lines.unheard_of")) == ["h"]


def test_a_reader_of_whom_nothing_is_known_may_read_it(world: World) -> None:
    readers = field_readers(world(HEARD), "topic/Placed", "total")
    assert [(each.component, each.known) for each in readers] == [("g", False), ("h", False)]


def test_a_tolerant_reader_that_reads_no_field_is_not_hit(world: World) -> None:
    facts = Facts(reads=(Read("g", "topic/Placed", ()), Read("h", "topic/Placed", ())))
    assert field_readers(world(HEARD, facts), "topic/Placed", "total") == ()


def test_a_field_of_a_copy_is_in_it_where_it_was(world: World) -> None:
    facts = Facts(
        contracts=(Contract("topic/Placed", "event", "Placed", ("f",), None),),
        reads=(
            Read("g", "topic/Placed", ()),
            Read("h", "topic/Placed", ()),
            Read("k", "topic/Billed", (Field("order.sku", at(3)),)),
        ),
        lineage=(Lineage("topic/Billed", "order", "topic/Placed", "$", "g", True, at(4)),),
    )
    found = field_readers(world(HEARD, facts), "topic/Placed", "sku")
    assert [(each.component, each.path) for each in found] == [("k", "order.sku")]
    assert names(field_readers(world(HEARD, facts), "topic/Placed", "colour")) == []
    deeper = Lineage("topic/Placed", "deeper", "topic/Billed", "$", "h", True, at(5))
    ring = replace(facts, lineage=(*facts.lineage, deeper))
    assert names(field_readers(world(HEARD, ring), "topic/Placed", "sku")) == ["k"]


def test_fields_that_are_made_from_one_another_end(world: World) -> None:
    ring = Facts(
        reads=FACTS.reads,
        lineage=(
            Lineage("topic/Billed", "amount", "topic/Placed", "total", "g"),
            Lineage("topic/Placed", "total", "topic/Billed", "amount", "f"),
        ),
    )
    assert names(field_readers(world(HEARD, ring), "topic/Placed", "total")) == ["g", "k"]


WORKFLOW = """
    machine contains state-a
    machine contains state-b
    state-a invokes j
    state-b invokes k
"""


def test_a_response_field_goes_on_into_another_tasks_request(world: World) -> None:
    facts = Facts(
        lineage=(Lineage("request:k", "amount", "response:j", "total", "machine", True, at(5)),)
    )
    passes = {"state-a": {"answer": ["total"]}, "state-b": {"request": ["amount"]}}
    readers = field_readers(world(WORKFLOW, facts, **passes), "response:j", "total")
    assert [(each.component, each.contract, each.derived) for each in readers] == [
        ("machine", "response:j", False),
        ("k", "request:k", True),
    ]


def test_owners_of_a_contract(world: World) -> None:
    found = world(HEARD, FACTS)
    assert owners(found, "topic/Placed") == ("f",)
    assert owners(found, "topic/Nothing") == ()
    assert contract(found, "topic/Nothing") is None


def test_the_patience_for_a_task_is_its_callers_and_for_a_subscriber_its_queues(
    world: World,
) -> None:
    assert [(each.part, each.why) for each in holders(world(WORKFLOW), "j")] == [
        ("j", "its own timeout"),
        ("machine", "state state-a waits for it"),
    ]
    fed = world("topic delivers queue\n queue triggers g\n x invokes g")
    assert [(each.part, each.why) for each in holders(fed, "g")] == [
        ("g", "its own timeout"),
        ("queue", "it delivers again what failed"),
        ("x", "x waits for it"),
    ]

"""Steps and neighbours, in common terms for both designs."""

from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from analysis.dependency.reading import dependencies
from analysis.facts import Deed, Facts
from analysis.graph import Evidence
from analysis.prediction.names import of_resource, snake
from analysis.prediction.process import Process, process
from tests.analysis.dependency.conftest import graph_of
from tests.designs import depended

pytestmark = pytest.mark.slow  # both designs are read with their code


@cache
def of_side(side: str) -> Process:
    return process(depended(side))


def world(text: str, facts: Facts | None = None, **attributes: Any) -> Process:
    return process(dependencies(graph_of(text, **attributes), facts or Facts()))


def named(found: Process, *roles: str) -> list[str]:
    return [step.name for step in found.role(*roles)]


def told(found: Process) -> list[str]:
    name = {act.id: act.name for act in found.acts}
    return [f"{name[x.before]} -> {name[x.after]}: {x.by.rpartition('/')[2]}" for x in found.pairs]


FORWARD = ["open_order", "reserve_stock", "take_payment", "book_shipment", "confirm_order"]


@pytest.mark.parametrize("side", ["choreography", "orchestration"])
def test_both_designs_go_the_same_way_forward_and_back(side: str) -> None:
    found = of_side(side)
    assert named(found, "forward") == FORWARD
    assert sorted(named(found, "undo")) == ["cancel_order", "refund_payment", "release_stock"]
    name = {act.id: act.name for act in found.role("forward")}
    ahead = [
        (name[x.before], name[x.after]) for x in found.pairs if {x.before, x.after} <= name.keys()
    ]
    assert ahead == list(pairwise(FORWARD))
    assert all(act.evidence for act in found.acts)
    assert all(pair.evidence for pair in found.pairs)


def test_both_designs_use_the_same_business() -> None:
    one, other = (
        {step.name: step.uses for step in of_side(side).role("forward", "undo")}
        for side in ("choreography", "orchestration")
    )
    assert one == other
    assert one["take_payment"] == ("orderflow.payments.charge",)


def test_services_of_steps_are_those_that_do_them() -> None:
    one, other = (
        {step.name: step.service for step in of_side(side).role("forward", "undo")}
        for side in ("choreography", "orchestration")
    )
    assert one == other


def test_the_neighbours_in_choreography() -> None:
    assert told(of_side("choreography")) == [
        "open_order -> reserve_stock: OrderPlaced",
        "open_order -> note_bill: OrderPlaced",
        "open_order -> note_destination: OrderPlaced",
        "reserve_stock -> take_payment: StockReserved",
        "reserve_stock -> cancel_order: StockRefused",
        "take_payment -> book_shipment: PaymentTaken",
        "take_payment -> release_stock: PaymentDeclined",
        "book_shipment -> confirm_order: ShipmentBooked",
        "book_shipment -> refund_payment: ShipmentRefused",
        "release_stock -> cancel_order: StockReleased",
        "note_bill -> book_shipment: PaymentTaken",
        "note_bill -> release_stock: PaymentDeclined",
        "refund_payment -> release_stock: PaymentRefunded",
        "note_destination -> confirm_order: ShipmentBooked",
        "note_destination -> refund_payment: ShipmentRefused",
    ]


def test_the_neighbours_in_orchestration() -> None:
    assert told(of_side("orchestration")) == [
        "open_order -> reserve_stock: Next",
        "reserve_stock -> take_payment: Next",
        "reserve_stock -> cancel_order: Catch",
        "take_payment -> book_shipment: Next",
        "take_payment -> release_stock: Catch",
        "book_shipment -> confirm_order: Next",
        "book_shipment -> refund_payment: Catch",
        "refund_payment -> release_stock: Next",
        "release_stock -> cancel_order: Next",
    ]


def test_an_outbox_is_a_relay_and_two_that_take_note_are_beside() -> None:
    found = of_side("choreography")
    assert named(found, "relay") == ["announce_order"]
    assert named(found, "beside") == ["note_bill", "note_destination"]


def test_without_code_a_step_is_named_after_function_and_event() -> None:
    found = world(
        "PlaceFunction emits topic/Placed\n topic/Placed reaches StockFunction\n"
        "StockFunction emits topic/Kept\n topic/Lost reaches StockFunction"
    )
    assert [act.name for act in found.acts] == [
        "place",
        "stock on Placed",
        "stock on Lost",
    ]


def deed(name: str, on: str, *says: str) -> Deed:
    uses = (f"business.{name.removeprefix('note_')}",)
    return Deed(name, on, says, uses, Evidence("code.py", 1))


def test_who_only_takes_note_is_not_on_the_way_however_far_it_leads() -> None:
    text = """
        place emits t/Placed
        t/Placed reaches keep
        t/Placed reaches ship
        keep emits t/Kept
        t/Kept reaches ship
        ship emits t/Shipped
        ship emits t/Refused
        t/Refused reaches keep
        keep emits t/Released
        t/Released reaches tell
        tell emits t/Told
        t/Told reaches settle
        t/Shipped reaches settle
    """
    deeds = {
        "settle": (deed("settle", "Told"), deed("settle", "Shipped")),
        "keep": (deed("hold", "Placed", "Kept"), deed("release", "Refused", "Released")),
        "ship": (
            deed("note_send", "Placed", "Shipped", "Refused"),
            deed("send", "Kept", "Shipped", "Refused"),
        ),
    }
    found = world(text, Facts(deeds=deeds))
    assert named(found, "forward") == ["place", "hold", "send", "settle"]
    assert named(found, "undo") == ["release"]
    assert named(found, "beside") == ["note_send", "tell"]


def task(**more: object) -> dict[str, object]:
    return {"type": "Task"} | more


def test_states_that_do_nothing_are_passed_and_branches_entered() -> None:
    text = """
        machine contains state-a
        machine contains state-if
        machine contains state-both
        machine contains state-z
        state-both contains state-b
        state-both contains state-c
        state-a transitions state-if Next
        state-if transitions state-both Choice
        state-if transitions state-z Default
        state-both transitions state-z Next
        state-both transitions state-undo Catch
        machine contains state-undo
        state-a invokes fa
        state-b invokes fb
        state-c invokes fc
        state-z invokes fz
        state-undo invokes fu
    """
    attributes = {
        "state-a": task(start=True),
        "state-if": {"type": "Choice"},
        "state-both": {"type": "Parallel"},
        "state-b": task(start=True),
        "state-c": task(start=True),
        "state-z": task(),
        "state-undo": task(),
    }
    found = world(text, **attributes)
    assert told(found) == [
        "state_a -> state_b: Choice",
        "state_a -> state_c: Choice",
        "state_a -> state_z: Choice",
        "state_b -> state_z: Next",
        "state_b -> state_undo: Catch",
        "state_c -> state_z: Next",
        "state_c -> state_undo: Catch",
    ]
    assert named(found, "undo") == ["state_undo"]


def test_an_event_that_starts_a_workflow_leads_to_its_first_task() -> None:
    text = """
        place emits topic/Placed
        topic/Placed reaches machine
        machine contains state-a
        state-a invokes f
        f emits topic/Done
        topic/Done reaches g
    """
    found = world(text, **{"state-a": task(start=True)})
    assert told(found) == ["place -> state_a: Placed", "state_a -> g: Done"]
    assert named(found, "forward") == ["place", "state_a", "g"]


def test_who_only_listens_undoes_nothing() -> None:
    text = """
        place emits t/Placed
        t/Placed reaches keep
        t/Placed reaches mail
        keep emits t/Kept
        t/Kept reaches pay
    """
    found = world(text)
    assert named(found, "forward") == ["place", "keep", "pay"]
    assert named(found, "beside") == ["mail"]


def test_a_ring_of_events_ends() -> None:
    text = "f emits t/A\n t/A reaches g\n g emits t/B\n t/B reaches f"
    assert len(world(text).pairs) == 2


def test_names_are_written_one_way() -> None:
    assert snake("Take payment") == "take_payment" == of_resource("stack:TakePaymentFunction")
    assert snake("Buy2XL") == "buy_2_xl"
    assert of_resource("Lambda") == "lambda"


def neighbours(found: Process) -> list[tuple[str, str]]:
    return sorted((link.before, link.after) for link in found.neighbours)


def test_a_task_s_event_is_the_task_s_step_and_an_event_leads_to_the_first_task() -> None:
    text = """
        place emits topic/Placed
        topic/Placed reaches machine
        machine contains state-a
        state-a invokes f
        f emits topic/Done
        topic/Done reaches g
    """
    found = world(text, **{"state-a": task(start=True)})
    assert found.steps.keys() == {"topic/Placed", "state-a", "g"}
    assert neighbours(found) == [("state-a", "g"), ("topic/Placed", "state-a")]


def test_who_hands_on_without_an_event_has_a_step() -> None:
    text = """
        take publishes queue-in
        queue-in triggers sort
        sort invokes pack
        pack writes table-t
        table-t triggers count
    """
    found = world(text)
    assert neighbours(found) == [("pack", "count"), ("sort", "pack"), ("take", "sort")]


def test_an_error_is_caught_by_what_a_state_is_in() -> None:
    text = """
        machine contains state-both
        machine contains state-undo
        state-both contains state-b
        state-both transitions state-undo Catch
        state-b invokes fb
        state-undo invokes fu
    """
    caught = [{"errors": ["Refused"], "next": "state-undo"}]
    found = world(
        text,
        **{
            "state-both": {"type": "Parallel", "start": True, "caught": caught},
            "state-b": task(start=True),
            "state-undo": task(),
        },
    )
    assert [each.name for each in found.steps["state-b"].refusals] == ["Refused"]
    assert [link.after for link in found.on_refusal("state-b")] == ["state-undo"]

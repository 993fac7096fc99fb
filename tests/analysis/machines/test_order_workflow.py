"""Our own orchestration, read edge by edge and field by field."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.extract.machines import read_machine
from analysis.extract.reading import Reading
from analysis.source import open_system

TEMPLATE = Path(__file__).parents[3] / "orchestration" / "template.yaml"
M = "OrderWorkflow/"

TRANSITIONS = """
Book shipment -Catch-> Refund payment
Book shipment -Next-> Confirm order
Cancel order -Next-> Order cancelled
Confirm order -Next-> Order confirmed
Open order -Next-> Reserve stock
Refund payment -Next-> Release stock
Release stock -Next-> Cancel order
Reserve stock -Catch-> Cancel order
Reserve stock -Next-> Take payment
Take payment -Catch-> Release stock
Take payment -Next-> Book shipment
"""

INVOKES = {
    "Open order": "OpenOrderFunction",
    "Reserve stock": "ReserveStockFunction",
    "Take payment": "TakePaymentFunction",
    "Book shipment": "BookShipmentFunction",
    "Confirm order": "ConfirmOrderFunction",
    "Refund payment": "RefundPaymentFunction",
    "Release stock": "ReleaseStockFunction",
    "Cancel order": "CancelOrderFunction",
}

# state: (what the task is told, and where each field comes from; what is used of its answer)
FIELDS: dict[str, tuple[dict[str, str], list[str]]] = {
    "Open order": ({"order": "$"}, ["total"]),
    "Reserve stock": ({"order_id": "order_id", "lines": "lines"}, []),
    "Take payment": (
        {"order_id": "order_id", "customer": "customer", "amount": "opened.total"},
        [],
    ),
    "Book shipment": ({"order_id": "order_id", "country": "country"}, []),
    "Confirm order": ({"order_id": "order_id"}, []),
    "Refund payment": ({"order_id": "order_id"}, []),
    "Release stock": ({"order_id": "order_id"}, []),
    "Cancel order": ({"order_id": "order_id", "reason": "refusal.Error"}, []),
}


@pytest.fixture(scope="module")
def reading() -> Reading:
    reading = Reading(open_system([TEMPLATE]))
    for machine in reading.system.of("AWS::StepFunctions::StateMachine"):
        read_machine(machine, reading)
    return reading


def test_its_transitions_are_these_and_no_others(reading: Reading) -> None:
    found = [
        f"{edge.source.removeprefix(M)} -{edge.label}-> {edge.target.removeprefix(M)}"
        for edge in reading.edges
        if edge.relation == "transitions"
    ]
    assert sorted(found) == TRANSITIONS.strip().splitlines()


def test_each_task_invokes_its_function_and_nothing_else_is_done(reading: Reading) -> None:
    found = {
        edge.source.removeprefix(M): edge.target
        for edge in reading.edges
        if edge.relation not in ("contains", "transitions")
    }
    assert found == INVOKES
    assert {edge.relation for edge in reading.edges} == {"contains", "transitions", "invokes"}


def test_it_contains_its_ten_states(reading: Reading) -> None:
    found = {edge.target.removeprefix(M) for edge in reading.edges if edge.relation == "contains"}
    assert found == {*INVOKES, "Order confirmed", "Order cancelled"}


@pytest.mark.parametrize("state", FIELDS)
def test_the_fields_it_passes_and_uses(reading: Reading, state: str) -> None:
    node = reading.found(M + state)
    assert node
    mapping, answer = FIELDS[state]
    assert node.attributes["mapping"] == mapping
    assert node.attributes["request"] == sorted(mapping)
    assert node.attributes["reads"] == sorted(set(mapping.values()))
    assert node.attributes.get("answer", []) == answer


def test_what_a_step_answers_is_kept_beside_the_order(reading: Reading) -> None:
    opened, reserved = reading.found(M + "Open order"), reading.found(M + "Reserve stock")
    assert opened
    assert reserved
    assert opened.attributes["output"] == {"$": "$", "opened.total": "@answer.total"}
    assert reserved.attributes["output"] == {"$": "$"}
    assert reserved.attributes["caught"] == [
        {
            "errors": ["OutOfStock"],
            "next": "Cancel order",
            "output": {"$": "$", "refusal": "@error"},
        }
    ]


def test_the_evidence_lies_in_the_definition(reading: Reading) -> None:
    lines = TEMPLATE.with_name("workflow.asl.json").read_text().splitlines()
    for edge in reading.edges:
        for evidence in edge.evidence:
            assert evidence.file.endswith("workflow.asl.json")
            key = lines[evidence.line - 1].strip().split(":")[0]
            assert evidence.fragment.startswith(key)


def test_nothing_of_it_is_unresolved(reading: Reading) -> None:
    assert [node.id for node in reading.nodes if node.kind == "unresolved"] == []

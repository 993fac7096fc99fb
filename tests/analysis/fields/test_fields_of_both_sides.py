"""The facts of each design are what a person wrote down, field by field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.facts import Facts
from analysis.fields import read_facts

pytestmark = pytest.mark.slow  # both designs are read with their code

ROOT = Path(__file__).resolve().parents[3]
EXPECTED = Path(__file__).parent / "expected"
SIDES = ("choreography", "orchestration")
Lines = Callable[[Facts], list[str]]


@pytest.fixture(scope="module", params=SIDES)
def side(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def facts(side: str) -> Facts:
    return read_facts([ROOT / side / "template.yaml"])


def test_the_facts_are_what_was_written_down(side: str, facts: Facts, lines: Lines) -> None:
    text = (EXPECTED / f"{side}.txt").read_text(encoding="utf-8")
    expected = [each for each in text.splitlines() if each and not each.startswith("#")]
    assert len(expected) == len(set(expected))
    assert sorted(lines(facts)) == sorted(expected)


def test_every_field_shows_the_line_that_names_it(facts: Facts) -> None:
    shown = [
        (each.id, field) for each in facts.contracts if each.owners for field in each.fields or ()
    ]
    shown += [(each.contract, field) for each in facts.reads for field in each.fields or ()]
    for contract, field in shown:
        assert field.evidence, (contract, field.path)
        for evidence in field.evidence:
            line = Path(evidence.file).read_text(encoding="utf-8").splitlines()[evidence.line - 1]
            assert evidence.fragment.rpartition(": ")[2][-20:] in line, (contract, field.path)
    assert all(each.evidence for each in facts.lineage)


@pytest.mark.parametrize(
    ("contract", "field", "file", "text"),
    [
        ("OrderPlaced", "customer", "announcements.py", "data.customer: customer=order["),
        ("StockRefused", "reason", "inventory/reactions.py", "data.reason: yield StockRefused("),
        ("ShipmentBooked", "version", "messaging/envelope.py", "version=event.version"),
    ],
)
def test_where_publishers_write_a_field(contract: str, field: str, file: str, text: str) -> None:
    facts = read_facts([ROOT / "choreography" / "template.yaml"])
    [found] = [each for each in facts.contracts if each.name == contract]
    [written] = [each for each in found.fields or () if each.path == field]
    assert any(each.file.endswith(file) and text in each.fragment for each in written.evidence)


@pytest.mark.parametrize(
    ("reader", "contract", "field", "file", "text"),
    [
        (
            "PaymentsFunction",
            "OrderingTopic/OrderPlaced",
            "total",
            "payments/reads.py",
            "data.total: customer, total = event.data[",
        ),
        (
            "ShippingFunction",
            "OrderingTopic/OrderPlaced",
            "country",
            "shipping/reads.py",
            "data.country: return cls(",
        ),
        (
            "InventoryFunction",
            "OrderingTopic/OrderPlaced",
            "lines.sku",
            "inventory/reads.py",
            'wanted[Sku(line["sku"])]',
        ),
        (
            "OrderingFunction",
            "ShippingTopic/ShipmentBooked",
            "order_id",
            "envelope.py",
            'wire["order_id"]',
        ),
    ],
)
def test_where_readers_read_a_field(
    reader: str, contract: str, field: str, file: str, text: str
) -> None:
    facts = read_facts([ROOT / "choreography" / "template.yaml"])
    [read] = [e for e in facts.reads if (e.component, e.contract) == (reader, contract)]
    [found] = [each for each in read.fields or () if each.path == field]
    assert found.evidence[0].file.endswith(file)
    assert text in found.evidence[0].fragment


def test_where_the_workflow_names_a_field() -> None:
    facts = read_facts([ROOT / "orchestration" / "template.yaml"])
    [request] = [each for each in facts.contracts if each.id == "request:TakePaymentFunction"]
    [amount] = [each for each in request.fields or () if each.path == "amount"]
    [place] = amount.evidence
    assert place.file.endswith("workflow.asl.json")
    assert place.fragment == '"amount.$": "$.opened.total"'


def test_what_nobody_reads() -> None:
    """Of all that events carry, cause and unit price alone are read by nobody."""
    facts = read_facts([ROOT / "choreography" / "template.yaml"])
    read = {(each.contract, field.path) for each in facts.reads for field in each.fields or ()}
    heard = {each.contract for each in facts.reads}
    unread = {
        field.path
        for each in facts.contracts
        for field in each.fields or ()
        if each.kind == "event" and each.id in heard and (each.id, field.path) not in read
    }
    assert unread == {"caused_by", "lines", "lines.unit_price"}  # of lines, only what is in them

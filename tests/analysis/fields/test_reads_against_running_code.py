"""What is said to be read is what readers cannot do without, when the real ones are run."""

from __future__ import annotations

import copy
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from analysis.fields import read_facts
from choreography.messaging.envelope import Envelope

pytestmark = pytest.mark.slow  # the sides' own code is run

ROOT = Path(__file__).resolve().parents[3]
SERVICES = ("ordering", "inventory", "payments", "shipping")
DATA = {
    "customer": "c-1",
    "country": "DE",
    "lines": [{"sku": "tea", "quantity": 2, "unit_price": 5}],
    "total": 10,
    "reason": "OutOfStock",
}


def message(kind: str) -> dict[str, Any]:
    beside = {"id": "i", "type": kind, "version": 1, "time": "t", "order_id": "o"}
    return {**beside, "caused_by": "i-0", "data": copy.deepcopy(DATA)}


def without(kind: str, field: str) -> str:
    """The message with a field taken out, wherever it is."""
    wire = message(kind)
    steps = field.split(".")
    owner = wire if steps[0] in wire else wire["data"]
    for step in steps[:-1]:
        owner = owner[step][0]
    del owner[steps[-1]]
    return json.dumps(wire)


@pytest.mark.parametrize("service", SERVICES)
def test_a_reader_refuses_a_message_without_what_it_reads(service: str) -> None:
    facts = read_facts([ROOT / "choreography" / "template.yaml"])
    fields = {each.name: {f.path for f in each.fields or ()} for each in facts.contracts}
    reads = {
        read.contract.rpartition("/")[2]: {field.path for field in read.fields or ()}
        for read in facts.reads
        if read.component == f"{service.title()}Function"
    }
    reactions = importlib.import_module(f"choreography.{service}.reactions").REACTIONS
    assert reads.keys() == reactions.keys()
    for kind, reaction in reactions.items():
        refused = set()
        for field in fields[kind] - {"lines"}:
            try:
                reaction.reads(Envelope.opened(without(kind, field)))
            except Exception:  # noqa: BLE001  whichever way it refuses
                refused.add(field)
        assert refused == reads[kind], kind

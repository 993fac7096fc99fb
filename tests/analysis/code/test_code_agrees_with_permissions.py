"""Our own sides: what the code does is what the template permits, edge by edge."""

from pathlib import Path

import pytest

from tests.designs import extracted


@pytest.fixture(scope="module", params=["choreography", "orchestration"])
def deeds(request):
    """What the functions of a side do, by their permissions, by their code, or by both."""
    graph = extracted(request.param)
    return [
        edge
        for edge in graph.flow
        if graph.by_id[edge.source].kind == "function" and edge.relation != "redrives"
    ]


def test_every_permission_is_used_and_everything_done_is_permitted(deeds):
    assert deeds
    for edge in deeds:
        files = {Path(place.file).suffix for place in edge.evidence}
        assert (files, edge.certainty) == ({".yaml", ".py"}, "read"), str(edge)


def test_the_events_of_choreography_are_read_from_its_code():
    graph = extracted("choreography")
    said: dict[str, list[str]] = {}
    for edge in graph.contracts:
        if edge.relation == "emits":
            said.setdefault(edge.source, []).append(edge.target.rpartition("/")[2])
    assert said == {
        "AnnounceOrderFunction": ["OrderCancelled", "OrderConfirmed", "OrderPlaced"],
        "InventoryFunction": ["StockRefused", "StockReleased", "StockReserved"],
        "PaymentsFunction": ["PaymentDeclined", "PaymentRefunded", "PaymentTaken"],
        "ShippingFunction": ["ShipmentBooked", "ShipmentRefused"],
    }

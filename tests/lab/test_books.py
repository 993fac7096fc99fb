"""The books are read whatever the world has, also for services that the books do not know."""

from collections.abc import Iterator
from typing import Any

import pytest

from lab import books
from lab.books import read_books
from orderflow.ledger import Item
from orderflow.world import World, seed_items
from tests.lab.test_tables import Dynamo, Place

WORLD = World(stock={"lamp": 3}, balances={"ada": 70}, carriers={"DE": 1})


def _with_a_newcomer(world: World) -> Iterator[tuple[str, Item]]:
    yield "credit", {"pk": "overdue#ada", "customer": "ada"}
    yield from seed_items(world)


@pytest.mark.parametrize("seeds", [seed_items, _with_a_newcomer])
def test_seeds_of_a_service_without_a_book_are_passed_over(
    seeds: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dynamo = Dynamo()
    for _, item in seed_items(WORLD):
        dynamo.items[item["pk"]] = {
            name: {"N": str(value)} if isinstance(value, int) else {"S": value}
            for name, value in item.items()
        }
    monkeypatch.setattr(books, "seed_items", seeds)
    found = read_books(Place(dynamo), [], WORLD)
    assert (found.on_hand, found.balances, found.capacity) == ({"lamp": 3}, {"ada": 70}, {"DE": 1})

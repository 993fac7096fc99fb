"""The world a run starts from."""

import json
from pathlib import Path

import pytest

from lab.errors import BadWorldFile
from lab.workload.generator import generate
from lab.workload.world import fit_world, read_world, strangers, write_world
from orderflow.order import Order
from orderflow.world import World


def order(order_id: str, sku: str = "lamp", customer: str = "c-7", country: str = "DE") -> Order:
    line = {"sku": sku, "quantity": 2, "unit_price": 500}
    return Order.from_wire(
        {"order_id": order_id, "customer": customer, "country": country, "lines": [line]}
    )


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    _, world = generate(50)
    write_world(world, tmp_path / "world.json")
    assert read_world(tmp_path / "world.json") == world


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{", "valid JSON"),
        ("[]", "JSON object"),
        ('{"stock": {}, "balances": {}, "carriers": {}, "weather": {}}', "`weather`"),
        ('{"stock": {"lamp": -1}, "balances": {}, "carriers": {}}', "`stock.lamp`"),
        ('{"stock": {"lamp": 1000000000001}, "balances": {}, "carriers": {}}', "`stock.lamp`"),
        ('{"stock": {"lamp": 1.5}, "balances": {}, "carriers": {}}', "`stock.lamp`"),
        ('{"stock": {"lamp": true}, "balances": {}, "carriers": {}}', "`stock.lamp`"),
        ('{"stock": {"lamp": 1, "lamp": 2}, "balances": {}, "carriers": {}}', "`lamp` twice"),
        ('{"stock": {}, "balances": {"c": Infinity}, "carriers": {}}', "Infinity"),
        ('{"stock": {}}', "`balances`"),
        ("", "valid JSON"),
    ],
)
def test_a_bad_world_is_refused_in_one_sentence(tmp_path: Path, text: str, names: str) -> None:
    path = tmp_path / "world.json"
    path.write_text(text)
    with pytest.raises(BadWorldFile) as refused:
        read_world(path)
    assert str(path) in str(refused.value)
    assert names in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_most_that_there_can_be_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.write_text('{"stock": {"lamp": 1000000000000}, "balances": {}, "carriers": {"DE": 0}}')
    assert read_world(path) == World({"lamp": 10**12}, {}, {"DE": 0})


def test_a_missing_world_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadWorldFile, match="no file"):
        read_world(tmp_path / "none.json")


def test_the_fitted_world_has_what_all_orders_together_ask_for() -> None:
    world = fit_world([order("o-1"), order("o-2"), order("o-3", sku="desk", country="FR")])
    assert world == World({"desk": 2, "lamp": 4}, {"c-7": 3000}, {"DE": 2, "FR": 1})


def test_a_name_the_world_lacks_is_noted_with_its_likely_slip() -> None:
    notes = strangers([order("o-1")], World({"lmap": 9}, {"c-7": 9000}, {"DE": 1, "FR": 1}))
    assert notes == [
        "The world has no stock for sku 'lamp' (did its 'lmap' mean 'lamp'?).",
        "No order uses country 'FR' of the world.",
    ]


def test_a_fitted_world_has_no_strangers() -> None:
    orders = [order("o-1"), order("o-2", sku="desk")]
    assert strangers(orders, fit_world(orders)) == []


def test_the_world_file_is_plain_json(tmp_path: Path) -> None:
    write_world(fit_world([order("o-1")]), tmp_path / "world.json")
    parts = json.loads((tmp_path / "world.json").read_text())
    assert set(parts) == {"stock", "balances", "carriers"}

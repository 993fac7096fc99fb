"""Generated orders: from a seed, with stated shares, each ending the same way whatever comes."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.designs import ROOT
from lab.workload.generator import BadWorkload, Shares, generate
from lab.workload.orders import objection, read_orders
from lab.workload.samples import write_samples
from lab.workload.world import fit_world, read_world, strangers
from orderflow.order import Order
from orderflow.refusals import Refusal
from tests.lab.workload.oracle import never_undone, one_by_one

shares = st.tuples(*[st.floats(0, 1 / 3)] * 3).map(lambda parts: Shares(*parts))


def test_the_same_seed_gives_the_same_orders_and_another_gives_others() -> None:
    assert generate(50, 3) == generate(50, 3)
    assert generate(50, 3) != generate(50, 4)


def test_the_stated_shares_are_met_exactly() -> None:
    orders, world = generate(200, 7)
    ends = Counter(one_by_one(orders, world).values())
    assert ends == {
        None: 140,
        Refusal.OUT_OF_STOCK: 20,
        Refusal.PAYMENT_DECLINED: 20,
        Refusal.NO_CARRIER: 20,
    }


@given(
    count=st.integers(1, 60),
    seed=st.integers(0, 10**6),
    shares=shares,
    shuffle=st.integers(0, 10**6),
)
def test_every_interleaving_ends_the_same(
    count: int, seed: int, shares: Shares, shuffle: int
) -> None:
    orders, world = generate(count, seed, shares=shares)
    mixed = orders.copy()
    Random(shuffle).shuffle(mixed)
    assert one_by_one(orders, world) == one_by_one(mixed, world) == never_undone(mixed, world)


@given(count=st.integers(1, 60), seed=st.integers(0, 10**6), shares=shares)
def test_a_world_fitted_to_a_file_confirms_every_order(
    count: int, seed: int, shares: Shares
) -> None:
    orders, _ = generate(count, seed, shares=shares)
    assert set(never_undone(orders, fit_world(orders)).values()) == {None}


@given(count=st.integers(1, 40), seed=st.integers(0, 10**6), prefix=st.sampled_from(["", "t3-"]))
def test_generated_orders_would_be_taken_from_a_file(count: int, seed: int, prefix: str) -> None:
    orders, _ = generate(count, seed, prefix=prefix)
    assert [Order.from_wire(order.to_wire()) for order in orders] == orders
    assert not [order for order in orders if objection(order)]
    assert len({order.order_id for order in orders}) == count
    assert all(order.order_id.startswith(prefix) for order in orders)


def test_runs_with_different_prefixes_share_no_product_and_no_customer() -> None:
    (_, first), (_, second) = generate(40, prefix="a-"), generate(40, prefix="b-")
    assert not first.stock.keys() & second.stock.keys()
    assert not first.balances.keys() & second.balances.keys()


def test_orders_are_mixed_and_popularity_is_uneven() -> None:
    orders, _ = generate(200)
    lines = Counter(len(order.lines) for order in orders)
    sold = Counter(line.sku for order in orders for line in order.lines).most_common()
    assert len(lines) >= 5
    assert len({order.country for order in orders}) >= 8
    assert len({order.customer for order in orders}) >= 80
    assert sold[0][1] > 5 * sold[-1][1]


def test_refusals_come_in_kinds_too_little_as_well_as_none() -> None:
    orders, world = generate(200)
    ends = one_by_one(orders, world)
    cards = [
        world.balances[o.customer] for o in orders if ends[o.order_id] is Refusal.PAYMENT_DECLINED
    ]
    assert 0 in cards
    assert any(cards)
    scarce = fit_world(orders).stock.items() - world.stock.items()
    assert any(world.stock[sku] for sku, _ in scarce)


@pytest.mark.parametrize("parts", [(-0.1, 0, 0), (0.5, 0.5, 0.1), (float("nan"), 0, 0)])
def test_impossible_shares_are_refused(parts: tuple[float, float, float]) -> None:
    with pytest.raises(BadWorkload, match="Shares must be"):
        Shares(*parts)


@pytest.mark.parametrize("count", [0, -1, 10**9])
def test_an_impossible_number_of_orders_is_refused(count: int) -> None:
    with pytest.raises(BadWorkload, match="ask for 1 to"):
        generate(count)


def test_the_samples_are_what_the_generator_writes(tmp_path: Path) -> None:
    write_samples(tmp_path)
    for name in ("orders-200.jsonl", "world.json"):
        assert (tmp_path / name).read_bytes() == (ROOT / "samples" / name).read_bytes()


def test_the_samples_are_read_and_fit_one_another() -> None:
    orders = read_orders(ROOT / "samples/orders-200.jsonl")
    notes = strangers(orders, read_world(ROOT / "samples/world.json"))
    assert len(orders) == 200
    assert notes == ["The world has no carrier for country 'FK', 'GL'."]

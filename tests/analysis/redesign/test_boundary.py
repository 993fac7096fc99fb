"""Which mixes no other beats: written down by hand for small systems before any was run."""

from itertools import pairwise

import pytest

from analysis.redesign import Redesigning
from analysis.redesign.alike import Alike
from analysis.redesign.boundary import Boundary, Bounding
from tests.analysis.prediction.conftest import draw

pytestmark = pytest.mark.slow  # tries many mixes

CHAIN = """
    sales: SellFunction
    stock: PackFunction
    SellFunction emits Sold
    Sold reaches PackFunction
    PackFunction emits Packed
"""
LONGER = f"""{CHAIN}
    post: SendFunction
    Packed reaches SendFunction
    SendFunction emits Sent
"""
TWO_OF_ONE = """
    sales: SellFunction BillFunction
    stock: PackFunction
    SellFunction emits Sold
    Sold reaches BillFunction
    BillFunction emits Billed
    Billed reaches PackFunction
    PackFunction emits Packed
"""
MACHINE = """
    Flow is state_machine
    flow: Flow
    sales: SellFunction
    stock: PackFunction
    Flow contains Flow/Sell
    Flow contains Flow/Pack
    Flow/Sell invokes SellFunction
    Flow/Pack invokes PackFunction
    Flow/Sell transitions Flow/Pack
"""
STARTED = f"""{MACHINE}
    web: ShopFunction
    ShopFunction calls Flow
"""

# By hand. Adding a consumer takes the newcomer alone, and the coordinator too where that decides;
# swapping takes whoever waits for either step, or the coordinator alone. New are the coordinator's
# dependencies on whom it asks, or those of whoever hears on whoever says.
BY_HAND = [
    # Nothing is asked for better: one service, against two and two new dependencies.
    ("consumers of a chain", CHAIN, "add-consumer", {((), 1, 0, 0)}),
    # Both wait for one another as events; a workflow knows both instead.
    ("a chain swapped", CHAIN, "swap-steps", {((), 2, 0, 0), (("Sold", "Packed"), 1, 2, 0)}),
    # All three hear of the first swap, two of the second. Half a workflow still tells the third.
    ("a longer chain swapped", LONGER, "swap-steps",
     {((), 2.5, 0, 0), (("Sold", "Packed", "Sent"), 1, 3, 0)}),
    # What sales asks for itself it swaps alone, saying at its end what it says today; the other
    # pair is two services' either way.
    ("two steps of one service", TWO_OF_ONE, "swap-steps",
     {(("Sold", "Billed"), 1.5, 0, 0), (("Sold", "Billed", "Packed"), 1, 2, 0)}),
    # Stock must know sales, from whom it heard nothing before.
    ("consumers of a workflow", MACHINE, "add-consumer",
     {(("Sell", "Pack"), 2, 0, 0), ((), 1, 1, 0)}),
    # Setting it going is a step too, of the shop, which knows the coordinator: to swap that with
    # selling is both's. A workflow that asks the shop as well must know one service more.
    ("a workflow that is started", STARTED, "swap-steps",
     {(("Sell", "Pack"), 1.5, 0, 1), (("Shop function", "Sell", "Pack"), 1, 1, 0)}),
]  # fmt: skip


@pytest.mark.parametrize(("world", "operator", "by_hand"), [each[1:] for each in BY_HAND],
                         ids=[each[0] for each in BY_HAND])  # fmt: skip
def test_the_mixes_that_no_other_beats_are_those_found_by_hand(
    world: str, operator: str, by_hand: set[tuple[tuple[str, ...], float, int, int]]
) -> None:
    found = Bounding(Alike(Redesigning(draw(world))), {operator: 1}).boundaries()

    assert {
        (tuple(found.names[step] for step in each.asked), *each.counts)
        for alike in found.left
        for each in alike
    } == by_hand


def boundary(edited: float, new: int, knowing: int) -> Boundary:
    pairs = tuple((f"a{each}", "b") for each in range(new))
    return Boundary((), edited, pairs, tuple(f"c{each}" for each in range(knowing)))


def test_a_mix_is_beaten_by_one_that_is_nowhere_higher_and_somewhere_lower() -> None:
    assert boundary(1, 2, 3).beats(boundary(1, 2, 4))
    assert not boundary(1, 2, 3).beats(boundary(1, 2, 3))
    assert not boundary(1, 2, 3).beats(boundary(2, 1, 3))
    assert not boundary(1.001, 2, 3).beats(boundary(1.002, 2, 3))


def test_of_more_than_ten_steps_a_service_keeps_its_steps_together() -> None:
    lines = [f"s{service}: F{service}{step}Function" for service in range(4) for step in range(3)]
    ids = [f"F{service}{step}" for service in range(4) for step in range(3)]
    lines += [f"{each}Function emits {each}Done" for each in ids]
    lines += [f"{a}Done reaches {b}Function" for a, b in pairwise(ids)]

    found = Bounding(Alike(Redesigning(draw("\n".join(lines)))), {"add-consumer": 1}).boundaries()

    assert found.how == "all in which a service's steps stay together"
    assert len(found.tried) == 2**4
    assert all(len(each.asked) % 3 == 0 for each in found.tried)


def test_a_workflow_that_asks_for_one_step_is_no_mix_of_its_own() -> None:
    found = Bounding(Alike(Redesigning(draw(LONGER))), {"swap-steps": 1}).boundaries()

    assert {len(each.asked) for each in found.tried} == {0, 2, 3}
    assert len(found.tried) == 4

"""The same orders in, the same business state out, order by order; or nothing is compared."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab.agreement import differences, state_after
from lab.deployment import Deployment
from lab.workload.generator import Shares, generate
from orderflow.order import Order
from orderflow.refusals import words
from orderflow.world import World
from tests.lab.workload.oracle import one_by_one
from tests.stories.conftest import EXAMPLES, NUMBERS, run_whole, told

A_FEW = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
SKUS, CUSTOMERS = ("lamp", "rug"), ("ada", "ben")
COUNTRIES = ("DE", "FR")


@A_FEW
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(2, 12),
    shares=st.sampled_from([Shares(), Shares(0.3, 0.3, 0.3), Shares(0, 0, 0), Shares(0, 0, 1)]),
)
def test_a_random_batch_all_at_once(
    choreography: Deployment, orchestration: Deployment, seed: int, count: int, shares: Shares
) -> None:
    orders, world = generate(count, seed, shares=shares, prefix=f"b{next(NUMBERS)}-")
    one, other = (told(run_whole(side, orders, world)) for side in (choreography, orchestration))
    assert one == other
    assert same_state(choreography, orchestration, orders, world)


lines = st.lists(
    st.fixed_dictionaries(
        {
            "sku": st.sampled_from(SKUS),
            "quantity": st.integers(1, 3),
            "unit_price": st.sampled_from([0, 100, 700]),
        }
    ),
    min_size=1,
    max_size=3,
)
wires = st.lists(
    st.fixed_dictionaries(
        {
            "customer": st.sampled_from(CUSTOMERS),
            "country": st.sampled_from(COUNTRIES),
            "lines": lines,
        }
    ),
    min_size=1,
    max_size=5,
)


@A_FEW
@given(
    wires=wires,
    on_hand=st.integers(0, 8),
    balance=st.integers(0, 4000),
    capacity=st.integers(0, 3),
)
def test_a_random_batch_one_by_one_in_a_world_that_runs_out(
    choreography: Deployment,
    orchestration: Deployment,
    wires: list[dict[str, Any]],
    on_hand: int,
    balance: int,
    capacity: int,
) -> None:
    mark = f"w{next(NUMBERS)}-"
    orders = [
        Order.from_wire(wire | {"order_id": f"{mark}{number}"}) for number, wire in enumerate(wires)
    ]
    world = World(
        stock=dict.fromkeys(SKUS, on_hand),
        balances=dict.fromkeys(CUSTOMERS, balance),
        carriers=dict.fromkeys(COUNTRIES, capacity),
    )
    expected = {
        order_id: ("cancelled", words(refusal)) if refusal else ("confirmed", None)
        for order_id, refusal in one_by_one(orders, world).items()
    }
    for side in (choreography, orchestration):
        report = run_whole(side, orders, world, in_flight=1)
        assert {each.order_id: (each.outcome, each.reason) for each in report.results} == expected
    assert same_state(choreography, orchestration, orders, world)


def same_state(one: Deployment, other: Deployment, orders: list[Order], world: World) -> bool:
    """Whether the tables of both sides hold the same to the last item; the state is not empty."""
    here = state_after(one, orders, world)
    assert len(here["orders"]) == len(orders)
    assert differences(here, state_after(other, orders, world)) == []
    return True

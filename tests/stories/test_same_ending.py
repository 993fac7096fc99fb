"""The same orders in, the same business state out, order by order; or nothing is compared."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab.agreement import disagreements, state_after
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
    deployments: list[Deployment], seed: int, count: int, shares: Shares
) -> None:
    orders, world = generate(count, seed, shares=shares, prefix=f"b{next(NUMBERS)}-")
    first, *others = (told(run_whole(each, orders, world)) for each in deployments)
    assert others == [first] * len(others)
    assert same_state(deployments, orders, world)


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
    deployments: list[Deployment],
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
    for deployment in deployments:
        report = run_whole(deployment, orders, world, in_flight=1)
        assert {each.order_id: (each.outcome, each.reason) for each in report.results} == expected
    assert same_state(deployments, orders, world)


def same_state(deployments: list[Deployment], orders: list[Order], world: World) -> bool:
    """Whether the tables of all designs hold the same to the last item; the state is not empty."""
    states = {each.design.name: state_after(each, orders, world) for each in deployments}
    assert all(len(state["orders"]) == len(orders) for state in states.values())
    assert disagreements(states) == []
    return True

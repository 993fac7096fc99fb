"""Whatever mix of steps is asked for, the reader finds the same business in the derived design."""

from collections.abc import Collection
from itertools import combinations
from pathlib import Path

import pytest

from analysis.dependency import depend
from analysis.prediction.lookup import World
from analysis.redesign import Redesigning, lift, lower
from analysis.redesign.business import Business

ROOT = Path(__file__).parents[3]
DESIGNS = ("choreography", "orchestration")
Links = set[tuple[str, bool, str]]


@pytest.fixture(scope="module", params=DESIGNS)
def business(request: pytest.FixtureRequest) -> Business:
    return lift(World(depend([ROOT / request.param / "template.yaml"])))


def meant(business: Business) -> tuple[Links, set[str]]:
    """What follows what, on a refusal or not; and what is done on the way back."""
    links = {(each.before, each.refusal != "", each.after) for each in business.follows}
    return links, {task.id for task in business.tasks.values() if task.back}


def read(business: Business, asked: Collection[str]) -> tuple[Links, set[str]]:
    """The same as read from the mix; a state that only says a refusal stands for who refused."""
    derived = lower(business, asked)
    process = World(derived.system).process
    task_of = {id_: task for (task, _), id_ in derived.ids.items()}
    noted = {e for e in process.links if e.join and e not in process.neighbours}
    links = {e for e in process.links if e not in noted}
    refusing = {e.after: task_of[e.before] for e in links if e.refused and e.after not in task_of}
    found = {
        (
            refusing.get(e.before) or task_of[e.before],
            e.refused or e.before in refusing,
            task_of[e.after],
        )
        for e in links
        if e.after in task_of
    }
    back = {task_of[id_] for id_, step in process.steps.items() if step.back and id_ in task_of}
    return found, back


@pytest.mark.parametrize(
    "steps",
    [
        (),
        ("Open order", "Reserve stock", "Take payment"),
        ("Take payment", "Refund payment"),
        ("Open order", "Cancel order", "Confirm order"),
        ("Refund payment", "Release stock", "Cancel order"),
        ("Book shipment",),
    ],
)
def test_a_mix_is_the_same_business(business: Business, steps: tuple[str, ...]) -> None:
    asked = [task.id for task in business.tasks.values() if task.name in steps]

    assert len(asked) == len(steps)
    assert read(business, asked) == meant(business)


@pytest.mark.slow
def test_all_mixes_are_the_same_business(business: Business) -> None:
    tasks = list(business.tasks)
    mixes = [each for count in range(len(tasks) + 1) for each in combinations(tasks, count)]

    unlike = [each for each in mixes if read(business, each) != meant(business)]

    assert len(mixes) == 256
    assert unlike == []


def test_a_service_stands_for_all_of_its_steps() -> None:
    redesigning = Redesigning(depend([ROOT / "choreography" / "template.yaml"]))

    mix = redesigning.mix(["payments", "reserve_stock"])

    names = {redesigning.business.tasks[each].name for each in mix.asked}
    assert names == {"Take payment", "Refund payment", "Reserve stock"}
    machines = {part.id: part.service for part in mix.system.parts if part.kind == "state machine"}
    assert set(machines.values()) == {"workflow"}


def test_a_workflow_that_asks_one_service_alone_is_that_services() -> None:
    redesigning = Redesigning(depend([ROOT / "choreography" / "template.yaml"]))

    mix = redesigning.mix(["payments"])

    machines = [part for part in mix.system.parts if part.kind == "state machine"]
    assert [each.service for each in machines] == ["payments"]


def test_all_or_no_step_asked_for_is_no_mix() -> None:
    redesigning = Redesigning(depend([ROOT / "choreography" / "template.yaml"]))

    assert redesigning.mix([]).name == "as events"
    assert redesigning.mix(list(redesigning.business.tasks)).name == "as a workflow"


def test_what_a_machine_knows_a_case_by_comes_with_the_event_that_begins_it() -> None:
    others = Redesigning(depend([ROOT / "orchestration" / "template.yaml"]))

    lineage = others.mix(["Take payment"]).system.facts.lineage

    made_of = {
        each.contract: each.from_contract
        for each in lineage
        if each.component == "OrderWorkflow" and each.path == each.from_path == "order_id"
    }
    assert made_of == {
        "request:TakePaymentFunction": "InventoryTopic/StockReserved",
        "PaymentsTopic/PaymentTaken": "InventoryTopic/StockReserved",
        "PaymentsTopic/PaymentDeclined": "InventoryTopic/StockReserved",
    }

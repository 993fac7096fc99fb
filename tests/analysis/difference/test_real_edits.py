"""What the edits in changes/ did to both designs, found by comparing alone."""

import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.difference import Difference, Version, difference, version
from analysis.difference.picture import union

pytestmark = pytest.mark.slow  # reads designs with their code

ROOT = Path(__file__).parents[3]


@pytest.fixture
def edited(tmp_path: Path, designs: dict[str, Version]) -> object:
    def edit(change: str, side: str) -> Difference:
        tree = tmp_path / "checkout"
        for name in ("orderflow", "choreography", "orchestration"):
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        (tree / ".git").mkdir()  # how far paths in a template may lead
        for patch in ("business", side):
            path = ROOT / "changes" / change / f"{patch}.patch"
            if path.exists():
                only = [f"--include={name}/*" for name in ("orderflow", side)]
                subprocess.run(["git", "apply", *only, str(path)], cwd=tree, check=True)
        after = version([tree / side / "template.yaml"], title=side)
        return difference(designs[side], after, apart=["../orderflow/"])

    return edit


@pytest.mark.parametrize(
    ("side", "touched", "components"),
    [
        ("choreography", ("fraud", "payments"), ("FraudFunction", "PaymentsFunction")),
        ("orchestration", ("fraud", "workflow"), ("CheckFraudFunction", "OrderWorkflow")),
    ],
)
def test_a_fraud_check(edited, side: str, touched: object, components: object) -> None:
    found = edited("insert-fraud-check", side)
    assert (found.touched, found.components, found.notes) == (touched, components, ())
    assert found.new_units == ("fraud",)
    assert found.functions_by("added") == components[:1]
    assert found.changed_functions == components[1:] if side == "choreography" else True


def test_a_swap_touches_everybody_or_the_workflow_alone(edited) -> None:
    found = edited("take-payment-first", "orchestration")
    assert (found.touched, found.resources) == (("workflow",), ())
    assert found.layers["control"] == ("workflow",)
    assert not found.layers["runtime"]


def test_events_that_mean_something_else_have_another_version_and_are_changed(edited) -> None:
    found = edited("take-payment-first", "choreography")
    assert found.contracts_by("changed") == (
        "InventoryTopic/StockReserved",
        "OrderingTopic/OrderPlaced",
        "PaymentsTopic/PaymentTaken",
    )
    assert {each.versions for each in found.contracts if each.how == "changed"} == {("1", "2")}


def test_what_shared_business_looks_at_more_of_is_redeployed_and_no_change_of_it(edited) -> None:
    found = edited("pass-delivery-slot", "orchestration")
    assert found.contracts_by("shared code") == ("request:OpenOrderFunction",)
    assert found.reaches.edited == ("shipping", "workflow")
    assert "ordering" in found.reaches.redeployed
    assert "ordering" in found.reaches.told


def test_a_renamed_field_has_a_sign_wherever_its_event_goes(edited) -> None:
    found = edited("rename-order-total", "choreography")
    assert found.touched == found.layers["schema"] == ("ordering", "payments")
    arrows = union(found, "services").arrows
    words = {(each.source, each.target): each.words for each in arrows}
    assert words["ordering", "inventory"] == ("~ OrderPlaced",)
    assert {each.mark for each in arrows} == {"same"}

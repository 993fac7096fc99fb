"""The designs of a system as one picture: nothing is cut, and a mix has its boundary."""

from pathlib import Path

import pytest

from analysis import read
from analysis.dependency import depend
from analysis.redesign import redesign
from analysis.redesign.picture import INSIDE, bounded, picture
from tests.analysis.prediction.conftest import draw

ROOT = Path(__file__).parents[3]
CHAIN = """
    sales: SellFunction
    stock: PackFunction PlaceFunction
    post: SendFunction
    SellFunction emits Sold
    Sold reaches PackFunction
    PackFunction emits Packed
    Packed reaches SendFunction
    SendFunction emits Sent
"""


def test_what_a_workflow_asks_for_stands_within_the_line_and_all_else_outside() -> None:
    mix = redesign(draw(CHAIN), ["Sold", "Packed"]).designs[-1]

    root = bounded(mix.system.flow).root

    (inside,) = [each for each in root.inside if each.outlined]
    assert inside.name == INSIDE
    within = {node.id for each in inside for node in each.nodes}
    assert within == {
        "Workflow", "Workflow/Sold", "Workflow/Packed", "SellFunction", "PackFunction"
    }  # fmt: skip
    assert {node.id for each in root for node in each.nodes} >= {*mix.system.flow.by_id} - {
        each.id for each in mix.system.flow.nodes if each.kind == "event"
    }


@pytest.mark.slow  # draws
def test_no_name_in_the_pictures_of_our_own_designs_is_cut() -> None:
    for design, steps in (("choreography", ["payments"]), ("orchestration", ["ordering"])):
        found = redesign(depend([ROOT / design / "template.yaml"]), steps)

        figure = picture(found)

        said = [text.get_text() for text in figure.axes[0].texts]
        assert INSIDE in said
        assert {f"{found.title}: {name}" for name in found.names} <= {*said}
        assert [each for each in said if "…" in each] == []


@pytest.mark.slow  # draws
def test_a_mix_drawn_in_python_has_its_boundary_and_a_whole_design_none() -> None:
    system = read(ROOT / "choreography" / "template.yaml")

    mixed, whole = system.other(["payments", "ordering"]).draw(), system.other().draw()

    said = [[text.get_text() for text in each.figure.axes[0].texts] for each in (mixed, whole)]
    assert [INSIDE in each for each in said] == [True, False]

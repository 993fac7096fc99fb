"""A derived design is a system like any other."""

from pathlib import Path

import pytest

import analysis

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def choreography() -> analysis.Architecture:
    return analysis.read(ROOT / "choreography" / "template.yaml")


def test_the_other_design_is_drawn_asked_predicted_and_compared(
    choreography: analysis.Architecture,
) -> None:
    other = choreography.other()

    assert "state machine" in {node.kind for node in other.graph().nodes}
    assert other.predict("swap-steps 'Take payment' 'Book shipment'").services
    assert len(other.ask().rows) == len(choreography.ask().rows)
    assert len(analysis.compare(choreography, other).names) == 2
    assert other.draw()
    assert len(other.asked) == 8
    assert other.guesses


def test_a_mix_is_asked_for_by_steps_or_services(choreography: analysis.Architecture) -> None:
    mix = choreography.other(asked=["payments", "Reserve stock"])

    assert len(mix.asked) == 3
    assert len(choreography.other(asked=[]).asked) == 0


def test_what_is_no_list_of_names_is_refused(choreography: analysis.Architecture) -> None:
    with pytest.raises(analysis.Refused, match="a list of names"):
        choreography.other(asked="payments")


def test_a_derived_design_has_no_files_to_tell_an_edit_by(
    choreography: analysis.Architecture,
) -> None:
    with pytest.raises(analysis.Refused, match="no files"):
        choreography.other().version()

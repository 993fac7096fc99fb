"""The differences of all changes of the lab, each recognised from itself alone, and backwards."""

import pytest

from analysis.difference import difference, version
from analysis.history import recognise
from lab.experiments.experiment import Experiment, experiments
from lab.experiments.scratch import scratch
from lab.experiments.static import packages

pytestmark = pytest.mark.seldom  # reads every patched pair

BACKWARDS = {
    "add-compensated-step": ("remove-step",),
    "insert-step": ("remove-step",),
    "new-field": ("remove-field",),
    "remove-step": ("add-compensated-step", "insert-step"),
    "rename-field": ("rename-field",),
    "swap-steps": ("swap-steps",),
    "change-retry": ("change-retry",),
}


@pytest.mark.parametrize("change", experiments(), ids=lambda each: each.name)
def test_a_change_is_recognised_and_so_is_taking_it_back(change: Experiment) -> None:
    with scratch(change) as tree:
        for design in change.designs:
            before, after = (
                version([each.template], title=each.name, packages=packages(each))
                for each in (design, design.at(tree))
            )
            asked = change.prediction[design].split()[0]
            forth = recognise(difference(before, after, apart=("orderflow/",)))
            back = recognise(difference(after, before, apart=("orderflow/",)))
            assert (design.name, forth.name) == (design.name, asked)
            assert back.name in BACKWARDS.get(asked, (f"{asked} undone",))

"""`lab.experiments` from Python: one call a study, and what cannot be studied is refused."""

import subprocess
import sys

import pytest

import lab.experiments
from lab.designs import ROOT
from lab.errors import UnreachableEndpoint
from lab.experiments import results_of, study
from lab.experiments.experiment import UnknownExperiment
from lab.experiments.many import ExperimentFailed

pytestmark = pytest.mark.seldom

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endpoint at which nothing answers."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", NOBODY)


def test_all_that_is_offered_is_there() -> None:
    assert all(hasattr(lab.experiments, name) for name in lab.experiments.__all__)
    with pytest.raises(AttributeError, match="no attribute 'studio'"):
        _ = lab.experiments.studio


def test_the_changes_are_listed_without_what_deploys_and_measures_them() -> None:
    program = (
        "import sys; from lab.experiments import experiments; assert len(experiments()) > 10; "
        "loaded = {name for name in sys.modules if name.startswith('analysis.')}; "
        "print(sorted(loaded | {'boto3', 'matplotlib', 'networkx'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == ("['analysis.refusals', 'analysis.regular_files', 'analysis.wording']\n")


def test_a_change_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownExperiment, match="did you mean insert-fraud-check"):
        study("insert-fraud-chek")
    with pytest.raises(UnknownExperiment, match="did you mean insert-fraud-check"):
        results_of(["insert-fraud-chek"], lambda _: None)


@pytest.mark.slow
@pytest.mark.usefixtures("nobody")
def test_what_an_experiment_needs_is_asked_for_in_its_own_words() -> None:
    with pytest.raises(UnreachableEndpoint) as alone:
        study("pass-delivery-slot")
    heard: list[str] = []
    with pytest.raises(ExperimentFailed) as among:
        results_of(["pass-delivery-slot"], heard.append)
    assert str(among.value) == f"pass-delivery-slot: {alone.value}"
    assert "pass-delivery-slot: comparing both versions" in heard

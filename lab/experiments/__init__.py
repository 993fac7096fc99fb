"""The experiments: a real change is applied to both designs, deployed, accepted and measured.

from lab.experiments import study

result = study("insert-fraud-check")
"""

from typing import TYPE_CHECKING, Any

from lab.experiments.experiment import Experiment, experiment_named, experiments

if TYPE_CHECKING:
    from lab.experiments.many import results_of
    from lab.experiments.running import Study, study

__all__ = ["Experiment", "Study", "experiment_named", "experiments", "results_of", "study"]

_PLACES = {"Study": "running", "study": "running", "results_of": "many"}


def __getattr__(name: str) -> Any:
    """What deploys and measures is imported when it is asked for: it takes its seconds."""
    from importlib import import_module

    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)

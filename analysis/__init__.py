"""Reads systems from their templates and code; draws, compares and predicts what they show.

    import analysis

    system = analysis.read("template.yaml")
    system.ask()                                      # what can be asked
    system.predict("rename-field OrderPlaced.total")  # who must change, and why
    system.draw("services")
    analysis.compare(system, "other.yaml")

Ten names are offered, and no other is needed. Nothing is loaded before it is used.

- `read` opens a system, as an `Architecture`, which is asked for everything about one system.
- `compare` holds systems against each other, `diff` one against itself before an edit.
- `results` reads what experiments measured.
- `plot` draws any of these, or several beside each other. In a notebook a result shows itself, and
  what is a table gives a frame: `to_pandas()`.
- `metrics` has every measure of a graph, `LAYERS` are those of dependencies, and `RULES` say what
  each kind of edge means.
- `Refused` is the root of every refusal.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis import metrics as metrics
    from analysis.api.architecture import Architecture as Architecture
    from analysis.api.architecture import read as read
    from analysis.api.comparing import compare as compare
    from analysis.api.comparing import diff as diff
    from analysis.api.drawing import plot as plot
    from analysis.api.results import results as results
    from analysis.dependency.model import LAYERS as LAYERS
    from analysis.graph.readings import RULES as RULES
    from analysis.refusals import Refused as Refused

_PLACES = {
    "LAYERS": "dependency.model",
    "RULES": "graph.readings",
    "Architecture": "api.architecture",
    "Refused": "refusals",
    "compare": "api.comparing",
    "diff": "api.comparing",
    "metrics": "metrics",
    "plot": "api.drawing",
    "read": "api.architecture",
    "results": "api.results",
}
__all__ = sorted(_PLACES)  # noqa: PLE0605 - of these names, and of no others


def __getattr__(name: str) -> Any:
    """One of the ten names, imported when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_PLACES[name]}")
    return module if name == "metrics" else getattr(module, name)


def __dir__() -> list[str]:
    return __all__

"""Every operator applied everywhere it can be applied, by the prediction."""

from collections.abc import Sequence

from analysis.comparison.changes import Applied
from analysis.dependency.model import Dependencies


def predicted(design: Dependencies) -> Sequence[Applied]:  # noqa: ARG001 - the prediction is under way
    """What the prediction says of every change that can be made to the design."""
    return ()

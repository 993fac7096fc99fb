"""Ways that part: what is said on one of them is not said on the others."""

from analysis.code.evaluator import Evaluator
from analysis.code.tracing import Ways


class Fork:
    """Ways of which one is gone: what is said on one of them is not said on the others."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.start = evaluator.ways
        self.ends: Ways = frozenset()

    def begin(self) -> None:
        """Go another way from where they part."""
        self.evaluator.ways = self.start

    def end(self) -> None:
        """Come out of a way."""
        self.ends |= self.evaluator.ways

    def join(self) -> None:
        """Go on after any of the ways that came out."""
        self.evaluator.ways = self.evaluator.trace.few(self.ends)

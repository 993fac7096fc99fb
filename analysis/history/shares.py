"""Shares with what they may be: Wilson's interval, which holds for few changes too."""

from math import sqrt

from analysis.records import dataclass

_DEVIATIONS = 1.959964  # of the normal distribution, for 95 %


@dataclass(frozen=True)
class Proportion:
    """So many of so many, and between which shares the true one is, 95 times of 100."""

    count: int
    total: int

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.count / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval (1927); None of nothing."""
        if not self.total:
            return None
        n, p, z = self.total, self.count / self.total, _DEVIATIONS
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half))

    def __str__(self) -> str:
        """As `36 % (30 to 42)`."""
        if self.value is None or self.interval is None:
            return "none"
        low, high = self.interval
        return f"{self.value:.0%} ({low:.0%} to {high:.0%})".replace("%", " %")

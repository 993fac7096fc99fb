"""From measurements taken in turns to figures that a busy machine moves little."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Measure = Callable[[int], float]
"""Takes the number of the round and returns seconds."""


@dataclass(frozen=True)
class Rounds:
    """Seconds of each contestant, round by round: what is at one place was measured together."""

    seconds: Mapping[str, Sequence[float]]

    @property
    def count(self) -> int:
        """How many rounds there were."""
        return min(map(len, self.seconds.values()))

    def median(self, name: str) -> float:
        """The median of a contestant's seconds."""
        return median(self.seconds[name])

    def ratios(self, ours: str, peer: str) -> list[float]:
        """Ours over the peer's, round by round."""
        pairs = zip(self.seconds[ours], self.seconds[peer], strict=True)
        return [mine / theirs for mine, theirs in pairs]


def in_turns(
    contestants: Mapping[str, Measure],
    *,
    least: int,
    most: int,
    within: float,
    clock: Callable[[], float] = time.monotonic,
) -> Rounds:
    """Measure everyone once a round, each round beginning with another.

    So a drift of the machine, and what one leaves behind for the next, falls on all alike.
    After the least rounds, no round begins that would end later than ``within`` seconds.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    began = clock()
    for number in range(most):
        if number >= least and (clock() - began) * (number + 1) / number > within:
            break
        first = number % len(names)
        for name in names[first:] + names[:first]:
            seconds[name].append(contestants[name](number))
    return Rounds(seconds)

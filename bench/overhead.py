"""What our own code costs over bare scripts that make the same AWS calls, taken in turns."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from bench.arena import BARE, OURS, UNWATCHED, Arena, compare_calls
from bench.processes import Progress, fresh_engine
from bench.rows import Row, Target
from bench.trees import bare_tree, unwatched_tree
from lab.deployment import deploy
from lab.designs import Design

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


LEAST_ROUNDS, MOST_ROUNDS = 3, 10
SECONDS = 60.0
"""For the rounds, so that a busy machine ends with fewer rounds instead of late."""

ORDERS = {"choreography": 40, "orchestration": 16}
"""In a round: few, so that what else the machine does falls on all of a round alike."""

COUNTED = 40
"""Orders that warm up first, and whose calls are counted: some of every ending."""


def overhead_rows(side: Design, progress: Progress) -> list[Row]:
    """Ours beside the bare scripts, and ours beside itself without the probe.

    The bare scripts stand behind the same template, on the same engine, under the same runtime.
    Both must have made as many calls of each kind and left the same books, else the row is void.
    """
    with fresh_engine() as (engine, place), bare_tree() as bare, unwatched_tree() as unwatched:
        progress(f"{side.name}: deploying ours and the bare scripts")
        contestants = {
            OURS: deploy(place, side, stack=f"ours-{side.name}"),
            BARE: deploy(place, side.at(bare), stack=f"bare-{side.name}", probe=False),
            UNWATCHED: deploy(
                place, side.at(unwatched), stack=f"unwatched-{side.name}", probe=False
            ),
        }
        counted = deploy(place, side.at(bare), stack=f"counted-{side.name}")
        arena = Arena(engine, contestants)
        for name in contestants:
            progress(f"{side.name}: warming up {name}")
            arena.race(name, "warm", COUNTED)
        progress(f"{side.name}: counting calls")
        Arena(engine, {BARE: counted}).race(BARE, "warm", COUNTED)
        calls, different = compare_calls(contestants[OURS], counted)
        counted.delete()

        def measured(name: str, number: int) -> float:
            seconds = arena.race(name, f"r{number}", ORDERS[side.name])
            progress(f"{side.name}: round {number + 1}, {name}: {seconds:.2f} s")
            return seconds

        rounds = in_turns(
            {name: partial(measured, name) for name in contestants},
            least=LEAST_ROUNDS,
            most=MOST_ROUNDS,
            within=SECONDS,
        )
        void = "; ".join(different) or arena.disagreement()
    processor = Rounds(
        {
            name: [arena.processor[f"r{number}", name] for number in range(rounds.count)]
            for name in contestants
        }
    )
    return [
        _row(f"{side.name}-overhead", rounds, processor, BARE, void, calls),
        _row(f"{side.name}-probe-overhead", rounds, processor, UNWATCHED, void, calls),
    ]


def _row(
    name: str, wall: Rounds, processor: Rounds, peer: str, void: str | None, calls: int
) -> Row:
    theirs = processor.median(peer)
    return Row(
        name,
        wall.median(OURS),
        peers={peer: wall.median(peer)},
        targets=[Target("ratio", 1.30)] if peer == BARE else [],
        runs=wall.count,
        void=void,
        facts={
            "ratios_by_round": [round(each, 3) for each in wall.ratios(OURS, peer)],
            "processor_s": round(processor.median(OURS), 3),
            "processor_peer_s": round(theirs, 3),
            # The system may tell nothing of processor time.
            "processor_ratio": round(processor.median(OURS) / theirs, 3) if theirs else None,
            "calls_compared": calls,
        },
    )

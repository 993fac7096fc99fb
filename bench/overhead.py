"""What our own code costs over bare scripts that make the same AWS calls, taken in turns."""

from functools import partial

from bench.arena import BARE, OURS, UNWATCHED, Arena
from bench.calls import compare_calls
from bench.figures import Rounds, in_turns
from bench.rows import Row, Target
from bench.shared import Progress, fresh_engine
from bench.trees import bare_tree, unwatched_tree
from lab.deployment import deploy
from lab.designs import Design

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
            "processor_peer_s": round(processor.median(peer), 3),
            "processor_ratio": _ratio(processor.median(OURS), processor.median(peer)),
            "calls_compared": calls,
        },
    )


def _ratio(ours: float, peer: float) -> float | None:
    """None where the system tells nothing of processor time."""
    return round(ours / peer, 3) if peer else None

"""How long both designs take to be compared over every measure, layer and change."""

import time
from statistics import median

from bench.processes import Progress
from bench.rows import Row, Target
from lab.designs import designs

ROUNDS = 3


def comparison_row(progress: Progress) -> Row:
    """The comparison alone, once both dependency readings are there, and its text and JSON."""
    from analysis.comparison.comparison import compare
    from analysis.comparison.text import to_text
    from analysis.comparison.wire import to_wire
    from analysis.dependency import depend

    progress("both designs: the dependency readings")
    began = time.perf_counter()
    read = [depend([side.template], title=side.name) for side in designs()]
    reading = time.perf_counter() - began
    seconds = []
    changes = 0
    for number in range(1, ROUNDS + 1):
        progress(f"both designs compared: round {number} of {ROUNDS}")
        began = time.perf_counter()
        found = compare(read)
        to_text(found)
        to_wire(found)
        seconds.append(time.perf_counter() - began)
        changes = sum(len(each) for row in found.operators for each in row.places)
    return Row(
        "compare-both",
        median(seconds),
        targets=[Target("seconds", 5)],
        runs=len(seconds),
        facts={"reading_s": round(reading, 4), "changes": changes},
    )

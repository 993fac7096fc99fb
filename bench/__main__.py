"""`python -m bench [NAME ...]`: measures, prints a table, writes build/bench.json."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from bench.commands import command_row, engine_row
from bench.dependencies import dependency_rows
from bench.graphs import comparison_row, in_process_row, large_row, many_row, process_row
from bench.likelihood import likelihood_row
from bench.overhead import overhead_rows
from bench.processes import Progress
from bench.reach import reach_rows
from bench.repositories import repository_row
from bench.rows import Row, Verdict, table_lines
from bench.throughput import both_row, side_row
from lab.designs import design_named

CHANGE = "insert-fraud-check"
OUT = Path(__file__).resolve().parent.parent / "build" / "bench.json"

Benchmark = Callable[[Progress], Sequence[Row]]


def _one(measure: Callable[[Progress], Row]) -> Benchmark:
    return lambda progress: [measure(progress)]


BENCHMARKS: Mapping[str, Benchmark] = {
    "engine-start": _one(engine_row),
    "choreography-200": _one(partial(side_row, design_named("choreography"))),
    "orchestration-200": _one(partial(side_row, design_named("orchestration"))),
    "deploy-both": _one(both_row),
    "choreography-overhead": partial(overhead_rows, design_named("choreography")),
    "orchestration-overhead": partial(overhead_rows, design_named("orchestration")),
    "demo": _one(partial(command_row, "demo", ("demo",), 90)),
    "change-run": _one(partial(command_row, "change-run", ("change", "run", CHANGE), 60)),
    "changes-all": _one(partial(command_row, "changes-all", ("change", "run", "--all"), 480)),
    "graph-process": _one(process_row),
    "graph-in-process": _one(in_process_row),
    "graph-25-stacks": _one(repository_row),
    "graph-200-templates": _one(many_row),
    "graph-5000-resources": _one(large_row),
    "depend-both": dependency_rows,
    "compare-both": _one(comparison_row),
    "reach": reach_rows,
    "cpm-dense-16": _one(partial(likelihood_row, "cpm-dense-16", 16, 1.0)),
    "cpm-sparse-160": _one(partial(likelihood_row, "cpm-sparse-160", 160, 3 / 159)),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, all without names; 1 when a figure is void."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="The figures to reach.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)} (default: all)"
    )
    parser.add_argument("--out", type=Path, default=OUT, help="the file for the rows")
    asked = parser.parse_args(arguments)
    for name in asked.names:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name!r}: choose from {', '.join(BENCHMARKS)}")
    began = time.monotonic()
    rows: list[Row] = []
    for name in asked.names or BENCHMARKS:
        rows += measured(name, BENCHMARKS[name])
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps([row.to_json() for row in rows], indent=1) + "\n")
    print("\n".join(table_lines(rows)))
    print(f"\n{len(rows)} figures in {time.monotonic() - began:.0f} s, in {asked.out}; {_busy()}")
    return 1 if any(row.verdict is Verdict.VOID for row in rows) else 0


def measured(name: str, benchmark: Benchmark) -> Sequence[Row]:
    """A benchmark's rows; one that breaks is a void row, and the others still run."""
    try:
        return benchmark(lambda news: print(f"  {news}", file=sys.stderr, flush=True))
    except Exception as error:  # noqa: BLE001  whatever broke it
        return [Row(name, None, void=f"{type(error).__name__}: {error}")]


def _busy() -> str:
    if not hasattr(os, "getloadavg"):
        return f"{os.cpu_count()} processors"
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


if __name__ == "__main__":
    sys.exit(main())

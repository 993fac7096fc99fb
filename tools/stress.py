"""Tells the stories of changes again and again on a busy machine; none may fail.

usage: python tools/stress.py [--times 5] [--busy 4] [--old] [CHANGE ...]

A change's designs are deployed once, and its own stories told to them `times` times while `busy`
processes do nothing but count; with `--old` the old stories too. What failed is printed, and the
tool exits 1.
"""

import argparse
import contextlib
import multiprocessing
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lab.deployment import deploy, removal, remove  # noqa: E402 - from this checkout
from lab.experiments.children import Children  # noqa: E402
from lab.experiments.experiment import Experiment, experiment_named, experiments  # noqa: E402
from lab.experiments.scratch import scratch  # noqa: E402
from lab.experiments.stories import OLD, Story, Telling, tell  # noqa: E402
from lab.places import Place, open_place  # noqa: E402

APART = 1000
"""From the numbers of one telling to those of the next: no order meets another telling's."""


def _count() -> None:
    for _ in count():
        pass


@contextlib.contextmanager
def busy(processes: int) -> Iterator[None]:
    """So many processes that count, for the block."""
    started = [multiprocessing.Process(target=_count, daemon=True) for _ in range(processes)]
    for each in started:
        each.start()
    try:
        yield
    finally:
        for each in started:
            each.kill()


def told(
    experiment: Experiment, place: Place, times: int, *, old: bool
) -> Iterator[tuple[Story, ...]]:
    """What became of the stories, a telling and design each."""
    with contextlib.ExitStack() as standing:
        tree = standing.enter_context(scratch(experiment))
        children = standing.enter_context(Children())
        for design in experiment.designs:
            stack = f"ripple-stress-{design.name}"
            remove(place, stack)
            standing.push(removal(place, stack))
            deployed = deploy(place, design.at(tree), stack=stack, drills=True)
            paths = (f"changes/{experiment.name}/stories", *([OLD] if old else []))
            for number in range(times):
                telling = Telling(tree, paths, first=1 + number * APART, seconds=1200)
                yield tell(children, [deployed], telling)


def main() -> int:
    """Tell them, change by change."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("changes", nargs="*", metavar="CHANGE", help="all, where none is named")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--busy", type=int, default=4, help="processes that only count")
    parser.add_argument("--old", action="store_true", help="the old stories too")
    args = parser.parse_args()
    chosen = [experiment_named(each) for each in args.changes] or experiments()
    failed = 0
    for experiment in chosen:
        began = time.monotonic()
        with busy(args.busy), open_place() as place:
            stories = [
                each
                for telling in told(experiment, place, args.times, old=args.old)
                for each in telling
            ]
        wrong = [each for each in stories if each.outcome == "failed"]
        failed += len(wrong)
        seconds = time.monotonic() - began
        print(f"{experiment.name}: {len(stories)} told, {len(wrong)} failed, {seconds:.0f} s")
        for each in wrong:
            print(f"  {each.name}: {each.why}")
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

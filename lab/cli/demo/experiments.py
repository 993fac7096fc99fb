"""Two changes that somebody asks for, made live in both designs, and how far each travels."""

import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from lab.cli.changes.one import carried_out
from lab.cli.changes.static import Static, compared
from lab.cli.demo.telling import table
from lab.errors import LabError
from lab.experiments.experiment import Experiment, experiment_named
from lab.experiments.outcome import SideRun
from lab.experiments.planning import Steps, Trees
from lab.experiments.scratch import scratch
from lab.places import Place
from lab.sides import Side

SHOWN = ("add-sales-aggregation", "insert-fraud-check")
QUICK = Steps(old_stories=False, base=False, one_by_one=False)
"""On the stage: orders on their way and the change's own stories; `ripple change run` does all."""


class ChangeVoid(LabError):
    """A change did not do on stage what is asked of it; the text names the story."""


@dataclass(frozen=True)
class Made:
    """A change that was made in both designs: what it touched, and what became of the orders."""

    experiment: Experiment
    found: Mapping[Side, Static]
    runs: Mapping[Side, SideRun]


def make(
    name: str, place: Place, progress: Callable[[str], None], leave: Callable[[Made], None]
) -> Made:
    """Make a change over both designs at a place; ``leave`` is called while its files are there.

    Raises ChangeVoid where one of its stories does not hold.
    """
    experiment = experiment_named(name)
    with ExitStack() as kept:
        after = kept.enter_context(scratch(experiment))
        progress(f"{name}: comparing both versions")
        found = compared(experiment, after)
        trees = Trees(after, after)
        runs = carried_out(experiment, place, trees, found, steps=QUICK, progress=progress)
        made = Made(experiment, found, runs)
        leave(made)
    for side, run in runs.items():
        for story in run.new:
            if not story.passed:
                raise ChangeVoid(f"{name} on {side.value}: {story.name} fails: {story.why}")
    return made


def told(made: Made) -> Iterator[str]:
    """What was asked for, whom it touched on each side, and how the orders fared meanwhile."""
    yield from textwrap.wrap(
        f'"{made.experiment.request}"', 96, initial_indent="  ", subsequent_indent="  "
    )
    yield ""
    rows = [["design", "predicted", "touched", "lines", "in flight"]]
    rows += [_row(side, made.found[side], made.runs[side]) for side in Side]
    yield from table(rows)
    yield ""
    yield from _notice(made)


def _row(side: Side, found: Static, run: SideRun) -> list[str]:
    new = set(found.difference.new_units)
    own = found.edit.own
    live = run.live
    settled = len(live.settled) - len(live.wrong) if live else 0
    return [
        side.value,
        ", ".join(sorted(found.impact.services)),
        ", ".join(f"{each} (new)" if each in new else each for each in found.difference.touched),
        f"+{own.lines_added} -{own.lines_deleted}",
        f"{settled} of {len(live.orders)} settled" if live else "-",
    ]


def _notice(made: Made) -> Iterator[str]:
    for side in Side:
        old = set(made.found[side].difference.before.units)
        edited = [each for each in made.found[side].difference.touched if each in old]
        if edited:
            yield f"  {side.value}: {_listed(edited)} had to be edited."
        else:
            yield f"  {side.value}: nothing that existed was edited."
    stories = sum(len(run.new) for run in made.runs.values())
    yield f"  Deployed over both running designs; {stories} acceptance stories pass."


def _listed(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last

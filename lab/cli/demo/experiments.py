"""Two changes that somebody asks for, made live in both designs, and how far each travels."""

import textwrap
from collections.abc import Iterator

from lab.cli.output import aligned
from lab.designs import Design
from lab.errors import LabError
from lab.experiments import Study
from lab.experiments.outcome import DesignRun
from lab.experiments.planning import Steps
from lab.experiments.static import Static

SHOWN = ("add-sales-aggregation", "insert-fraud-check")
QUICK = Steps(old_stories=False, base=False, one_by_one=False)
"""On the stage: orders on their way and the change's own stories; `ripple change run` does all."""


class ChangeVoid(LabError):
    """A change did not do on stage what is asked of it; the text names the story."""


def refuse_broken(made: Study) -> None:
    """Raise ChangeVoid where one of the change's own stories does not hold."""
    for design, run in made.runs.items():
        for story in run.new:
            if not story.passed:
                name = made.experiment.name
                raise ChangeVoid(f"{name} on {design.name}: {story.name} fails: {story.why}")


def told(made: Study) -> Iterator[str]:
    """What was asked for, whom it touched in each design, and how the orders fared meanwhile."""
    yield from textwrap.wrap(
        f'"{made.experiment.request}"', 96, initial_indent="  ", subsequent_indent="  "
    )
    yield ""
    rows = [["design", "predicted", "touched", "lines", "in flight"]]
    rows += [_row(design, made.found[design], made.runs[design]) for design in made.found]
    yield from aligned(rows)
    yield ""
    yield from _notice(made)


def _row(design: Design, found: Static, run: DesignRun) -> list[str]:
    new = set(found.difference.new_units)
    own = found.edit.own
    live = run.live
    settled = len(live.settled) - len(live.wrong) if live else 0
    return [
        design.name,
        ", ".join(sorted(found.impact.services)),
        ", ".join(f"{each} (new)" if each in new else each for each in found.difference.touched),
        f"+{own.lines_added} -{own.lines_deleted}",
        f"{settled} of {len(live.orders)} settled" if live else "-",
    ]


def _notice(made: Study) -> Iterator[str]:
    for design, found in made.found.items():
        old = set(found.difference.before.units)
        edited = [each for each in found.difference.touched if each in old]
        if edited:
            yield f"  {design.name}: {_listed(edited)} had to be edited."
        else:
            yield f"  {design.name}: nothing that existed was edited."
    stories = sum(len(run.new) for run in made.runs.values())
    yield f"  Deployed over both running designs; {stories} acceptance stories pass."


def _listed(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last

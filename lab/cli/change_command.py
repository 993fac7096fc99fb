"""`ripple change`: the experiments, listed, shown and run."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from lab.cli import change_report, completion
from lab.cli.graph_files import refuse_unwritable
from lab.cli.output import say, say_json
from lab.cli.progress import Progress
from lab.cli.systems import signatures
from lab.experiments.experiment import Experiment, experiment_named, experiments

NOT_PASSED = 3


@click.group()
def change() -> None:
    """Apply real changes to both designs, and measure how far each travels."""


@change.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_changes(as_json: bool) -> None:
    """Say which changes there are: those the model had never seen, and those it was fitted to."""
    found = experiments()
    if as_json:
        say_json([_wire(each) for each in found])
        return
    say("\n".join(change_report.listed(found)))


@change.command()
@click.argument("name", shell_complete=completion.experiment)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(name: str, as_json: bool) -> None:
    """Show what is asked for, what is predicted, and what each design's patch comes to."""
    from lab.experiments.static import forecast

    found = experiment_named(name)
    told = forecast(found)
    if as_json:
        say_json({**_wire(found), "sides": told})
    else:
        say("\n".join(change_report.shown(found, told)))


@change.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completion.experiment)
@click.option("--all", "every", is_flag=True, help="Run every change, two at a time.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write results, page and pictures into this folder.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Earlier results: say what differs, and exit 3.",
)
@click.option("--progress", "always", is_flag=True, help="Show progress without a terminal too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def run(
    names: tuple[str, ...],
    every: bool,
    out: Path | None,
    against: Path | None,
    always: bool,
    as_json: bool,
) -> int:
    """Apply a change to both designs while orders are on their way, and measure all of it.

    The working tree is never touched: patches are applied to a scratch copy, the base is deployed,
    and the change over it. Exit code 3: a story failed, or the results are not those of --against.
    """
    from analysis.experiments.results import kept
    from lab.experiments.earlier import differences, not_compared
    from lab.experiments.many import ExperimentFailed

    if bool(names) == every:
        raise click.UsageError("Name the changes to run, or say --all.")
    wanted = experiments() if every else tuple(experiment_named(each) for each in names)
    if out:
        refuse_unwritable(out, folder=True)
    earlier = kept(against) if against else None
    progress = Progress(always=always)
    try:
        found = _run(wanted, progress)
    except ExperimentFailed as failure:
        progress.clear()
        if failure.results:
            _tell(failure.results, as_json=as_json)
        raise
    finally:
        progress.clear()
    # Said first: what was measured for minutes is not lost to a picture that cannot be drawn.
    _tell(found, as_json=as_json)
    if out:
        from lab.experiments.keepsakes import leave

        for path, what in leave(found, out, signatures()):
            say(f"  {path}  {what}", err=as_json)
    other = differences(earlier, found) if earlier is not None else []
    for line in (*other, *(not_compared(earlier, found) if earlier is not None else ())):
        say(f"ripple: {line}", err=True)
    return NOT_PASSED if other or not all(each["passed"] for each in found) else 0


def _tell(found: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    from lab.experiments.earlier import read_blind

    if as_json:
        say_json(found)
        return
    blind = read_blind()
    say("\n".join([*change_report.told(found, blind), *change_report.summary(found, blind)]))


def _run(wanted: Sequence[Experiment], progress: Progress) -> list[dict[str, Any]]:
    from lab.experiments import results_of, study

    if len(wanted) > 1:
        return results_of([each.name for each in wanted], progress)
    return study(wanted[0], progress=progress).to_json()


def _wire(experiment: Experiment) -> dict[str, Any]:
    return {
        "change": experiment.name,
        "title": experiment.title,
        "request": experiment.request,
        "why": experiment.why,
        "forecast": experiment.forecast is not None,
        "prediction": {design.name: asked for design, asked in experiment.prediction.items()},
    }

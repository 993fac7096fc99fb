"""`ripple demo` itself: opens a place, lets the performance run, tells it, keeps its files."""

import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from analysis.wording import counted
from lab.cli.demo import breaking, failing, telling
from lab.cli.demo.breaking import Broken
from lab.cli.demo.failing import Outcome
from lab.cli.demo.telling import CAST, WORLD
from lab.cli.graph_files import refuse_unwritable
from lab.cli.output import aligned, say, say_heading, say_json
from lab.cli.progress import Progress
from lab.designs import Design
from lab.errors import LabError
from lab.experiments import Study, experiment_named, study
from lab.experiments.stage import DesignRun, Steps
from lab.experiments.static import Static
from lab.workshop import Performance, Workshop

SHOWN = ("add-sales-aggregation", "insert-fraud-check")
QUICK = Steps(old_stories=False, base=False, one_by_one=False)
"""On the stage: orders on their way and the change's own stories; `ripple change run` does all."""

FIRST_CHANGE = 7
"""The number of its heading."""

FEATURED = "dan"
"""The order with the longest story: everything is done for it, and undone."""


class DemoVoid(LabError):
    """The two designs did not end as they must; the text says what to look at."""


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
    rows = [["design", "predicted", "edited", "redeployed", "told", "lines", "in flight"]]
    rows += [_row(design, made.found[design], made.runs[design]) for design in made.found]
    yield from aligned(rows)
    yield ""
    yield from _notice(made)


def _row(design: Design, found: Static, run: DesignRun) -> list[str]:
    new, reaches = set(found.difference.new_units), found.difference.reaches
    own = found.edit.own
    live = run.live
    settled = len(live.settled) - len(live.wrong) if live else 0
    return [
        design.name,
        ", ".join(sorted(found.impact.services)),
        ", ".join(f"{each} (new)" if each in new else each for each in reaches.edited),
        *(counted(len(each), "service") for each in (reaches.redeployed, reaches.told)),
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


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/demo"),
    show_default=True,
    help="Folder for the pictures and the data.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes as JSON, untold.")
def demo(out: Path, as_json: bool) -> None:
    """Tell the whole story on the embedded engine.

    Deploys both designs side by side, places the same four orders in each, and shows how they
    end, one order's way through both, and what each order took. Then a message is broken on its
    way, a service fails, and two changes are made while both designs run: who notices, who must
    act, and how far each travels.
    """
    for name in SHOWN:
        experiment_named(name)  # said before anything is started, where the changes are not at hand
    refuse_unwritable(out, folder=True)
    if as_json:
        _dump(out)
    else:
        _narrate(out)


def _dump(out: Path) -> None:
    """Perform, and print all that was measured, whatever cannot be drawn or written."""
    performed: list[Performance] = []
    made: list[Study] = []
    broken: list[Broken] = []
    failed: list[Outcome] = []

    def say_all() -> None:
        for each in performed:
            changes = [result for study in made for result in study.to_json()]
            drilled = {
                what: [{name: x.to_wire() for name, x in found.items()} for found in kept]
                for what, kept in (("broken", broken), ("failed", failed))
            }
            say_json({**each.to_json(), **drilled, "changes": changes}, 2)

    try:
        _perform(out, performed.append, broken.append, failed.append, made.append)
    except DemoVoid:  # nothing compares them, so nothing is said
        raise
    except LabError:
        say_all()
        raise
    say_all()


def _narrate(out: Path) -> None:
    _paragraph(telling.OPENING.splitlines())
    _heading(1, telling.CAST_HEADING)
    _paragraph(telling.cast_lines())
    kept = _perform(out, _tell, _tell_broken, _tell_failed, _tell_change)
    _heading(FIRST_CHANGE + len(SHOWN), f"Left in {out} for your slides:")
    _paragraph(f"  {path.name:<{max(len(p.name) for p, _ in kept)}}  {what}" for path, what in kept)
    _paragraph(telling.CLOSING.splitlines())


def _perform(
    out: Path,
    tell: Callable[[Performance], None],
    tell_broken: Callable[[Broken], None],
    tell_failed: Callable[[Outcome], None],
    tell_change: Callable[[Study], None],
) -> list[tuple[Path, str]]:
    """Run, tell and keep; raises DemoVoid, when all is told, if the designs do not agree."""
    progress = Progress()
    with Workshop(drills=True, progress=progress) as workshop:
        performance = workshop.run([part.order for part in CAST], WORLD)
        tell(performance)
        progress("drawing the pictures")
        from lab.cli.demo.keepsakes import leave, leave_change  # matplotlib takes its time

        kept = leave(performance, out, FEATURED)
        if not performance.sound:
            raise DemoVoid(
                "The two designs did not end as they must, so nothing compares them: "
                f"see the outcomes and {out / 'outcomes.json'}."
            )
        tell_broken(breaking.break_charges(workshop.deployments, progress))
        tell_failed(failing.fail_payments(workshop.deployments, progress))
        for name in SHOWN:
            made = study(name, place=workshop.place, steps=QUICK, progress=progress)
            refuse_broken(made)
            tell_change(made)
            kept.append(leave_change(made, out))
    progress.clear()
    return kept


def _tell(performance: Performance) -> None:
    _heading(2, "How they ended.")
    _paragraph(telling.outcome_lines(performance))
    _heading(3, telling.story_heading(FEATURED))
    for design, act in performance.acts.items():
        _paragraph(telling.timeline(design, act.traces[FEATURED]))
    _paragraph([telling.TIMES])
    _heading(4, telling.TOOK_HEADING)
    _paragraph(telling.took_lines(performance))


def _tell_broken(found: Broken) -> None:
    _heading(5, breaking.HEADING)
    _paragraph(breaking.lines(found))


def _tell_failed(found: Outcome) -> None:
    _heading(6, failing.HEADING)
    _paragraph(failing.lines(found))


def _tell_change(made: Study) -> None:
    number = FIRST_CHANGE + SHOWN.index(made.experiment.name)
    _heading(number, f"Somebody asks for a change: {made.experiment.title.lower()}.")
    _paragraph(told(made))


def _heading(number: int, words: str) -> None:
    Progress().clear()
    say_heading(f"{number}  {words}")


def _paragraph(lines: Iterable[str]) -> None:
    Progress().clear()
    say("\n".join(lines) + "\n")

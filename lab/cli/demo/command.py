"""`ripple demo` itself: opens a place, lets the performance run, tells it, keeps its files."""

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from lab.cli.demo import telling
from lab.cli.demo.cast import CAST, WORLD
from lab.cli.demo.experiments import QUICK, SHOWN, refuse_broken, told
from lab.cli.graph_files import refuse_unwritable
from lab.cli.output import say, say_heading, say_json
from lab.cli.progress import Progress
from lab.errors import LabError
from lab.experiments import Study, experiment_named, study
from lab.workshop import Performance, Workshop

FEATURED = "dan"
"""The order with the longest story: everything is done for it, and undone."""


class DemoVoid(LabError):
    """The two designs did not end as they must; the text says what to look at."""


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
    end, one order's way through both, and what each order took. Then two changes are made while
    both designs run, and it is shown how far each travels.
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

    def say_all() -> None:
        for each in performed:
            changes = [result for study in made for result in study.to_json()]
            say_json({**each.to_json(), "changes": changes}, 2)

    try:
        _perform(out, performed.append, made.append)
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
    kept = _perform(out, _tell, _tell_change)
    _heading(5 + len(SHOWN), f"Left in {out} for your slides:")
    _paragraph(f"  {path.name:<{max(len(p.name) for p, _ in kept)}}  {what}" for path, what in kept)
    _paragraph(telling.CLOSING.splitlines())


def _perform(
    out: Path, tell: Callable[[Performance], None], tell_change: Callable[[Study], None]
) -> list[tuple[Path, str]]:
    """Run, tell and keep; raises DemoVoid, when all is told, if the designs do not agree."""
    with Workshop(progress=_progress) as workshop:
        performance = workshop.run([part.order for part in CAST], WORLD)
        tell(performance)
        kept = _keep(performance, out)
        if not performance.sound:
            raise DemoVoid(
                "The two designs did not end as they must, so nothing compares them: "
                f"see the outcomes and {out / 'outcomes.json'}."
            )
        for name in SHOWN:
            made = study(name, place=workshop.place, steps=QUICK, progress=_progress)
            refuse_broken(made)
            tell_change(made)
            kept.append(_keep_change(made, out))
    _clear_progress()
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


def _tell_change(made: Study) -> None:
    number = 5 + SHOWN.index(made.experiment.name)
    _heading(number, f"Somebody asks for a change: {made.experiment.title.lower()}.")
    _paragraph(told(made))


def _keep(performance: Performance, out: Path) -> list[tuple[Path, str]]:
    from lab.cli.demo.keepsakes import leave  # matplotlib takes its time, so only here

    _progress("drawing the pictures")
    return leave(performance, out, FEATURED)


def _keep_change(made: Study, out: Path) -> tuple[Path, str]:
    from lab.cli.demo.keepsakes import leave_change

    return leave_change(made, out)


def _heading(number: int, words: str) -> None:
    _clear_progress()
    say_heading(f"{number}  {words}")


def _paragraph(lines: Iterable[str]) -> None:
    _clear_progress()
    say("\n".join(lines) + "\n")


def _progress(news: str) -> None:
    Progress()(news)


def _clear_progress() -> None:
    Progress().clear()

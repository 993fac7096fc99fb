"""`ripple drill`: things broken on purpose, and who notices."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from analysis.export.formats import PICTURES
from lab.cli import completion
from lab.cli.graph_files import refuse_unwritable, write, write_picture
from lab.cli.output import ask, dumped, say, say_json
from lab.cli.progress import Progress
from lab.cli.run_command import UNSOUND

if TYPE_CHECKING:  # help imports no engine
    from lab.deployment import Deployment


Command = TypeVar("Command", bound=Callable[..., Any])


def _told_of(written: str) -> Callable[[Command], Command]:
    """The options that every drill has; ``written`` says what goes into the folder of --out."""
    options = (
        click.option("--out", type=click.Path(path_type=Path, file_okay=False), help=written),
        click.option("--yes", is_flag=True, help="Create it on AWS without asking."),
        click.option(
            "--progress", "always", is_flag=True, help="Show progress without a terminal too."
        ),
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
    )

    def with_options(command: Command) -> Command:
        for option in reversed(options):  # as decorators, the last is applied first
            command = option(command)
        return command

    return with_options


@click.group()
def drill() -> None:
    """Break things on purpose, and report who notices."""


@drill.command()
@click.argument("design", shell_complete=completion.design)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Break so many messages at most, every way of breaking among them.",
)
@click.option("--seed", type=int, default=7, show_default=True, help="Draws and places by it.")
@_told_of("Write the matrix as JSON, text and picture into this folder.")
def contracts(
    design: str,
    sample: int | None,
    seed: int,
    out: Path | None,
    yes: bool,
    always: bool,
    as_json: bool,
) -> None:
    """Break every field and message on its way, and see how each service takes it.

    DESIGN is choreography or orchestration. What its parts agree on is learnt from orders that meet
    nothing broken. Then each field is renamed, dropped, retyped, emptied and put out of range, and
    each message duplicated, delayed, dropped and overtaken, for one order each, side by side.
    """
    from analysis.breakage import picture, text
    from analysis.breakage.figures import figures
    from lab.drilling.breaking import break_contracts, held_against_code

    with _drilled(design, out, yes=yes, always=always) as (deployment, progress):
        found = break_contracts(deployment, seed=seed, sample=sample, progress=progress)
        readers = held_against_code(found, deployment)
    wire = {**found.to_wire(), "figures": figures(found, readers), "readers": readers.to_wire()}
    name = f"contracts-{found.design}"
    _tell(text.lines(found, readers), wire, out, name, as_json=as_json)
    if out:
        figure = picture.heat(found)
        for form in PICTURES:
            write_picture(figure, out / f"{name}.{form}")


@drill.command()
@click.argument("design", shell_complete=completion.design)
@click.option(
    "--only", default="", metavar="TEXT", help="Statements whose names have this in them."
)
@_told_of("Write JSON and text here.")
def permissions(
    design: str, only: str, out: Path | None, yes: bool, always: bool, as_json: bool
) -> None:
    """Take one permission away at a time, and see which orders miss it.

    Each statement of each role, queue and topic is gone while an order of each kind is placed:
    which end as ever, which are given up on or stand still, who notices first and how soon; and
    how many end well once it is back and what was given up on is sent through again.
    """
    from lab.drilling.permissions import lines, take_away

    with _drilled(design, out, yes=yes, always=always) as (deployment, progress):
        found = take_away(deployment, only=only, progress=progress)
    _tell(lines(found), found.to_wire(), out, f"permissions-{found.design}", as_json=as_json)


@drill.command()
@click.argument("design", shell_complete=completion.design)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="So many faults at most, each kind among them, and none one after another.",
)
@click.option(
    "--outage",
    type=click.FloatRange(1, 600),
    default=30,
    show_default=True,
    help="Seconds after which a service is back.",
)
@click.option("--seed", type=int, default=7, show_default=True, help="Shuffles by it.")
@_told_of("Write what was found as JSON and text into this folder.")
def faults(  # noqa: PLR0913, PLR0917 - one parameter an option
    design: str,
    sample: int | None,
    outage: float,
    seed: int,
    out: Path | None,
    yes: bool,
    always: bool,
    as_json: bool,
) -> None:
    """Let each service fail in every way, and see which orders get over it, how, and when.

    DESIGN is choreography or orchestration. A service is down, throttled, too slow, without its
    store, table or topic, fails now and then, or dies at a call, for one order each, side by side.
    Then executions are stopped, and each queue is missing for a while.
    """
    from lab.drilling.failing import fail_services
    from lab.drilling.failures import lines

    with _drilled(design, out, yes=yes, always=always) as (deployment, progress):
        found = fail_services(
            deployment, seed=seed, sample=sample, outage=outage, progress=progress
        )
    _tell(lines(found), found.to_wire(), out, f"faults-{found.design}", as_json=as_json)


@drill.command()
@click.argument("design", nargs=-1, required=True, shell_complete=completion.design)
@click.option(
    "--orders",
    type=click.IntRange(1, 10_000),
    default=1000,
    show_default=True,
    help="How many to place.",
)
@click.option("--seed", type=int, default=7, show_default=True, help="Draws orders and drills.")
@_told_of("Write what was found as JSON and text into this folder.")
def load(
    design: tuple[str, ...],
    orders: int,
    seed: int,
    out: Path | None,
    yes: bool,
    always: bool,
    as_json: bool,
) -> int:
    """Place many orders at once, with faults, duplicates, deaths and reordering all along.

    DESIGN is choreography or orchestration, or both in turn: then they must end in the same
    business state. Exit code 3: an order was lost, an invariant is broken, or they differ.
    """
    from lab.drilling.load import Load, disagreeing, lines, under_load

    found: list[Load] = []
    for each in design:
        with _drilled(each, out, yes=yes, always=always) as (deployment, progress):
            found.append(under_load(deployment, orders, seed=seed, progress=progress))
        told = found[-1]
        unlike = disagreeing(found[0], told) if len(found) > 1 else []
        wire = {**told.to_wire(), "differences": unlike}
        if len(found) > 1:
            wire["figures"] = {**told.figures(), "differences": len(unlike)}
        _tell(lines(told), wire, out, f"load-{told.design}", as_json=as_json)
        for line in unlike:
            say(f"  differs from {found[0].design}: {line}", err=as_json)
        if len(found) > 1 and not unlike:
            say(f"  the same business state as {found[0].design}", err=as_json)
        if unlike or not told.sound:
            return UNSOUND
    return 0


@contextmanager
def _drilled(
    design: str, out: Path | None, *, yes: bool, always: bool
) -> Iterator[tuple["Deployment", Progress]]:
    """A design deployed to be drilled, for the block; an interruption says how far it came."""
    from lab.deployment import deployed
    from lab.designs import design_named
    from lab.places import agree, open_place

    chosen = design_named(design)
    if out:
        refuse_unwritable(out, folder=True)
    progress = Progress(always=always)
    try:
        with open_place(progress=progress) as place:
            agree(place, f"the stack {chosen.stack}", "any that stands, and this one", yes, ask=ask)
            with deployed(place, chosen, drills=True, progress=progress) as deployment:
                yield deployment, progress
    except KeyboardInterrupt:
        progress.clear()
        say(f"ripple: until then: {progress.last}; nothing was judged.", err=True)
        raise
    finally:
        progress.clear()


def _tell(
    told: Iterable[str], wire: Mapping[str, Any], out: Path | None, name: str, *, as_json: bool
) -> None:
    """Print what was found, as lines or as JSON, and write both where a folder is given."""
    text = "\n".join(told)
    if as_json:
        say_json(wire)
    else:
        say(text)
    if out:
        write(dumped(wire), out / f"{name}.json")
        write(f"{text}\n", out / f"{name}.txt")

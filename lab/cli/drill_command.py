"""`ripple drill`: things broken on purpose, and who notices."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lab.cli import completion
from lab.cli.graph_files import refuse_unwritable, write
from lab.cli.output import ask, dumped, say, say_json
from lab.cli.progress import Progress

if TYPE_CHECKING:  # help imports no engine
    from lab.deployment import Deployment


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
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the matrix as JSON, text and picture into this folder.",
)
@click.option("--yes", is_flag=True, help="Create it on AWS without asking.")
@click.option("--progress", "always", is_flag=True, help="Show progress without a terminal too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
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
    told = "\n".join(text.lines(found, readers))
    _tell(told, wire, as_json=as_json)
    if out:
        from analysis.style import to_bytes

        name = f"contracts-{found.design}"
        write(dumped(wire), out / f"{name}.json")
        write(f"{told}\n", out / f"{name}.txt")
        for form in ("png", "svg"):
            write(to_bytes(picture.heat(found), form), out / f"{name}.{form}")


@drill.command()
@click.argument("design", shell_complete=completion.design)
@click.option(
    "--only", default="", metavar="TEXT", help="Statements whose names have this in them."
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write JSON and text here."
)
@click.option("--yes", is_flag=True, help="Create it on AWS without asking.")
@click.option("--progress", "always", is_flag=True, help="Show progress without a terminal too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
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
    told = "\n".join(lines(found))
    _tell(told, found.to_wire(), as_json=as_json)
    if out:
        name = f"permissions-{found.design}"
        write(dumped(found.to_wire()), out / f"{name}.json")
        write(f"{told}\n", out / f"{name}.txt")


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


def _tell(text: str, wire: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        say_json(wire)
    else:
        say(text)

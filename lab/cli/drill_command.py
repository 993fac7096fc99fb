"""`ripple drill`: things broken on purpose, and who notices."""

from pathlib import Path

import click

from lab.cli import completion
from lab.cli.graph_files import refuse_unwritable, write
from lab.cli.output import ask, dumped, say, say_json
from lab.cli.progress import Progress


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
    from lab.deployment import deployed
    from lab.designs import design_named
    from lab.drilling.breaking import break_contracts, held_against_code
    from lab.places import agree, open_place

    chosen = design_named(design)
    if out:
        refuse_unwritable(out, folder=True)
    progress = Progress(always=always)
    try:
        with open_place(progress=progress) as place:
            agree(place, f"the stack {chosen.stack}", "any that stands, and this one", yes, ask=ask)
            with deployed(place, chosen, drills=True, progress=progress) as deployment:
                found = break_contracts(deployment, seed=seed, sample=sample, progress=progress)
                readers = held_against_code(found, deployment)
    except KeyboardInterrupt:
        progress.clear()
        say(f"ripple: until then: {progress.last}; nothing was judged.", err=True)
        raise
    finally:
        progress.clear()
    wire = {**found.to_wire(), "figures": figures(found, readers), "readers": readers.to_wire()}
    told = "\n".join(text.lines(found, readers))
    if as_json:
        say_json(wire)
    else:
        say(told)
    if out:
        from analysis.style import to_bytes

        name = f"contracts-{chosen.name}"
        write(dumped(wire), out / f"{name}.json")
        write(f"{told}\n", out / f"{name}.txt")
        for form in ("png", "svg"):
            write(to_bytes(picture.heat(found), form), out / f"{name}.{form}")

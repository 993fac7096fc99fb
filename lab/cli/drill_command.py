"""`ripple drill`: things broken on purpose, and who notices."""

import click

from lab.cli import completion
from lab.cli.output import aligned, say, say_json
from lab.cli.progress import Progress


@click.group()
def drill() -> None:
    """Break things on purpose, and report who notices."""


@drill.command()
@click.argument("design", shell_complete=completion.design)
@click.option("--progress", "always", is_flag=True, help="Show progress without a terminal too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def contracts(design: str, always: bool, as_json: bool) -> None:
    """Learn from a clean run what the parts of a design agree on, field by field."""
    from lab.deployment import deployed
    from lab.designs import design_named
    from lab.drilling.contracts import learnt
    from lab.places import open_place

    chosen = design_named(design)
    progress = Progress(always=always)
    with (
        open_place(progress=progress) as place,
        deployed(place, chosen, drills=True, progress=progress) as deployment,
    ):
        found = learnt(deployment, progress)
        progress.clear()
    if as_json:
        say_json([{"contract": each.name, "fields": list(each.fields)} for each in found])
        return
    rows = [(each.name, ", ".join(each.fields)) for each in found]
    say("\n".join(aligned([("contract", "fields"), *rows])))

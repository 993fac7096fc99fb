"""`ripple other`: what a system would be as events, as a workflow, as a mix."""

from collections.abc import Mapping
from pathlib import Path

import click

from lab.cli import completion
from lab.cli.graph_files import refuse_no_picture, write_picture
from lab.cli.other_folder import emit, refuse_taken
from lab.cli.output import columns, dumped, say
from lab.cli.systems import Added, each_system, mix_option, template_options


@click.command()
@completion.systems
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="'OPERATOR ...'",
    shell_complete=completion.change,
    help="Tell one change in each design, with its ways, such as 'swap-steps A B'; repeatable.",
)
@click.option(
    "--orchestrate",
    "steps",
    multiple=True,
    metavar="STEP",
    help="A step, or a service with all of its steps, that a workflow asks for in the hybrid; "
    "the rest goes by events; repeatable.",
)
@click.option(
    "--carry",
    is_flag=True,
    help="Events carry along whatever somebody will need, instead of readers that remember.",
)
@click.option(
    "--boundary",
    is_flag=True,
    help="Say where a workflow could end and events begin: of up to ten steps every mix is tried, "
    "which takes a minute at most.",
)
@click.option(
    "--draw",
    "drawing",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A PNG or SVG file for all designs at one scale, the boundary of the hybrid drawn.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write a skeleton there: of the hybrid with --orchestrate, else of what the system is not "
    "today. DIR must be new or empty.",
)
@mix_option
@template_options()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def other(  # noqa: PLR0913, PLR0917 - one parameter an option
    systems: tuple[str, ...],
    changes: tuple[str, ...],
    steps: tuple[str, ...],
    carry: bool,
    boundary: bool,
    drawing: Path | None,
    out: Path | None,
    weights: Mapping[str, float] | None,
    added: Added,
    teams: Mapping[str, str] | None,  # noqa: ARG001 - every command about templates has it
    as_json: bool,
) -> None:
    """Say what a system would be as events, as a workflow, as a mix.

    The process is lifted from the design that is there, and lowered to the others; the same
    changes are then predicted in each. What is guessed is listed, and no accuracy is claimed for
    a stranger's other design, which nobody wrote.
    """
    from analysis.dependency import depend
    from analysis.prediction import change
    from analysis.redesign import redesign
    from analysis.redesign.wire import to_wire

    if drawing:
        refuse_no_picture([drawing], "--draw")
    if out:
        refuse_taken(out)
    asked = [change(each) for each in changes]
    read = [*each_system(systems, added, depend)]
    if out and len(read) > 1:
        raise click.UsageError("--out takes one system.")
    found = [
        redesign(system, steps, carry=carry, changes=asked, weights=weights, boundary=boundary)
        for system in read
    ]
    if as_json:
        wires = [to_wire(each) for each in found]
        whole = {"format": "ripple-others/1", "systems": wires}
        say(dumped(wires[0] if len(wires) == 1 else whole), nl=False)
    else:
        say("\n".join(each.to_text(columns()) for each in found), nl=False)
    if drawing:
        from analysis.redesign.picture import picture

        if len(found) > 1:
            raise click.UsageError("--draw is for one system: its designs are one picture.")
        say(write_picture(picture(found[0]), drawing), err=as_json)
    if out:
        others = found[0].others
        say(emit(others, others.mix(steps) if steps else others.opposite(), out), err=as_json)

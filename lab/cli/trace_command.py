"""`ripple trace`: what one order did, from exported traces."""

from collections.abc import Sequence
from pathlib import Path

import click

from lab.cli.graph_files import write_picture
from lab.cli.output import say, say_json
from lab.errors import LabError
from lab.trace import OrderTrace, mermaid, read_traces, to_wire

PICTURES = ("png", "svg")
MOST_IN_A_PICTURE = 4
MOST_RUNS = 300
"""Runs of functions that one picture shows of a trace; nobody could read more."""


class NoSuchTrace(LabError):
    """No trace of the order asked for is in the files."""


class TooManyTraces(LabError):
    """More traces than one picture can show."""


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--order", "orders", multiple=True, metavar="ID", help="Only this order; repeatable.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["timeline", "mermaid", "json", *PICTURES]),
    default="timeline",
    show_default=True,
    help="How to show it.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The picture's file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; the same as --format json.")
def trace(
    files: tuple[Path, ...], orders: tuple[str, ...], form: str, out: Path | None, as_json: bool
) -> None:
    """Show what one order did.

    FILE holds traces that `ripple run --trace-out` or `ripple demo` exported. With a file of
    each design and --order, a picture shows both at the same scale.
    """
    form = "json" if as_json else form
    if form in PICTURES and out is None:
        raise click.UsageError(f"--format {form} needs --out.")
    traces = _chosen([each for file in files for each in read_traces(file)], orders)
    if form in PICTURES and out is not None:
        _draw(traces, out.with_suffix(f".{form}"))
    elif form == "json":
        say_json([to_wire(each) for each in traces], 2)
    elif form == "mermaid":
        say("\n".join(mermaid(each) for each in traces), nl=False)
    else:
        say("\n\n".join(_told(each) for each in traces))


def _chosen(traces: Sequence[OrderTrace], orders: Sequence[str]) -> list[OrderTrace]:
    known = {each.order_id for each in traces}
    for order_id in orders:
        if order_id not in known:
            some = ", ".join(sorted(known)[:5]) or "no trace at all"
            raise NoSuchTrace(f"There is no trace of order {order_id!r}: the files have {some}.")
    return [each for each in traces if not orders or each.order_id in orders]


def _told(each: OrderTrace) -> str:
    heading = f"{each.design}: order {each.order_id!r}"
    return "\n".join([heading, *(f"  {line}" for line in each.timeline_lines())])


def _draw(traces: Sequence[OrderTrace], out: Path) -> None:
    if not 0 < len(traces) <= MOST_IN_A_PICTURE:
        raise TooManyTraces(
            f"A picture shows 1 to {MOST_IN_A_PICTURE} traces, not {len(traces)}: "
            "choose some with --order."
        )
    if long := [each for each in traces if len(each.spans) > MOST_RUNS]:
        raise TooManyTraces(
            f"The trace of {long[0].order_id!r} has {len(long[0].spans)} runs of functions, and a "
            f"picture shows at most {MOST_RUNS}: show it as text."
        )
    from analysis.timeline import timelines

    write_picture(timelines(traces), out)
    say(str(out))

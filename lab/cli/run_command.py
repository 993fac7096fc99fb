"""`ripple run`: orders through one design, deployed for the occasion."""

import re
import time
from math import isfinite
from pathlib import Path

import click

from analysis.plain_text import plain_json
from lab.cli import completion, run_report
from lab.cli.graph_files import NotWritten, refuse_unwritable, write
from lab.cli.output import ask, say, say_json
from lab.cli.progress import Progress
from lab.deployment import Deployment, deployed
from lab.designs import Design, design_named
from lab.engine import kept
from lab.errors import LabError
from lab.places import PlaceKind, agree, open_place
from lab.trace import collect, to_json
from lab.workload.generator import generate
from lab.workload.orders import MAX_ORDERS, read_orders
from lab.workload.report import RunReport
from lab.workload.run import MOST_IN_FLIGHT
from lab.workload.run import run as run_orders
from lab.workload.samples import SEED
from lab.workload.world import fit_world, read_world, strangers
from orderflow.order import Order
from orderflow.world import World

UNSOUND = 3
_NUMBER = re.compile(r"[+-]?\d+")


def _finite(_context: click.Context, _option: click.Parameter, value: float) -> float:
    if not isfinite(value):
        raise click.UsageError(f"--timeout {value}: give a number of seconds.")
    return value


@click.command()
@click.argument("design", shell_complete=completion.design)
@click.option(
    "--orders",
    metavar="N|FILE",
    default="20",
    show_default=True,
    help="How many to generate, or a JSON Lines file of yours.",
)
@click.option("--seed", type=int, help=f"Generate other orders (default: {SEED}).")
@click.option(
    "--world",
    "world_file",
    type=click.Path(path_type=Path),
    help="Stock, balances and carriers as JSON (default: made to fit the orders).",
)
@click.option(
    "--in-flight",
    type=click.IntRange(1, MOST_IN_FLIGHT),
    help="Orders unsettled at once (default: what the design does well with).",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    callback=_finite,
    default=120,
    show_default=True,
    help="Seconds an order may take.",
)
@click.option(
    "--place", "choice", type=click.Choice([kind.value for kind in PlaceKind]), help="Where to run."
)
@click.option("--yes", is_flag=True, help="Create it on AWS without asking.")
@click.option(
    "--trace-out", type=click.Path(path_type=Path), help="Export every order's trace as JSON."
)
@click.option("--keep", is_flag=True, help="Leave the stack standing.")
@click.option("--progress", "always", is_flag=True, help="Show progress without a terminal too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def run(  # noqa: PLR0913, PLR0917 - one parameter an option
    design: str,
    orders: str,
    seed: int | None,
    world_file: Path | None,
    in_flight: int | None,
    timeout: float,
    choice: str | None,
    yes: bool,
    trace_out: Path | None,
    keep: bool,
    always: bool,
    as_json: bool,
) -> int:
    """Place orders through one design.

    DESIGN is choreography or orchestration. It is deployed afresh, the world is seeded, the orders
    are placed, and when each is confirmed or cancelled the books are checked. Exit code 3: an
    order did not settle, or an invariant is broken.
    """
    chosen = design_named(design)
    placed, world = _workload(orders, seed, world_file)
    if trace_out:
        _refuse_unwritable(trace_out)
    progress = Progress(always=always)
    try:
        with open_place(choice, progress=progress) as place:
            agree(place, f"the stack {chosen.stack}", _deleted(chosen, keep), yes, ask=ask)
            if keep and place.kind is PlaceKind.EMBEDDED and kept.status() is None:
                raise LabError("--keep needs an engine that stays: run `ripple up` first.")
            with deployed(place, chosen, keep=keep, progress=progress) as deployment:
                began = time.time()
                report = run_orders(
                    deployment,
                    placed,
                    world,
                    in_flight=in_flight,
                    timeout=timeout,
                    progress=progress,
                )
                # Told at once: no file that cannot be written, and no stack that cannot be
                # deleted, takes the report along.
                progress.clear()
                _tell(report, as_json=as_json)
                if trace_out:
                    _export(deployment, placed, trace_out, began, progress)
    finally:
        progress.clear()
    return 0 if report.sound else UNSOUND


def _tell(report: RunReport, *, as_json: bool) -> None:
    if as_json:
        say_json(report.to_json(), 2)
    else:
        say("\n".join(run_report.lines(report)))
    if not report.sound:
        say(f"ripple: {run_report.sentence(report)}", err=True)


def _deleted(design: Design, keep: bool) -> str:
    """What a run deletes of a stack's."""
    before = f"now, any stack {design.stack} that the lab made before"
    return before if keep else f"{before}; and in the end this one, with its logs and its code"


def _workload(orders: str, seed: int | None, world_file: Path | None) -> tuple[list[Order], World]:
    """The orders and their world, read whole before anything is deployed."""
    if _NUMBER.fullmatch(orders):
        count = int(orders) if len(orders) < 10 else MAX_ORDERS + 1  # digits without end
        placed, world = generate(count, SEED if seed is None else seed)
    elif seed is not None:
        raise click.UsageError(f"--seed is for generated orders, and {orders} is a file.")
    else:
        placed = read_orders(Path(orders))
        world = fit_world(placed)
    if world_file:
        world = read_world(world_file)
        for note in strangers(placed, world):
            say(f"note: {note}", err=True)
    return placed, world


def _export(
    deployment: Deployment, orders: list[Order], out: Path, since: float, progress: Progress
) -> None:
    progress("reading the functions' logs")
    ids = [order.order_id for order in orders]
    traces = collect(deployment, ids, since=since, progress=progress)
    write(plain_json(to_json(*traces.values())), out)


def _refuse_unwritable(out: Path) -> None:
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise NotWritten(f"{out} cannot be written: name a file in a folder that exists.")
    refuse_unwritable(out)

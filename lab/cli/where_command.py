"""`ripple where`: where an order is, in every design that stands."""

import os
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import click

from analysis.wording import counted
from lab.cli import completion
from lab.cli.output import columns, say, say_json
from lab.cli.progress import Progress
from lab.deployment import Deployment, attach
from lab.designs import Design, design_named, designs
from lab.engine import kept
from lab.errors import DeploymentFailed, LabError
from lab.places import Place, PlaceKind, open_place
from lab.whereabouts import Whereabouts, sought
from lab.workload.orders import objection_to_id

REMEDY = "run `ripple up`, then `ripple run DESIGN --keep`"


class NothingStands(LabError):
    """There is no deployment in which an order could be."""


@click.command()
@click.argument("order")
@click.option(
    "--side",
    "sides",
    multiple=True,
    metavar="DESIGN",
    shell_complete=completion.design,
    help="Look in this design alone; repeatable (default: all that stand).",
)
@click.option("--stack", help="The stack's name, of one --side (default: ripple-DESIGN).")
@click.option(
    "--place",
    "choice",
    type=click.Choice([kind.value for kind in PlaceKind]),
    help="Where to look (default: $AWS_ENDPOINT_URL, else the engine that is kept).",
)
@click.option("--evidence", is_flag=True, help="Show what was asked, and what it showed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def where(
    order: str,
    sides: tuple[str, ...],
    stack: str | None,
    choice: str | None,
    evidence: bool,
    as_json: bool,
) -> None:
    """Say where an order is, how sure that is, and what it took.

    ORDER is an order's id. Each design is asked by what it has: a workflow's execution history;
    else tables, queues, dead-letter queues and the functions' logs. Certain: something that names
    the order says so. Likely: it follows from what is there and what is not.
    """
    if problem := objection_to_id(order):
        raise LabError(problem)
    if stack and len(sides) != 1:
        raise click.UsageError("--stack is of one design: name it with --side.")
    asked = [design_named(each) for each in sides] or designs()
    _refuse_to_start_an_engine(choice)
    progress = Progress()
    try:
        with open_place(choice, progress=progress) as place:
            standing = dict(_standing(place, asked, stack))
            if not standing:
                names = " or ".join(each.name for each in asked)
                raise NothingStands(f"No {names} is deployed there: {REMEDY}.")
            progress("asking")
            found = {name: sought(each, order) for name, each in standing.items()}
    finally:
        progress.clear()
    if as_json:
        say_json({name: each.to_json() for name, each in found.items()}, 2)
    else:
        say("\n\n".join("\n".join(lines_of(n, each, evidence)) for n, each in found.items()))


def lines_of(design: str, found: Whereabouts, evidence: bool = False) -> Iterator[str]:
    """Where an order is, in lines for a terminal."""
    wide = columns()
    yield f"{design}: {found.order_id} is {found.status or 'unknown to ordering'}"
    rows = {
        "where": found.place,
        "whose turn": str(found.at) if found.at else "",
        "why": found.reason or "",
        "sure": found.sure,
        "took": _took(found),
    }
    for name, said in rows.items():
        if said:
            head = f"  {name:<12}"
            yield textwrap.fill(said, wide, initial_indent=head, subsequent_indent=" " * len(head))
    for each in found.evidence if evidence else ():
        said = f"{each.store}, {each.query}: {each.shows}"
        yield textwrap.fill(said, wide, initial_indent="    ", subsequent_indent="      ")


def _took(found: Whereabouts) -> str:
    logs = f", {counted(found.log_groups, 'log group')} among them" if found.log_groups else ""
    calls: Mapping[str, Any] = found.calls or {}
    sent = ", ".join(f"{count} to {service}" for service, count in sorted(calls.items()))
    total = counted(sum(calls.values()), "request")
    return f"{counted(found.stores, 'store')}{logs}; {total} ({sent})"


def _refuse_to_start_an_engine(choice: str | None) -> None:
    """An engine that is started for the question has no orders."""
    elsewhere = choice in (PlaceKind.ENDPOINT, PlaceKind.AWS)
    elsewhere = elsewhere or (choice is None and bool(os.environ.get("AWS_ENDPOINT_URL")))
    if not elsewhere and kept.running() is None:
        raise NothingStands(f"No engine is kept, so no order is anywhere: {REMEDY}.")


def _standing(
    place: Place, asked: "tuple[Design, ...] | list[Design]", stack: str | None
) -> Iterator[tuple[str, Deployment]]:
    for each in asked:
        try:
            yield each.name, attach(place, each, stack or each.stack)
        except DeploymentFailed:
            if len(asked) == 1:
                raise

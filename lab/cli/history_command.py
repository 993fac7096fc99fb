"""`ripple history`: a repository's changes, one by one, and what they say together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lab.cli.graph_files import refuse_no_picture, write_picture
from lab.cli.output import dumped, say
from lab.cli.progress import Progress

if TYPE_CHECKING:  # the command's help must not load what reads
    from analysis.history import Past

_UNITS = ("service", "stack", "function")


@click.command()
@click.argument("place", required=False, type=click.Path(path_type=Path), metavar="[REPO]")
@click.option("--since", default="", metavar="DATE|REV", help="No change before this.")
@click.option(
    "--by",
    default="commit",
    show_default=True,
    metavar="commit|merge|PATTERN",
    help="What one change is: a commit, what one merge brought, or the commits whose subject has "
    "the same match of a regular expression, such as a ticket's number.",
)
@click.option("--unit", type=click.Choice(_UNITS), default="service", show_default=True,
              help="What is counted.")  # fmt: skip
@click.option("--head", default="HEAD", show_default=True, metavar="REV", help="The last change.")
@click.option("--most", type=click.IntRange(1), help="The last so many changes alone.")
@click.option("--anew", is_flag=True, help="Believe nothing that was kept of an earlier run.")
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE.svg|FILE.png",
    help="A picture of the changes over time; repeatable.",
)
@click.option("--full", is_flag=True, help="List every change.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def history(
    place: Path | None, outs: tuple[Path, ...], full: bool, as_json: bool, **asked: Any
) -> None:
    """Tell which changes a repository's past is made of, and whom each touched.

    REPO is a repository, or a folder or template in one (where one stands, if left out). Every
    change is read from git's objects, before and after; nothing in the repository is run or
    changed, and what was read once is kept for the next time.
    """
    from analysis.history.telling import to_wire, told

    refuse_no_picture(outs)
    past = _past(place or Path(), **asked)
    say(dumped(to_wire(past)) if as_json else told(past, full=full), nl=False)
    for line in _drawn(past, outs):
        say(line, err=as_json)


def _past(place: Path, *, most: int | None, **asked: Any) -> Past:
    from lab.history import Asked, past_of

    if not place.exists():
        raise click.UsageError(f"{place}: there is no such folder.")
    progress = Progress()
    found = past_of(place, Asked(most=most or 0, **asked), progress)
    progress.clear()
    return found


def _drawn(past: Past, outs: tuple[Path, ...]) -> Iterator[str]:
    if not outs:
        return
    from analysis.history.picture import history_picture

    figure = history_picture(past)
    for out in outs:
        yield write_picture(figure, out)

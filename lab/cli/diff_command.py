"""`ripple diff`: what an edit did to a system, from its templates and code before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lab.cli import completion
from lab.cli.graph_files import refuse_no_picture, write_picture
from lab.cli.named import Named
from lab.cli.output import dumped, say
from lab.cli.systems import Added, each_alone, template_options

if TYPE_CHECKING:  # the command's help must not load the extractor
    from analysis.difference import Difference


_NAMED = "[OLD NEW|REVS [PATH]]"


@click.command()
@click.argument(
    "named", nargs=-1, metavar="[OLD NEW|REVS [PATH]]", shell_complete=completion.system
)
@click.option("--staged", is_flag=True, help="What is staged, against HEAD or the revision given.")
@click.option(
    "--view",
    "seen",
    type=click.Choice(["resources", "services"]),
    default="resources",
    show_default=True,
    help="What pictures show: resources, or these folded into services.",
)
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE.svg|FILE.png",
    help="A picture of both versions in one, what differs in colour; repeatable.",
)
@template_options(", of OLD (1:), of NEW (2:) or of both")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff(
    named: tuple[str, ...],
    staged: bool,
    seen: str,
    outs: tuple[Path, ...],
    added: Added,
    teams: Mapping[str, str] | None,
    as_json: bool,
) -> None:
    """Tell what an edit did to a system: whom it touched, what changed.

    OLD and NEW are the same system before and after: a SAM or CloudFormation template, a state
    machine's definition, a folder of them (as a design's in two checkouts), or several joined by
    commas. Choreography and orchestration are those of this checkout.

    REVS are git's revisions: `main..HEAD` (`main...HEAD`: since they went apart), or `main` alone,
    against the files as they are. The system is what lies at PATH, or where one stands; a single
    one of them is `main:PATH`. Nothing in the repository is run or changed.
    """
    from analysis.difference import difference, versions

    refuse_no_picture(outs)
    before, after = each_alone(_sides(named, staged), (None, None), added)
    found = difference(*versions(before, after))
    say(dumped(found.to_wire(teams or {})) if as_json else found.to_text(teams), nl=False)
    for line in _drawn(found, seen, outs):
        say(line, err=as_json)


def _sides(named: Sequence[str], staged: bool) -> Sequence[str | Named]:
    """The systems before and after."""
    from lab.cli.revisions import sides  # late: few read a revision

    found: Sequence[str | Named] | None = sides(named, staged=staged)
    if found is not None:
        return found
    if len(named) != 2 or staged:
        raise click.UsageError(
            "give a system before and after, or revisions as in `main..HEAD`, and where it lies."
        )
    return named


def _drawn(found: Difference, seen: str, outs: Sequence[Path]) -> Iterator[str]:
    if not outs:
        return
    from analysis.difference.picture import difference_picture

    figure = difference_picture(found, view=seen)
    for out in outs:
        yield write_picture(figure, out)

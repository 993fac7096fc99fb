"""`ripple diff`: what an edit did to a system, from its templates and code before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.export.formats import PICTURES
from lab.cli.graph_files import refuse_unwritable, write
from lab.cli.output import dumped, say
from lab.cli.systems import (
    Added,
    design_called,
    pairs_by_place,
    paths_of,
    searched,
    template_options,
)

if TYPE_CHECKING:  # the command's help must not load the extractor
    from analysis.difference import Difference, Version


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
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
    old: str,
    new: str,
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
    """
    from analysis.difference import difference

    _refuse_other_suffixes(outs)
    for out in outs:
        refuse_unwritable(out)
    found = difference(*_versions((old, new), added))
    say(dumped(found.to_wire(teams or {})) if as_json else found.to_text(teams), nl=False)
    for line in _drawn(found, seen, outs):
        say(line, err=as_json)


def _versions(named: Sequence[str], added: Added) -> Iterator[Version]:
    from analysis.difference import version

    given = pairs_by_place(added.parameters, "--parameter", len(named))
    bound = pairs_by_place(added.bindings, "--bind", len(named))
    for name, own_parameters, own_bindings in zip(named, given, bound, strict=True):
        design = design_called(name)
        paths = [design.template] if design else paths_of(name)
        yield version(
            searched(
                paths,
                title=design.name if design else None,
                parameters=own_parameters,
                bindings=own_bindings,
                strict=added.strict,
            )
        )


def _refuse_other_suffixes(outs: Sequence[Path]) -> None:
    for out in outs:
        if out.suffix.lower().removeprefix(".") not in PICTURES:
            known = " nor ".join(f".{each}" for each in PICTURES)
            raise click.UsageError(f"--out {out}: its suffix is neither {known}.")


def _drawn(found: Difference, seen: str, outs: Sequence[Path]) -> Iterator[str]:
    if not outs:
        return
    from analysis.difference.picture import difference_picture
    from analysis.style import to_bytes

    figure = difference_picture(found, view=seen)
    for out in outs:
        yield write(to_bytes(figure, out.suffix.lower().removeprefix(".")), out)

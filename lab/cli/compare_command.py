"""`ripple compare`: designs beside each other, over every measure, layer and change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.export.formats import PICTURES
from lab.cli import completion
from lab.cli.graph_files import refuse_unwritable, write
from lab.cli.output import columns, dumped, say
from lab.cli.systems import (
    Added,
    each_alone,
    mix_option,
    paths_of,
    signatures,
    template_options,
)
from lab.designs import designs as all_designs

if TYPE_CHECKING:  # the command's help must not load the measures
    from analysis.comparison.comparison import Comparison


@click.command()
@click.argument("designs", nargs=-1, metavar="[DESIGN DESIGN...]", shell_complete=completion.system)
@mix_option
@template_options(", of the Nth design or of all")
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder for compare.json and the pictures, as PNG and SVG.",
)
@click.option("--full", is_flag=True, help="Print every measure, layer and change.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def compare(
    designs: tuple[str, ...],
    weights: Mapping[str, float] | None,
    teams: Mapping[str, str] | None,
    added: Added,
    folder: Path | None,
    full: bool,
    as_json: bool,
) -> None:
    """Compare designs over every measure, layer and change.

    DESIGN is choreography or orchestration (both, if none is named), a SAM or CloudFormation
    template, a state machine's definition, a folder of them, or several of these joined by
    commas, which are read together. No winner is announced: every verdict is about one number.
    Five lines say what most want to know first; --full says the rest.
    """
    from analysis.comparison.brief import to_brief
    from analysis.comparison.comparison import compare as comparison
    from analysis.comparison.text import to_text
    from analysis.comparison.wire import to_wire
    from analysis.dependency import depend

    if folder:
        refuse_unwritable(folder, folder=True)
    named = designs or tuple(each.name for each in all_designs())
    read = [depend(each) for each in each_alone(named, _titles(named), added)]
    found = comparison(read, teams=teams, weights=weights)
    wire = dumped(to_wire(found))
    told = to_text(found) if full else to_brief(found, columns())
    say(wire if as_json else told, nl=False)
    for line in _written(found, wire, folder) if folder else ():
        say(line, err=as_json)


def _titles(named: Sequence[str]) -> list[str]:
    """What each design is called: the names of its files, or all as given where those clash."""
    short = [", ".join(path.name for path in paths_of(name)) or name for name in named]
    return short if max(Counter(short).values()) == 1 else list(named)


def _written(found: Comparison, wire: str, folder: Path) -> Iterator[str]:
    from analysis.comparison.pictures.album import album
    from analysis.style import to_bytes

    yield write(wire, folder / "compare.json")
    for name, figure in album(found, signatures()):
        for form in PICTURES:
            yield write(to_bytes(figure, form), folder / f"{name}.{form}")

"""`ripple init`: what was found in a repository, written down to be corrected."""

from pathlib import Path

import click

from lab.cli.graph_files import NotWritten, write
from lab.cli.output import say
from lab.cli.systems import searched


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over a ripple.toml that is there.")
def init(folder: Path, *, force: bool) -> None:
    """Write what was found in a repository into a ripple.toml.

    It has the templates with their names, what parameters stand for, the services and teams;
    every guess is a comment with its reason, and so are rules that `ripple check` can hold it to.
    All commands take the file without being told.
    """
    from analysis.check.beginning import first_rules
    from analysis.difference import version
    from analysis.source.initial import initial
    from analysis.source.settings import NAME, Settings

    if not folder.is_dir():
        raise NotWritten(f"{folder} is no folder; name the repository's.")
    if (folder / NAME).exists() and not force:
        raise NotWritten(f"{folder / NAME} is there; edit it, or write it anew with --force.")
    system = searched([folder], settings=Settings())
    text = initial(system, folder) + first_rules(version(system))
    say(write(text, folder / NAME))

"""`ripple graph`: the dependency graph of a design, of both, or of anyone's templates."""

from collections.abc import Mapping
from pathlib import Path

import click

from analysis.export.formats import FORMATS, Seen
from analysis.extract import extract
from analysis.graph.readings import READINGS
from analysis.graph.views import VIEWS
from lab.cli import completion
from lab.cli.graph_files import forms_for, refuse_unwritable, write
from lab.cli.output import fitted, say
from lab.cli.systems import Added, each_system, template_options


@click.command()
@completion.systems
@click.option(
    "--view",
    "views",
    type=click.Choice(VIEWS),
    default="resources",
    show_default=True,
    help="Resources, or these folded into services or teams.",
)
@click.option(
    "--reading",
    "readings",
    type=click.Choice(READINGS),
    default="flow",
    show_default=True,
    help="Who sends to whom, or who must know whom.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="What to make (default: by the suffix of --out, else text).",
)
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The file to write; repeatable, each in the format of its suffix.",
)
@template_options()
@click.option(
    "--traces",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Traces of a design's run: hold what happened against what is declared; repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON; the same as --format json.")
def graph(  # noqa: PLR0913, PLR0917 - one parameter an option
    systems: tuple[str, ...],
    views: str,
    readings: str,
    form: str | None,
    outs: tuple[Path, ...],
    added: Added,
    teams: Mapping[str, str] | None,
    traces: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Draw who depends on whom, with the evidence.

    DESIGN is choreography or orchestration; `both` draws them at one scale. PATH is a repository
    or any folder, a template (CloudFormation, SAM, cdk.out, serverless.yml, Terraform), a state
    machine's definition, a pattern in quotes, or - for standard input; several are read together
    and joined. Without one, it is what the `ripple.toml` here says; `ripple init` writes that.

    A part's service is what its tag says, else its stack, if there are several; ripple.toml can
    tell it by the folder of its code, or by patterns.
    """
    wanted = forms_for("json" if as_json else form, outs)
    for _, out in wanted:
        if out:
            refuse_unwritable(out)
    seen = Seen(views, readings, teams or {})
    drawn = [seen.of(each) for each in each_system(systems, added, extract)]
    if traces:
        if outs or views != "resources" or readings != "flow":
            raise click.UsageError("--traces compares the graphs as they are; give it by itself.")
        from lab.cli.graph_traces import held

        say(held(drawn, traces, as_json=as_json or form == "json"))
        return
    for chosen, out in wanted:
        made = chosen.write(drawn, seen)
        if out is None:
            say(
                fitted(str(made)) if chosen.name == "text" else str(made), nl=False
            )  # what is binary needs --out
        else:
            say(write(made, out))

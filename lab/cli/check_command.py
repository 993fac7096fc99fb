"""`ripple check`: a gate: the rules of `ripple.toml`, kept, broken or not known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.source import System
from analysis.source.files import Files
from analysis.source.settings import NAME, settings_for
from lab.cli import completion
from lab.cli.graph_files import write
from lab.cli.output import dumped, say
from lab.cli.systems import Added, each_alone, template_options

if TYPE_CHECKING:  # the command's help must not load what judges
    from analysis.check import Verdicts

_FORMS = ("text", "json", "sarif", "junit", "markdown")


@click.command()
@click.argument("system", required=False, shell_complete=completion.system)
@click.option("--base", metavar="REV", help="Tell only what became worse since this revision.")
@click.option(
    "--form", type=click.Choice(_FORMS), default="text", show_default=True, help="What is printed."
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file of what is accepted; ripple-baseline.toml beside ripple.toml, if left out.",
)
@click.option("--accept", metavar="REASON", help="Accept all that is broken, for this reason.")
@click.option("--signed", metavar="NAME", help="Who accepts it.")
@template_options()
def check(
    system: str | None, baseline: Path | None, accept: str | None, signed: str | None, **asked: Any
) -> None:
    """Hold a system to the rules of its ripple.toml.

    A rule is a [[check]] table with the name of its kind as `rule`, what that takes, and words of
    your own as `name` and `why`. Exit code 0: all are kept; 1: one is broken; 2: none is broken,
    and one says nothing of this system.
    """
    from analysis.check.baseline import NAME as ACCEPTED
    from analysis.check.baseline import read_baseline

    if bool(accept) != bool(signed):
        raise click.UsageError("--accept REASON and --signed NAME go together.")
    said = settings_for(Path(system) if system and Path(system).exists() else Path(), Files())
    if said.path is None or not said.rules:
        raise click.UsageError(
            f"there is no rule: write [[check]] in a {NAME} here; `ripple init` begins one."
        )
    kept = baseline or said.folder / ACCEPTED
    found = _judged(system, asked["base"], asked["added"], said.rules, read_baseline(kept))
    if accept and signed:
        _accept(found, kept, accept, signed)
        return
    say(_told(found, asked["form"]), nl=False)
    click.get_current_context().exit(found.code)


def _judged(
    system: str | None, base: str | None, added: Added, rules: Any, accepted: Any
) -> Verdicts:
    from analysis.check import check as judged
    from analysis.difference import version, versions

    if not base:
        (only,) = each_alone([system or "."], [None], added)
        return judged(version(only), rules, accepted=accepted)
    from lab.cli.revisions import sides

    found = sides(_named(base, system or ""), staged=False)
    if found is None:
        raise click.UsageError(f"--base {base}: it is no revision.")
    before: System
    before, after = each_alone(list(found), [None, None], added)
    one, other = versions(before, after)
    return judged(other, rules, before=one, accepted=accepted, base=base)


def _named(base: str, system: str) -> list[str]:
    """The revisions and the path; a system that is one of a revision itself is `REV:PATH`."""
    revision, colon, path = system.partition(":")
    if revision and colon and not Path(system).exists():
        return [f"{base}..{revision}", *([path] if path else [])]
    return [base, *([system] if system else [])]


def _told(found: Verdicts, form: str) -> str:
    from analysis.check import telling
    from analysis.check.markdown import to_markdown

    forms = {
        "text": telling.told,
        "sarif": telling.to_sarif,
        "junit": telling.to_junit,
        "markdown": to_markdown,
    }
    return dumped(telling.to_wire(found)) if form == "json" else forms[form](found)


def _accept(found: Verdicts, path: Path, reason: str, signed: str) -> None:
    from analysis.check.baseline import Accepted, read_baseline, written

    fresh = [
        Accepted(each.name, breach.key, reason, signed)
        for each in found.judged
        for breach in each.breaches
    ]
    stale = {*found.stale}
    kept = [each for each in read_baseline(path) if each not in stale]
    say(write(written([*kept, *fresh]), path))

"""What the shell completes: designs, systems, changes, and the steps and fields of a system."""

import contextlib
import io
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from click import ClickException, Context, Parameter, argument
from click.shell_completion import CompletionItem

from analysis.refusals import Refused
from lab.designs import designs

if TYPE_CHECKING:  # whoever completes a command's name needs no operator
    from analysis.prediction.operator import Operator


def design(_context: Context, _parameter: Parameter, begun: str) -> list[str]:
    """The designs of the lab."""
    return _so_begun([each.name for each in designs()], begun)


def system(_context: Context, _parameter: Parameter, begun: str) -> list[CompletionItem]:
    """The designs, both of them, and what ripple.toml names; failing these, files."""
    known = _so_begun([*(each.name for each in designs()), "both", *_named_here()], begun)
    return [CompletionItem(each) for each in known] or [CompletionItem(begun, type="file")]


systems = argument("systems", nargs=-1, metavar="[DESIGN|both|PATH...]", shell_complete=system)
"""What a command reads: designs of the lab, or anyone's templates."""


def experiment(_context: Context, _parameter: Parameter, begun: str) -> list[str]:
    """The changes of the study."""
    from lab.experiments.experiment import experiments

    try:
        return _so_begun([each.name for each in experiments()], begun)
    except Refused:
        return []


def change(context: Context, _parameter: Parameter, begun: str) -> list[str]:
    """An operator; behind it, what may stand there in the systems that the line names."""
    from analysis.prediction import OPERATORS

    head, space, last = begun.rpartition(" ")
    if not space:
        return _so_begun(list(OPERATORS), last)
    before = _words(head)
    if not before or before[0] not in OPERATORS:
        return []
    with contextlib.redirect_stderr(io.StringIO()):  # what was found is no news at a prompt
        try:
            # An option without its value yet leaves the arguments unread.
            named = context.params.get("systems") or context.args
            found = {*_following(before, OPERATORS[before[0]], named)}
        except (Refused, ClickException):
            return []
    said = (f'"{each}"' if " " in each else each for each in sorted(found))
    return [f"{head} {each}" for each in said if each.startswith((last, f'"{last}'))]


def _following(
    before: Sequence[str], operator: "Operator", systems: Sequence[str]
) -> Iterator[str]:
    """The words that come next in the changes that can be asked for, by their short names."""
    from analysis.dependency import depend
    from analysis.prediction.lookup import World
    from lab.cli.systems import Added, each_system

    for read in each_system(systems, Added((), (), strict=False), depend):
        for asked in operator.changes(World(read)):
            words = _words(str(asked))
            begins = all(
                word == operator.new or one in (word, _short(word))
                for one, word in zip(before, words, strict=False)
            )
            if begins and len(words) > len(before) and words[len(before)] != operator.new:
                yield _short(words[len(before)])


def _short(word: str) -> str:
    return word.rpartition("/")[2]


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote that is still open
        return text.split()


def _named_here() -> Sequence[str]:
    from analysis.source.files import Files
    from analysis.source.settings import settings_for

    try:
        return settings_for(Path(), Files()).systems
    except Refused:
        return ()


def _so_begun(names: Sequence[str], begun: str) -> list[str]:
    return [each for each in names if each.startswith(begun)]

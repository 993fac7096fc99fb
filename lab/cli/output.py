"""The one gate to the terminal: nothing that was read reaches it raw.

Every command prints through here, and a test holds them to it.
"""

import contextlib
import json
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import click

from analysis.plain_text import plain, plain_json


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text; what steers a terminal, hides or reorders is named instead.

    What goes to stderr is lost in silence where nobody listens any more.
    """
    with contextlib.suppress(*([OSError] if err else [])):
        click.echo(plain(text), err=err, nl=nl)


def columns() -> int:
    """How many columns a line may have: the terminal's, or 100."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def fitted(text: str) -> str:
    """The text with every line broken that a terminal would break anywhere; as it is elsewhere."""
    if not sys.stdout.isatty():
        return text
    wide = columns()
    return "\n".join(
        line
        if len(line) <= wide
        else textwrap.fill(
            line, wide, subsequent_indent=" " * (len(line) - len(line.lstrip()) + 4),
            break_long_words=False, break_on_hyphens=False, replace_whitespace=False,
        )
        for line in text.split("\n")
    )  # fmt: skip


def dumped(wire: Any, indent: int | None = 1) -> str:
    r"""JSON of plain values, hidden signs as ``\u``; with a final newline."""
    return plain_json(json.dumps(wire, indent=indent, ensure_ascii=False)) + "\n"


def say_json(wire: Any, indent: int | None = 1) -> None:
    """Print plain values as JSON."""
    say(dumped(wire, indent), nl=False)


def say_heading(words: str) -> None:
    """Print a heading, bold on a terminal."""
    click.secho(f"{plain(words)}\n", bold=True)


def overwrite(news: str) -> None:
    """Put the news in place of the last line on stderr's terminal; none clears the line."""
    with contextlib.suppress(OSError):
        click.echo(f"\r\033[K{plain(news)}", err=True, nl=False)


def aligned(
    rows: Sequence[Sequence[str]], numbers_from: int = 99, *, rule: str = "-"
) -> Iterator[str]:
    """Rows as text in columns, under a heading with a rule; columns of numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = [
            cell.rjust(width) if place >= numbers_from else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"  {'   '.join(cells)}".rstrip()
        if number == 0 and rule:
            yield f"  {'   '.join(rule * width for width in widths)}"


def ask(question: str) -> bool:
    """Whether the person says yes; raises EOFError where nobody is there to be asked."""
    if not sys.stdin.isatty():
        raise EOFError
    return click.confirm(plain(question), err=True)

"""Writes docs/commands.md from what the commands themselves say, or checks it (--check)."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from lab.cli.main import cli

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"

OPENING = r"""# The commands

Written by `make docs` from the commands' own help; `make check` fails when it is stale.

Every refusal is one sentence on standard error.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused: the sentence says what to mend |
| 2 | the command line is wrong |
| 3 | `ripple run`: an order did not settle, or the books do not add up |
| 3 | `ripple change run`: a story failed, or a figure is not that of `--against` |
| 70 | a bug in Ripple Lab: the sentence says where its traceback is |
| 130, 143 | stopped by Ctrl-C, by being told to end; what was started is stopped |

## In your shell

With `.venv/bin` on the path, the Tab key completes commands and options, designs and what
`ripple.toml` names, the names of changes, and behind `--change` the operators with the steps,
services and fields of the system asked about. One line switches it on:

| shell | the line | its file |
|---|---|---|
| bash | `eval "$(_RIPPLE_COMPLETE=bash_source ripple)"` | `~/.bashrc` |
| zsh | `autoload -U compinit; compinit; eval "$(_RIPPLE_COMPLETE=zsh_source ripple)"` |`~/.zshrc` |
| fish | `_RIPPLE_COMPLETE=fish_source ripple \| source` | `~/.config/fish/config.fish` |

Where `~/.zshrc` starts `compinit` already, as frameworks do, the part from `eval` on is enough.
A change stands in quotes: `ripple impact both --change 'swap-steps ` and Tab.
"""


def contexts(
    command: click.Command, path: str, parent: click.Context | None
) -> Iterator[click.Context]:
    """This command and all below it, each as the context its help is written in."""
    context = click.Context(
        command, info_name=path, parent=parent, terminal_width=88, max_content_width=88
    )
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from contexts(child, name, context)


def page() -> str:
    """The whole page."""
    sections = [
        f"## {context.command_path}\n\n```text\n{context.get_help().rstrip()}\n```\n"
        for context in contexts(cli, "ripple", None)
    ]
    return "\n".join([OPENING, *sections])


def main(arguments: list[str]) -> None:
    """Write the page, or fail when the one on disk differs."""
    fresh = page()
    if "--check" in arguments:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != fresh:
            sys.exit("docs/commands.md is not what the commands say: run `make docs`.")
    else:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

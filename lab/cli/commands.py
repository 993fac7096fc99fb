"""Which commands there are, where each lives, and the line `ripple --help` says of it.

The line is kept here so that help imports none of them; a test holds it to the command's own.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from pkgutil import resolve_name

import click


@dataclass(frozen=True)
class Entry:
    """One command of `ripple`: its name, its module in `lab.cli`, and its one line."""

    name: str
    module: str
    summary: str

    def load(self) -> click.Command:
        """The command itself; imports its module."""
        command = resolve_name(f"lab.cli.{self.module}:{self.name}")
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.name} in {self.module} is no click command")
        return command


COMMANDS = (
    Entry("demo", "demo.command", "Tell the whole story on the embedded engine."),
    Entry("run", "run_command", "Place orders through one design."),
    Entry("trace", "trace_command", "Show what one order did."),
    Entry("where", "where_command", "Say where an order is, how sure that is, and what it took."),
    Entry("graph", "graph_command", "Draw who depends on whom, with the evidence."),
    Entry("init", "init_command", "Write what was found in a repository into a ripple.toml."),
    Entry(
        "impact",
        "ripple_command",
        "Predict who must change for a named change, who need not, and the ways to make it.",
    ),
    Entry(
        "other",
        "other_command",
        "Say what a system would be as events, as a workflow, as a mix.",
    ),
    Entry(
        "change",
        "change_command",
        "Apply real changes to both designs, and measure how far each travels.",
    ),
    Entry("drill", "drill_command", "Break things on purpose, and report who notices."),
    Entry(
        "diff", "diff_command", "Tell what an edit did to a system: whom it touched, what changed."
    ),
    Entry("check", "check_command", "Hold a system to the rules of its ripple.toml."),
    Entry(
        "history",
        "history_command",
        "Tell which changes a repository's past is made of, and whom each touched.",
    ),
    Entry("compare", "compare_command", "Compare designs over every measure, layer and change."),
    Entry("package", "package_command", "Write a folder that AWS deploys."),
    Entry("up", "engine_commands", "Keep an engine running between commands."),
    Entry("down", "engine_commands", "End the engine that `ripple up` keeps, and all it holds."),
    Entry(
        "status",
        "engine_commands",
        "Say whether an engine is kept, where, since when, and what is deployed on it.",
    ),
)


_FORMERLY = {"ripple": "impact"}  # names that go on working, unseen


class Commands(click.Group):
    """A group that knows its commands by name and imports one only when it is used."""

    def __init__(self, *args: object, entries: tuple[Entry, ...] = COMMANDS, **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        self.entries = {entry.name: entry for entry in entries}

    # click decides these signatures.

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order in which a newcomer needs them."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now; None when there is none."""
        entry = self.entries.get(_FORMERLY.get(cmd_name, cmd_name))
        return entry.load() if entry else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with; the nearest is offered where there is none."""
        near = get_close_matches(args[0], self.entries, n=1, cutoff=0.7) if args else []
        if near and args[0] not in (*self.entries, *_FORMERLY):
            raise click.UsageError(f"there is no command {args[0]!r}; did you mean {near[0]}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.summary) for entry in self.entries.values()])

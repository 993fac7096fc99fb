"""The composition root of the command line, where every error becomes a sentence."""

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

import click

from lab.cli.commands import Commands
from lab.cli.errors import ending_for
from lab.cli.output import say
from lab.own_folder import sweep

STOPPED = 128  # and the number of the signal, as shells count
_STOPPING = (signal.SIGTERM, signal.SIGHUP)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="ripple-lab", prog_name="ripple")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """One order workflow, built twice; see how far a change travels in each."""
    sweep(Path(os.environ.get("TMPDIR") or "/tmp"))  # noqa: S108 - looked through, not used
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `ripple` and exit: 0 done, 1 refused, 2 wrong usage, 70 a bug, 130 stopped."""
    code = run(arguments)
    if code > STOPPED:  # threads may still be at what is over; Python would wait for them
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    gc.freeze()  # what is left goes with the process: nobody looks through it once more
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run `ripple` and return its exit code; what it refuses is one sentence on stderr."""
    try:
        with _stopped_by_signals():
            code = cli.main(args=arguments, prog_name="ripple", standalone_mode=False)
            sys.stdout.flush()
            return code if isinstance(code, int) else 0
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except BaseException as error:  # noqa: BLE001 - the last frame: every error becomes a sentence
        ending = ending_for(error)
        if ending.sentence is None:
            _let_go_of_stdout()
        else:
            # One line, so that no name can pass for a second sentence.
            say(f"ripple: {' '.join(ending.sentence.split())}", err=True)
        return ending.code


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Being told to end unwinds like Ctrl-C, so that whatever was started is stopped."""
    terminal = sys.stdout.isatty()  # a terminal that is gone says no

    def leave(number: int, _frame: FrameType | None) -> None:
        for each in _STOPPING:
            signal.signal(each, signal.SIG_IGN)  # told twice, still cleaning up once
        if number == signal.SIGHUP and terminal:
            _let_go_of_stdout()  # it is gone, and whoever cleans up may still speak
        say("ripple: stopped.", err=True)
        sys.exit(STOPPED + number)

    before = {number: signal.signal(number, leave) for number in _STOPPING}
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _let_go_of_stdout() -> None:
    """Point stdout elsewhere, so that flushing at exit does not meet the closed pipe again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()

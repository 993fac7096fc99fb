"""What is going on, on stderr: one line overwritten on a terminal, a line a second elsewhere."""

import shutil
import sys
import time

from lab.cli.output import overwrite, say


class Progress:
    """Says the news to whoever waits; quiet unless stderr is a terminal or it is asked for."""

    def __init__(self, *, always: bool = False) -> None:
        self._terminal = sys.stderr.isatty()
        self._quiet = not (self._terminal or always)
        self._said = float("-inf")
        self.last = ""

    def __call__(self, news: str) -> None:
        """Say the news; ``last`` keeps it."""
        self.last = news
        if self._quiet:
            return
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            overwrite(f"… {news}"[:width])
        elif time.monotonic() - self._said >= 1:
            self._said = time.monotonic()
            say(news, err=True)

    def clear(self) -> None:
        """Make room for what is said next."""
        if self._terminal:
            overwrite("")

"""A picture and an interactive page: each shows itself in a notebook, and can be saved."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.api.arguments import BadArgument, one_of, path
from analysis.records import dataclass

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg")
SHARP = 2  # pixels of a screen that a dot of the picture gets, so that small words stay sharp
INCH = 72  # of these dots


@contextmanager
def _refused_if_unwritable(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadArgument(
            f"{target} cannot be written ({error.strerror}); choose another place."
        ) from None


class Image:
    """A picture; ``figure`` is matplotlib's, for whoever wants to add to it."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure

    def save(self, to: str | Path) -> Path:
        """Write it as PNG or SVG, by the suffix; the same picture gives the same bytes.

        Raises:
            BadArgument: it is no path, or has another suffix, or cannot be written.
        """
        from analysis.style import save

        target = path(to, "save()", "a picture")
        one_of(target.suffix, SUFFIXES, "suffix of a picture")
        with _refused_if_unwritable(target):
            return save(self.figure, target)

    def png(self) -> bytes:
        """It as PNG."""
        from analysis.style import to_bytes

        return to_bytes(self.figure, "png", dpi=SHARP * INCH)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """A picture of dots, in which no name that was read can be more than drawn."""
        wide, high = (int(INCH * each) for each in self.figure.get_size_inches())
        dots = base64.b64encode(self.png()).decode()
        drawn = {"image/png": dots, "text/plain": repr(self)}
        return drawn, {"image/png": {"width": wide, "height": high, "alt": self.alt}}

    @property
    def alt(self) -> str:
        """What it shows, for whoever cannot see it."""
        from analysis.style import described

        return described(self.figure)


@dataclass(frozen=True)
class Page:
    """One self-contained HTML page, whose ripples light up."""

    html: str = field(repr=False)

    def save(self, to: str | Path) -> Path:
        """Write it as a file that needs no network; raises BadArgument where that cannot be."""
        target = path(to, "save()", "a page")
        with _refused_if_unwritable(target):
            target.write_text(self.html, encoding="utf-8", errors="replace")
        return target

    def _repr_html_(self) -> str:
        """In a frame with an origin of its own: its scripts cannot reach the notebook."""
        return (
            '<iframe title="An interactive page" sandbox="allow-scripts allow-downloads" '
            f'width="100%" height="680" style="border: 0" srcdoc="{escape(self.html)}"></iframe>'
        )

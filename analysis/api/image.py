"""A picture that shows itself in a notebook, and that a file can be made of."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.api.arguments import BadArgument, one_of, path

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg")
SHARP = 2  # pixels of a screen that a dot of the picture gets, so that small words stay sharp
INCH = 72  # of these dots


class Image:
    """A picture; ``figure`` is matplotlib's, for whoever wants to add to it."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure

    def save(self, to: str | Path) -> Path:
        """Write it as PNG or SVG, by the suffix; the same picture gives the same bytes.

        Raises:
            BadArgument: it is no path, or has another suffix, or cannot be written.
        """
        from analysis.draw.look import write

        target = path(to, "save()", "a picture")
        one_of(target.suffix, SUFFIXES, "suffix of a picture")
        try:
            return write(self.figure, target)
        except OSError as error:
            raise BadArgument(
                f"{target} cannot be written ({error.strerror}); choose another place."
            ) from None

    def png(self) -> bytes:
        """It as PNG."""
        from analysis.draw.look import write

        with tempfile.TemporaryDirectory() as folder:
            drawn = Path(folder) / "picture.png"
            return write(self.figure, drawn, dpi=SHARP * INCH).read_bytes()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """A picture of dots, in which no name that was read can be more than drawn."""
        wide, high = (int(INCH * each) for each in self.figure.get_size_inches())
        drawn = {
            "image/png": base64.b64encode(self.png()).decode(),
            "text/plain": repr(self),
        }
        return drawn, {"image/png": {"width": wide, "height": high}}

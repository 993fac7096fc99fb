"""A system's interactive page, shown in a notebook without being part of it."""

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from analysis.api.arguments import BadArgument, path


@dataclass(frozen=True)
class Page:
    """One self-contained HTML page, whose ripples light up."""

    html: str = field(repr=False)

    def save(self, to: str | Path) -> Path:
        """Write it as a file that needs no network; raises BadArgument where that cannot be."""
        target = path(to, "save()", "a page")
        try:
            target.write_text(self.html, encoding="utf-8", errors="replace")
        except OSError as error:
            raise BadArgument(
                f"{target} cannot be written ({error.strerror}); choose another place."
            ) from None
        return target

    def _repr_html_(self) -> str:
        """In a frame with an origin of its own: its scripts cannot reach the notebook."""
        return (
            '<iframe sandbox="allow-scripts allow-downloads" width="100%" height="680" '
            f'style="border: 0" srcdoc="{escape(self.html)}"></iframe>'
        )

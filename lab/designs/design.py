"""The record of a design."""

from dataclasses import dataclass, replace
from pathlib import Path

from lab.designs.ways import Following, Waiting, Way


@dataclass(frozen=True)
class Design:
    """One implementation of the order workflow.

    folder: the package, named as the design is, with its template; the business it imports lies
    beside it. entry, announcer: logical ids of what takes an order, and of the function that tells
    of it out of a table's stream, "" where nothing does. in_flight: orders that the embedded engine
    does well to have under way at once. colour, mark: how pictures show it.
    """

    name: str
    folder: Path
    entry: str
    announcer: str
    in_flight: int
    colour: str
    mark: str
    place_order: Way
    waiting: Waiting
    following: Following

    def __str__(self) -> str:
        return self.name

    @property
    def root(self) -> Path:
        """The checkout it is of."""
        return self.folder.parent

    @property
    def template(self) -> Path:
        """The SAM template that is its only wiring."""
        return self.folder / "template.yaml"

    @property
    def stack(self) -> str:
        """The name of its stack, unless another is wanted."""
        return f"ripple-{self.name}"

    def at(self, root: Path) -> "Design":
        """The same design in another checkout."""
        return replace(self, folder=root / self.name)

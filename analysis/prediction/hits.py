"""What is hit and what is not, part by part, each with its reasons and paths."""

from dataclasses import dataclass

from analysis.dependency.model import LAYERS, Hop

NEW = "new"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why a part must change, and the hops by which the change comes to it."""

    layer: str
    reason: str
    path: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A part that must change. A new part has no id yet: ``part`` is its name, ``new`` is true.

    ``starting`` says that the request itself lands on it.
    """

    part: str
    kind: str
    service: str
    causes: tuple[Cause, ...]
    starting: bool = False
    new: bool = False

    @property
    def home(self) -> str:
        """The service that must change, or the part itself where it belongs to none."""
        return self.service or self.part

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers on which it is hit, in the order of `LAYERS`; none where it is new."""
        mine = {cause.layer for cause in self.causes}
        return tuple(layer for layer in LAYERS if layer in mine)


@dataclass(frozen=True, slots=True)
class Spared:
    """A component that need not change, and why."""

    part: str
    kind: str
    service: str
    reason: str

    @property
    def home(self) -> str:
        """Its service, or itself where it belongs to none."""
        return self.service or self.part

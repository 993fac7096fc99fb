"""What a change hits: who must change, on which layer and by which path, and who need not."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.dependency.model import LAYERS
from analysis.graph import Evidence
from analysis.prediction.changes import Change

NEW = "new"


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop of a path: a change in ``source`` may force a change in ``target``."""

    source: str
    target: str
    layer: str
    reason: str
    evidence: tuple[Evidence, ...] = ()

    def __str__(self) -> str:
        return f"{self.source} → {self.target} ({self.layer}: {self.reason})"


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


@dataclass(frozen=True, repr=False)
class Impact:
    """The prediction for one change in one system.

    ``notes`` say what the prediction rests on and what would make it another.
    """

    title: str
    change: Change
    hits: tuple[Hit, ...]
    spared: tuple[Spared, ...]
    notes: tuple[str, ...] = ()

    @property
    def starting(self) -> tuple[str, ...]:
        """The starting impact set: the parts on which the request lands."""
        return tuple(hit.part for hit in self.hits if hit.starting)

    @property
    def candidates(self) -> tuple[str, ...]:
        """The candidate impact set: the parts that the graph predicts beyond the starting set."""
        return tuple(hit.part for hit in self.hits if not hit.starting)

    @property
    def components(self) -> tuple[str, ...]:
        """Every part that must change, the starting ones too."""
        return tuple(hit.part for hit in self.hits)

    @property
    def services(self) -> tuple[str, ...]:
        """Every service that must change; a part without service stands for itself."""
        return tuple(dict.fromkeys(hit.home for hit in self.hits))

    @property
    def untouched(self) -> tuple[str, ...]:
        """The services of which no component must change."""
        touched = set(self.services)
        return tuple(dict.fromkeys(each.home for each in self.spared if each.home not in touched))

    def teams(self, team_of: Mapping[str, str]) -> tuple[str, ...]:
        """Every team that must change something; a service without team is its own."""
        return tuple(dict.fromkeys(team_of.get(each, each) for each in self.services))

    def __repr__(self) -> str:
        listed = ", ".join(self.services) or "nobody"
        return f"<{self.title}: {self.change}: {listed} must change>"

    def __str__(self) -> str:
        from analysis.prediction.telling import to_text

        return to_text(self)

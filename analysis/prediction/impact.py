"""What a change hits: who must change, on which layer and by which path, and who need not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.dependency.model import Hop
from analysis.plain_values import to_plain
from analysis.prediction.changes import Change
from analysis.prediction.hits import Hit, Spared, told
from analysis.table import Table, Tabular


@dataclass(frozen=True, repr=False)
class Impact(Tabular):
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

    def table(self) -> Table:
        """A part a row: whether it must change, on which layers, and why; notes below."""
        must = [
            (each.part, each.service, "new" if each.new else "must change",
             ", ".join(each.layers), "; ".join(dict.fromkeys(c.reason for c in each.causes)))
            for each in self.hits
        ]  # fmt: skip
        need_not = [(each.part, each.service, "need not", "", each.reason) for each in self.spared]
        head = ("part", "service", "change", "layers", "why")
        title, rows = f"{self.title}: {self.change}", (*must, *need_not)
        return Table(title, head, rows, left=len(head), note=" ".join(self.notes))

    def to_text(self, view: str = "components", teams: Mapping[str, str] | None = None) -> str:
        """It as text to read, by components, services or teams; ends with a newline."""
        heading = f"{self.title}: {self.change}"
        return told(heading, self.hits, self.spared, self.notes, view, teams or {})

    def __str__(self) -> str:
        return self.to_text()


FORMAT = "ripple-impact/1"


def to_wire(impact: Impact, teams: Mapping[str, str] | None = None) -> dict[str, Any]:
    """It as plain JSON values, all views in one."""
    return {
        "format": FORMAT,
        "title": impact.title,
        "operator": impact.change.operator,
        "change": str(impact.change),
        "starting": list(impact.starting),
        "candidates": list(impact.candidates),
        "components": list(impact.components),
        "services": list(impact.services),
        "teams": list(impact.teams(teams or {})),
        "must_change": [_hit(each) for each in impact.hits],
        "need_not": to_plain(impact.spared),
        "notes": list(impact.notes),
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "part": hit.part,
        "kind": hit.kind,
        "service": hit.home,
        "starting": hit.starting,
        "new": hit.new,
        "layers": list(hit.layers),
        "causes": [
            {"layer": e.layer, "reason": e.reason, "path": [_hop(hop) for hop in e.path]}
            for e in hit.causes
        ],
    }


def _hop(hop: Hop) -> dict[str, Any]:
    return {
        "from": hop.source,
        "to": hop.target,
        "layer": hop.layer,
        "reason": hop.reason,
        "evidence": [
            {"file": e.file, "line": e.line, "fragment": e.fragment} for e in hop.evidence
        ],
    }

"""What a change hits: who must change, on which layer and by which path, and who need not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.dependency.model import Hop
from analysis.plain_values import to_plain
from analysis.prediction.changes import Change, NoSuchWay
from analysis.prediction.hits import Degrees, Hit, Spared, told
from analysis.prediction.way import THE_ONE, Way
from analysis.table import Table, Tabular
from analysis.wording import counted


@dataclass(frozen=True, repr=False)
class Impact(Tabular):
    """The prediction for one change in one system.

    ``hits`` are known to have to change, ``may`` are parts to which only a guess leads, and of the
    ``unread`` nothing is known; ``spared`` need not change. ``notes`` say what the prediction
    rests on and what would make it another.

    It is the recommended one of the ``ways`` in which the change can be made, with the ``others``.
    """

    title: str
    change: Change
    hits: tuple[Hit, ...]
    spared: tuple[Spared, ...]
    notes: tuple[str, ...] = ()
    may: tuple[Hit, ...] = ()
    unread: tuple[Spared, ...] = ()
    way: Way = THE_ONE
    others: "tuple[Impact, ...]" = ()

    @property
    def ways(self) -> "tuple[Impact, ...]":
        """The ways in which the change can be made, the recommended one first."""
        return (self, *self.others)

    @property
    def new(self) -> tuple[str, ...]:
        """The parts that are not there yet."""
        return tuple(hit.part for hit in self.hits if hit.new)

    @property
    def existing(self) -> tuple[str, ...]:
        """The services there already of which a part must change, or that get a new one."""
        return tuple(each for each in self.services if each not in self.new)

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
    def perhaps(self) -> tuple[str, ...]:
        """The services of which none must change that is known, and one may."""
        must = set(self.services)
        return tuple(dict.fromkeys(hit.home for hit in self.may if hit.home not in must))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The other services of which a component was not read whole."""
        touched = {*self.services, *self.perhaps}
        return tuple(dict.fromkeys(each.home for each in self.unread if each.home not in touched))

    @property
    def untouched(self) -> tuple[str, ...]:
        """The services of which no component must change, nor may."""
        touched = {*self.services, *self.perhaps, *(each.home for each in self.unread)}
        return tuple(dict.fromkeys(each.home for each in self.spared if each.home not in touched))

    def teams(self, team_of: Mapping[str, str]) -> tuple[str, ...]:
        """Every team that must change something; a service without team is its own."""
        return tuple(dict.fromkeys(team_of.get(each, each) for each in self.services))

    def __repr__(self) -> str:
        listed = ", ".join(self.services) or "nobody"
        may = f", {len(self.perhaps)} may" if self.perhaps else ""
        return f"<{self.title}: {self.change}: {listed} must change{may}>"

    def table(self) -> Table:
        """A part a row: whether it must change, on which layers, and why; notes below."""
        hit = [
            (each.part, each.service, "new" if each.new else how, ", ".join(each.layers),
             "; ".join(dict.fromkeys(c.reason for c in each.causes)))
            for how, several in (("must change", self.hits), ("may change", self.may))
            for each in several
        ]  # fmt: skip
        others = [
            (each.part, each.service, how, "", each.reason)
            for how, several in (("not known", self.unread), ("need not", self.spared))
            for each in several
        ]
        head = ("part", "service", "change", "layers", "why")
        title, rows = f"{self.title}: {self.change}", (*hit, *others)
        return Table(title, head, rows, left=len(head), note=" ".join(self.notes))

    def to_text(
        self, view: str = "components", teams: Mapping[str, str] | None = None, way: int = 1
    ) -> str:
        """One way as text to read, by components, services or teams; ends with a newline.

        Raises:
            NoSuchWay: there are fewer ways.
        """
        several = len(self.ways) > 1
        if not 0 < way <= len(self.ways):
            raise NoSuchWay(
                f"{self.title} has {counted(len(self.ways), 'way')} of {self.change}, and no way "
                f"{way}: ask for one of them."
            )
        shown = self.ways[way - 1]
        heading = f"{self.title}: {self.change}"
        found = Degrees(shown.hits, shown.may, shown.unread, shown.spared)
        place = f"Way {way} of {len(self.ways)}" if several else "The way"
        best = ", recommended" if several and way == 1 else ""
        lines = shown.way.lines(f"{place}{best}: {shown.way.name}")
        if several:
            lines += ["", "Other ways (--way N shows one whole)"]
            lines += [
                f"  {each.way.line(number, each.existing)}"
                for number, each in enumerate(self.ways, 1)
                if number != way
            ]
        return told(heading, found, shown.notes, view, teams or {}, lines)

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
        "services_that_may": list(impact.perhaps),
        "services_not_known": list(impact.unknown),
        "teams": list(impact.teams(teams or {})),
        "must_change": [_hit(each) for each in impact.hits],
        "may_change": [_hit(each) for each in impact.may],
        "not_known": to_plain(impact.unread),
        "need_not": to_plain(impact.spared),
        "counts": {
            "must_change": len(impact.hits),
            "may_change": len(impact.may),
            "not_known": len(impact.unread),
            "need_not": len(impact.spared),
        },
        "notes": list(impact.notes),
        "ways": [_way(each) for each in impact.ways],
    }


def _way(impact: Impact) -> dict[str, Any]:
    return {
        **impact.way.to_wire(),
        "services": list(impact.services),
        "existing_services": list(impact.existing),
        "new": list(impact.new),
        "must_change": [_hit(each) for each in impact.hits],
        "may_change": [_hit(each) for each in impact.may],
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

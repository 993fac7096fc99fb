"""One change of a repository: whom it touched, and what kind of change it was."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from analysis.difference import Difference, Version
from analysis.difference.version import unit_arrows
from analysis.history.recognition.recognising import recognise
from analysis.prediction.operators import OPERATORS
from analysis.records import dataclass
from analysis.walking import grouped

ELSEWHERE, UNREADABLE, BEGINNING = "elsewhere", "unreadable", "beginning"
"""Changes of which no kind is told: to nothing that is read, to what cannot be read, the first."""
UNITS = ("service", "stack", "function")
_LAYERS = ("schema", "control", "runtime")

Arrows = Mapping[str, Sequence[str]]
"""By unit, those that it depends on."""


@dataclass(frozen=True)
class Touched:
    """The units of one kind that a change touched, and those there were with their arrows."""

    units: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    arrows: Arrows = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeRecord:
    """One change.

    ``id`` is its commit, or what several are called; ``when`` an ISO date; ``touched`` has the
    units by the three kinds there are. ``reads`` are the services that read a contract which
    changed, touched or not.
    """

    id: str
    when: str
    subject: str
    kind: str
    seen: str = ""
    undone: bool = False
    also: tuple[str, ...] = ()
    touched: Mapping[str, Touched] = field(default_factory=dict)
    reads: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its kind in a word or two."""
        return f"{self.kind} undone" if self.undone else self.kind

    @property
    def counts(self) -> bool:
        """Whether it changed something that was read, before and after."""
        return bool(self.touched) and any(each.units for each in self.touched.values())

    def of(self, unit: str) -> Touched:
        """What it touched of units of one kind."""
        return self.touched.get(unit, Touched())


def record(id_: str, when: str, subject: str, found: Difference) -> ChangeRecord:
    """The record of a change that a difference shows."""
    kind = recognise(found)
    return ChangeRecord(
        id_,
        when,
        subject,
        kind.kind,
        kind.seen,
        kind.undone,
        kind.also,
        {unit: _touched(found, unit) for unit in UNITS} if found else {},
        tuple(found.reaches.told) if found else (),
        found.notes,
    )


def _touched(found: Difference, unit: str) -> Touched:
    before, after = found.before, found.after
    if unit == "service":
        units: set[str] = set(found.touched)
    elif unit == "function":
        units = set(found.components)
    else:
        ids = [each.id for each in found.resources] + [each.id for each in found.machines]
        ids += [each.id for each in found.functions if each.id in found.components]
        units = {_stack(each, before) or _stack(each, after) for each in ids} - {""}
    there = {_unit(each, before, unit) for each in before.components} - {""}
    return Touched(tuple(sorted(units)), tuple(sorted(there)), _arrows(before, unit))


def _unit(component: str, version: Version, unit: str) -> str:
    if unit == "service":
        return version.unit(component)
    return component if unit == "function" else _stack(component, version)


def _stack(id_: str, version: Version) -> str:
    """The stack of a resource: what stands before its name, else the one that there is."""
    stack, colon, _ = id_.partition(":")
    return stack if colon else version.title


def _arrows(version: Version, unit: str) -> dict[str, list[str]]:
    """Who depends on whom, by contracts, by order or by calls; contracts are their owners."""
    pairs = {
        pair
        for layer in _LAYERS
        for pair in unit_arrows(version, layer, lambda each: _unit(each, version, unit))
    }
    return dict(grouped(sorted(pairs)))


def from_wire(wire: Mapping[str, Any]) -> ChangeRecord:
    """The record that was made plain so; raises KeyError or TypeError for other values."""
    return ChangeRecord(
        wire["id"],
        wire["when"],
        wire["subject"],
        wire["kind"],
        wire["seen"],
        wire["undone"],
        tuple(wire["also"]),
        {
            unit: Touched(tuple(x["units"]), tuple(x["there"]), x["arrows"])
            for unit, x in wire["touched"].items()
        },
        tuple(wire["reads"]),
        tuple(wire["notes"]),
    )


def joined(name: str, several: Sequence[ChangeRecord]) -> ChangeRecord:
    """What several changes are together: of the kind of the one that is most of an operator."""
    chief = max(several, key=lambda each: (each.kind in OPERATORS, each.counts))
    kinds = dict.fromkeys(each.kind for each in several if each.kind in OPERATORS)
    return replace(
        chief,
        id=name,
        when=several[-1].when,
        subject=several[-1].subject,
        also=tuple(kind for kind in kinds if kind != chief.kind),
        touched={unit: _together([each.of(unit) for each in several]) for unit in UNITS},
        reads=tuple(sorted({unit for each in several for unit in each.reads})),
        notes=tuple(dict.fromkeys(note for each in several for note in each.notes)),
    )


def _together(several: Sequence[Touched]) -> Touched:
    """All that they touched; who was there, and who depended on whom, before the first."""
    first = next((each for each in several if each.there), Touched())
    return replace(first, units=tuple(sorted({unit for each in several for unit in each.units})))

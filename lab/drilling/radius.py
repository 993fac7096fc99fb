"""The blast radius of a service: who is reached when it is down, predicted and measured.

An edge goes from whoever is reached to the service that is down, as a dependency does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from analysis.dependency import Dependencies

Edge = tuple[str, str]


@dataclass(frozen=True)
class Scored:
    """Predicted edges against measured ones; inverted: predicted the other way round alone."""

    right: tuple[Edge, ...]
    missed: tuple[Edge, ...]
    in_vain: tuple[Edge, ...]
    inverted: tuple[Edge, ...]

    @property
    def precision(self) -> float:
        """Of those predicted, how many were measured; 1 where none was."""
        predicted = len(self.right) + len(self.in_vain) + len(self.inverted)
        return len(self.right) / predicted if predicted else 1.0

    @property
    def recall(self) -> float:
        """Of those measured, how many were predicted; 1 where none was."""
        measured = len(self.right) + len(self.missed)
        return len(self.right) / measured if measured else 1.0

    def to_wire(self) -> dict[str, Any]:
        """As JSON has it."""
        edges = {name: [list(e) for e in found] for name, found in asdict(self).items()}
        return {**edges, "precision": round(self.precision, 3), "recall": round(self.recall, 3)}


def scored(predicted: Iterable[Edge], measured: Iterable[Edge]) -> Scored:
    """Hold predicted edges against measured ones."""
    said, seen = set(predicted), set(measured)
    inverted = {(a, b) for a, b in said - seen if (b, a) in seen - said}
    return Scored(
        tuple(sorted(said & seen)),
        tuple(sorted(seen - said)),
        tuple(sorted(said - seen - inverted)),
        tuple(sorted(inverted)),
    )


def predicted(system: Dependencies, *layers: str) -> set[Edge]:
    """Who depends on a function of whom, through whatever lies between, on these layers."""
    below: dict[str, set[str]] = {}
    for each in system.layer(*layers):
        below.setdefault(each.source, set()).add(each.target)
    acting = {p.id: p for p in system.parts if p.kind in ("function", "state machine")}
    found: set[Edge] = set()
    for start, part in acting.items():
        seen, todo = {start}, [start]
        while todo:
            new = below.get(todo.pop(), set()) - seen
            seen |= new
            todo += new
        found |= {(part.service, acting[each].service) for each in seen if each in acting}
    return {(a, b) for a, b in found if a != b and a and b}


@dataclass(frozen=True)
class Reach:
    """What one order showed of a service that was down: who failed, and who had less to do."""

    down: str
    failed: frozenset[str]
    waited: frozenset[str]


def measured(reached: Iterable[Reach]) -> Mapping[str, set[Edge]]:
    """The edges that orders showed: of who failed, and of who waited."""
    told = list(reached)
    return {
        "fails": {(who, each.down) for each in told for who in each.failed if who != each.down},
        "waits": {(who, each.down) for each in told for who in each.waited if who != each.down},
    }

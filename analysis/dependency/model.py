"""Who must know whom, layer by layer: components, contracts, fields, and what binds them."""

from collections.abc import Mapping
from functools import cached_property

from analysis.facts import Facts
from analysis.graph import Evidence, Graph
from analysis.graph.model import FIRM, shown
from analysis.records import dataclass
from analysis.table import Table, Tabular

LAYERS = ("schema", "control", "runtime", "data", "deployment")


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the dependency graph: a component, a contract, a store, a channel or a module."""

    id: str
    kind: str
    service: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Dependency:
    """A change in ``target`` may force a change in ``source``, on one layer.

    ``fields`` are those of the contract that it is about, empty where it is about the whole.
    """

    source: str
    target: str
    layer: str
    fields: tuple[str, ...] = ()
    reason: str = ""
    certainty: str = "declared"
    evidence: tuple[Evidence, ...] = ()

    def __str__(self) -> str:
        fields = f" {{{', '.join(self.fields)}}}" if self.fields else ""
        unsure = "" if self.certainty in FIRM else f" ({self.certainty})"
        return f"{self.source} -> {self.target}{fields}{unsure}"


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


@dataclass(frozen=True, repr=False)
class Dependencies(Tabular):
    """The dependency reading of one system, and the flow that it was read from."""

    title: str
    parts: tuple[Part, ...]
    edges: tuple[Dependency, ...]
    facts: Facts
    flow: Graph

    @cached_property
    def by_id(self) -> Mapping[str, Part]:
        """The parts by their ids."""
        return {part.id: part for part in self.parts}

    def layer(self, *names: str) -> tuple[Dependency, ...]:
        """The dependencies of these layers; of all without names."""
        if names not in self._layers:
            found = tuple(edge for edge in self.edges if not names or edge.layer in names)
            self._layers[names] = found
        return self._layers[names]

    @cached_property
    def _layers(self) -> dict[tuple[str, ...], tuple[Dependency, ...]]:
        return {}

    def __repr__(self) -> str:
        return f"<Dependencies of {self.title}: {len(self.parts)} parts, {len(self.edges)} edges>"

    def table(self) -> Table:
        """A dependency a row: who must know whom, on which layer, of what, and where it stands."""
        rows = [
            (each.layer, each.source, each.target, ", ".join(each.fields), each.reason,
             each.certainty, shown(each.evidence))
            for each in self.edges
        ]  # fmt: skip
        head = ("layer", "source", "target", "fields", "reason", "certainty", "evidence")
        return Table(self.title, head, tuple(rows), left=len(head))

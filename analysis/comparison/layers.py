"""The sensitivity to the edge rule: every measure on each layer by itself and on their union."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import networkx as nx

from analysis.comparison.measured import MEASURES, Measure, measure_of
from analysis.comparison.structure import Structure, structure
from analysis.comparison.verdict import Verdict, verdict
from analysis.dependency import to_digraph
from analysis.dependency.model import LAYERS, Dependencies
from analysis.records import dataclass
from analysis.table import Table, Tabular
from analysis.wording import listed

ALL = "all"
ROWS = (*LAYERS, ALL)
CHANNELS_OWNED = " (channels owned)"
LayerGraphs = Mapping[str, nx.DiGraph]
"""A graph for each of `ROWS`, and for variants of them, all of the same nodes."""


@dataclass(frozen=True)
class LayerRow:
    """One layer, or all together: the structure of each design there, and what follows."""

    layer: str
    names: tuple[str, ...]
    structures: tuple[Structure, ...]

    @property
    def empty(self) -> tuple[str, ...]:
        """The designs without any dependency on this layer."""
        return tuple(
            name for name, each in zip(self.names, self.structures, strict=True) if each.empty
        )

    def values(self, wanted: Measure | str) -> tuple[float | None, ...]:
        """The number of a measure, or of the one with that key, for each design; found once."""
        measure = measure_of(wanted)
        if measure.key not in self._known:
            self._known[measure.key] = tuple(measure.of(each) for each in self.structures)
        return self._known[measure.key]

    @cached_property
    def _known(self) -> dict[str, tuple[float | None, ...]]:
        return {}

    def verdict(self, measure: Measure | str) -> Verdict:
        """What the measure's numbers say.

        Where no design has a dependency there is nothing to compare: what differs then, such as
        1/n, is only how many elements there are.
        """
        if len(self.empty) == len(self.names):
            return Verdict((), why="no design has any")
        why = f"none in {listed(self.empty)}" if self.empty else ""
        return verdict(self.names, self.values(measure), why=why)

    def touched_verdict(self) -> Verdict:
        """The verdict on propagation cost over only the elements that the layer touches."""
        costs = [touched_cost(each) for each in self.structures]
        return verdict(self.names, costs)


@dataclass(frozen=True)
class Level(Tabular):
    """All rows of one level: components, services or teams. No layer is ever left out."""

    name: str
    rows: tuple[LayerRow, ...]
    graphs: tuple[LayerGraphs, ...] = ()

    def row(self, layer: str) -> LayerRow | None:
        """The row of that name, if the level has it."""
        return next((row for row in self.rows if row.layer == layer), None)

    def table(self) -> Table:
        """A layer a row: propagation cost and how many others are hit on average, by design."""
        shown = [measure_of(key) for key in ("propagation_cost", "hit_mean")]
        names = self.rows[0].names
        rows = [
            (row.layer, *(value for each in shown for value in row.values(each)),
             str(row.verdict(shown[0])))
            for row in self.rows
        ]  # fmt: skip
        head = [f"{each.name}, {name}" for each in shown for name in names]
        return Table(
            f"Layer by layer: {self.name}", ("layer", *head, f"lower {shown[0].name}"), tuple(rows)
        )

    def measures(self, *keys: str) -> Table:
        """A measure a row, of all layers together, by design; every measure without keys."""
        row = self.union
        rows = [
            (each.name, *row.values(each), str(row.verdict(each)) if each.compared else "",
             each.says)
            for each in (map(measure_of, keys) if keys else MEASURES)
        ]  # fmt: skip
        title = f"All layers together: {self.name}"
        return Table(title, ("measure", *row.names, "lower", "what it counts"), tuple(rows))

    @property
    def union(self) -> LayerRow:
        """All layers together."""
        return next(row for row in self.rows if row.layer == ALL)


def level_of(name: str, names: Sequence[str], graphs: Sequence[LayerGraphs]) -> Level:
    """Every measure of every design on every layer."""
    return Level(
        name,
        tuple(
            LayerRow(layer, tuple(names), tuple(structure(each[layer]) for each in graphs))
            for layer in graphs[0]
        ),
        tuple(graphs),
    )


def touched_cost(of: Structure) -> float | None:
    """Propagation cost over the elements that have a dependency; None where there is none."""
    if not of.touched:
        return None
    return (of.visible - (of.nodes - of.touched)) / of.touched**2


OWNED = ("runtime", ALL)
"""The layers that a second edge rule changes: that a channel is part of its service."""


def graphs_of(design: Dependencies, view: str, teams: Mapping[str, str]) -> LayerGraphs:
    """A graph for each layer and for their union, every one with the elements of all.

    So n is the same in each row of a table, and a layer that says little is not flattered by a
    small n. Where elements are owned (services, teams), the layers of `OWNED` come twice: by
    RIPPLE.md's rule, under which publisher and subscriber do not meet at a channel, and by the
    rule that to subscribe to a channel is to depend on the service that owns it.
    """
    found = {row: _graph(design, row, view, teams, channels=False) for row in ROWS}
    if view in ("services", "teams"):
        for row in OWNED:
            found[owned(row)] = _graph(design, row, view, teams, channels=True)
    elements = sorted({node for graph in found.values() for node in graph})
    return {row: _of(elements, graph) for row, graph in found.items()}


def owned(row: str) -> str:
    """The name of a layer's row in which channels belong to their services."""
    return f"{row}{CHANNELS_OWNED}"


def _graph(
    design: Dependencies, row: str, view: str, teams: Mapping[str, str], *, channels: bool
) -> nx.DiGraph:
    layers = LAYERS if row == ALL else (row,)
    return to_digraph(design, layers, view, teams=teams, channels=channels)


def _of(elements: Sequence[str], graph: nx.DiGraph) -> nx.DiGraph:
    whole = nx.DiGraph()
    whole.add_nodes_from(elements)
    whole.add_edges_from(sorted(graph.edges()))
    return whole

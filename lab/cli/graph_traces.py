"""What ran, from exported traces, held against what is declared."""

from collections.abc import Sequence
from pathlib import Path

from analysis.graph import Graph, to_wire
from analysis.observe import observe_sides
from analysis.reconcile import Reconciliations, reconcile_all
from analysis.reconcile import to_wire as reconciliation_wire
from lab.cli.output import dumped
from lab.errors import LabError
from lab.trace import read_traces


class NotRun(LabError):
    """The traces hold nothing of a system that was asked for."""


def observed_in(files: Sequence[Path]) -> dict[str, dict[str, Graph]]:
    """By design, the graph that each file's traces show."""
    found: dict[str, dict[str, Graph]] = {}
    for file in files:
        for design, graph in observe_sides(read_traces(file)).items():
            found.setdefault(design, {})[str(file)] = graph
    return found


def held(graphs: Sequence[Graph], files: Sequence[Path], *, as_json: bool) -> str:
    """Each graph beside what ran of it: exercised, never exercised, never declared.

    Raises:
        NotRun: no file has a trace of one of the graphs.
    """
    found = observed_in(files)
    told = []
    for graph in graphs:
        if graph.title not in found:
            known = " and ".join(sorted(found)) or "nothing"
            raise NotRun(
                f"The traces are of {known}, not of {graph.title}; name the design that was run."
            )
        told.append((graph, found[graph.title], reconcile_all(graph, found[graph.title])))
    if as_json:
        return dumped([_wire(*each) for each in told]).rstrip()
    return "\n\n".join(str(each.total).rstrip() for _, _, each in told)


def _wire(graph: Graph, observed: dict[str, Graph], held: Reconciliations) -> dict[str, object]:
    return {
        "declared": to_wire(graph),
        "observed": {name: to_wire(each) for name, each in observed.items()},
        "reconciliation": reconciliation_wire(held),
    }

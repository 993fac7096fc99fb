"""Graphs to draw: our two designs as extracted, every kind of thing, and any graph whatever."""

from pathlib import Path

import pytest

from analysis.extract.extraction import extract
from analysis.graph import Edge, Graph, Node
from analysis.graph.kinds import KINDS as RECORDS

REPOSITORY = Path(__file__).parents[3]
NO_NODES = ("request", "response", "module")  # parts of the dependency layers, drawn nowhere
KINDS = [each for each in (*RECORDS, "of no kind known") if each not in NO_NODES]
KINDS.remove("state")


@pytest.fixture(scope="session")
def designs() -> dict[str, Graph]:
    return {
        side: extract([REPOSITORY / side / "template.yaml"], title=side.capitalize())
        for side in ("choreography", "orchestration")
    }


@pytest.fixture(scope="session")
def all_kinds() -> Graph:
    """One node of each kind in a ring, and a machine with states in states."""
    nodes = [Node(kind, kind, outside=kind == "bus") for kind in KINDS]
    edges = [
        Edge(one, KINDS[at], "publishes") for at, one in enumerate(KINDS, start=1 - len(KINDS))
    ]
    edges += [
        Edge("function", "table", "writes", "inferred", evidence=()),
        Edge("api", "table", "refers"),
        Edge("topic", "queue", "delivers", events=("topic/OrderPlaced", "topic/OrderLost")),
    ]
    machine = "state machine"
    steps = {"Each": machine, "Pay": "Each", "Book": "Each", "Done": machine, "Lost": machine}
    nodes += [Node(step, "state") for step in steps]
    edges += [Edge(parent, step, "contains") for step, parent in steps.items()]
    ways = [("Each", "Done", "Next"), ("Each", "Lost", "Catch"), ("Pay", "Book", "Default")]
    edges += [Edge(one, other, "transitions", label=label) for one, other, label in ways]
    return Graph.of("Every kind", nodes, edges)

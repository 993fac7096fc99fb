"""Two readings of one graph: flow (who sends to whom) and dependency (who must know whom).

In the dependency reading an edge X to Y says that a change in Y may force a change in X: a change
travels against it. What each relation of flow says of that is a table: RIPPLE.md section 1 has the
rows for the two designs; where it is silent, its principle decides. `waiting` has who waits for
whom; `analysis.dependency` reads the same further, down to fields.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from analysis.graph.model import Edge, Graph
from analysis.graph.views import merge
from analysis.graph.waiting import Fed, waits
from analysis.records import dataclass
from analysis.walking import grouped

READINGS = ("flow", "dependency")
LAYERS = ("schema", "control", "runtime", "data", "weak")


@dataclass(frozen=True)
class Rule:
    """What an edge of flow says about who must know whom.

    ``direction`` is along, against, or neither; ``layers`` are those of RIPPLE.md.
    """

    direction: str
    layers: tuple[str, ...]
    why: str


RULES: Mapping[str, Rule] = {
    "publishes": Rule("along", ("runtime",), "x names the topic that it publishes to"),
    "routes": Rule("against", ("runtime",), "a rule names its bus"),
    "delivers": Rule("against", ("runtime",), "who subscribes names what it subscribes to"),
    "triggers": Rule("against", ("runtime",), "g takes what the queue, stream or rule hands it"),
    "invokes": Rule("along", ("runtime",), "x names y, calls it and waits"),
    "reads": Rule("along", ("data",), "f names the table, and relies on what is in it"),
    "writes": Rule("along", ("data",), "f names the table, and relies on its key"),
    "redrives": Rule("along", ("runtime",), "x names its dead-letter queue"),
    "calls_back": Rule("along", ("runtime",), "f reports to the workflow that waits for it"),
    "contains": Rule("along", ("control",), "m decides which steps there are"),
    "transitions": Rule("neither", (), "m decides that k runs after j: j and k know nothing"),
    "emits": Rule("against", ("schema",), "f owns the event type"),
    "reaches": Rule("against", ("schema",), "g reads the event type"),
    "refers": Rule("along", ("weak",), "f has the name, and no more is known"),
}
"""By relation."""

EXCEPTIONS: Mapping[tuple[str, str], Rule] = {
    ("invokes", "state"): Rule(
        "along", ("control", "runtime"), "m decides that k runs, calls it and waits"
    ),
    ("invokes", "state machine"): Rule(
        "along", ("control", "runtime"), "m decides that k runs, calls it and waits"
    ),
    ("triggers", "table"): Rule(
        "against", ("data", "runtime"), "g takes the table's stream, and reads the rows in it"
    ),
    ("triggers", "user pool"): Rule(
        "along", ("runtime",), "the pool names f, calls it and waits for its answer"
    ),
}
"""By relation and the kind of its source, where that says more than the relation."""


def rule(graph: Graph, edge: Edge) -> Rule:
    """The rule for an edge of flow."""
    exception = EXCEPTIONS.get((edge.relation, graph.kind_of(edge.source)))
    return exception or RULES[edge.relation]


def reading(graph: Graph, name: str) -> Graph:
    """The graph in the reading of that name, one of `READINGS`."""
    return dependency(graph) if name == "dependency" else graph


def dependency(graph: Graph) -> Graph:
    """Who must know whom; the label of each edge is its layers, joined by ``+``.

    Fold into services after reading, not before: who waits for whom is seen among functions.
    """
    fed = Fed(graph)
    same = grouped((edge.key, edge) for edge in (*_turned(graph, fed), *waits(graph, fed)))
    return Graph.of(graph.title, graph.nodes, map(merge, same.values()), graph.remarks)


def layers(edge: Edge) -> tuple[str, ...]:
    """The layers of an edge of the dependency reading."""
    return tuple(part for part in edge.labels if part in LAYERS)


def _turned(graph: Graph, fed: Fed) -> Iterable[Edge]:
    for edge in (each for each in graph.edges if not each.off):
        says = rule(graph, edge)
        label = "+".join(says.layers)
        if says.direction == "along":
            yield replace(edge, label=label)
        elif says.direction == "against":
            # Whoever works off the queue reads the event; the queue itself reads nothing.
            readers = fed.by(edge.target) if edge.relation == "reaches" else ()
            for reader in readers or (edge.target,):
                yield replace(edge, source=reader, target=edge.source, label=label)

"""The table of the dependency reading: what each relation of flow says about who must know whom.

An edge X to Y of the dependency reading says that a change in Y may force a change in X. RIPPLE.md
section 1 has the rows for the two designs; where it is silent, its principle decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.graph.model import Edge, Graph

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
    source = graph.by_id.get(edge.source)
    kind = source.kind if source is not None else ""
    return EXCEPTIONS.get((edge.relation, kind), RULES[edge.relation])

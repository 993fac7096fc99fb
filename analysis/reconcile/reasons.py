"""Why a declared edge may not have been seen; said only as far as the two graphs tell it."""

from analysis.graph import Edge, Graph, Node
from analysis.graph.kinds import with_trait

WEAK = "weak: no more than a name in an environment variable, which no trace shows"
UNRESOLVED = "unresolved: one of its ends could not be found out"
OUTSIDE = "outside: one of its ends is in none of the files, and nothing watches there"
UNWATCHED = "unwatched: traces show functions, queues, topics, tables and state machines only"
CONDITIONAL = "conditional: it is there only under a condition"
REDRIVES = "no message failed so often that it was given up"
NOT_ENTERED = "its state was never entered"
NOT_CAUGHT = "nothing failed there that it would catch"
NEVER_RAN = "{} never ran"
NEVER_SAID = "nobody said {}"
PERMISSION = "a permission of which no call made use"
GUESS = "inferred: it is asked for, and nobody was seen to say it"
NOT_EXERCISED = "not exercised by these scenarios"

_WATCHED = frozenset(with_trait("observed"))


def reason_for(edge: Edge, declared: Graph, observed: Graph) -> str:
    """Why the edge was not seen, in words; the first reason that holds."""
    for reason in (_of_ends, _of_relation, _of_source, _of_certainty):
        if said := reason(edge, declared, observed):
            return said
    return NOT_EXERCISED


def _of_ends(edge: Edge, declared: Graph, _observed: Graph) -> str:
    if edge.layer == "weak":
        return WEAK
    ends = [declared.by_id.get(each, Node(each, "")) for each in (edge.source, edge.target)]
    if any(node.unresolved for node in ends):
        return UNRESOLVED
    if any(node.outside for node in ends):
        return OUTSIDE
    if any(node.kind not in _WATCHED for node in ends):
        return UNWATCHED
    return CONDITIONAL if any(node.attributes.get("conditional") for node in ends) else ""


def _of_relation(edge: Edge, declared: Graph, observed: Graph) -> str:
    if edge.relation == "redrives":
        return REDRIVES
    state = edge.target if edge.relation == "contains" else edge.source
    if declared.kind_of(state) == "state" and state not in observed.by_id:
        return NOT_ENTERED
    if edge.relation == "transitions" and edge.label == "Catch":
        return NOT_CAUGHT
    if edge.relation == "reaches" and edge.source not in observed.by_id:
        return NEVER_SAID.format(edge.source.partition("/")[2])
    return ""


def _of_source(edge: Edge, declared: Graph, observed: Graph) -> str:
    acts = declared.kind_of(edge.source) in ("function", "state machine")
    return NEVER_RAN.format(edge.source) if acts and edge.source not in observed.by_id else ""


def _of_certainty(edge: Edge, _declared: Graph, _observed: Graph) -> str:
    if edge.certainty != "inferred":
        return ""
    return GUESS if edge.layer == "contract" else PERMISSION

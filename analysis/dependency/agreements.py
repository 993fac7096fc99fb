"""The contracts of a system: those that code was found to write, and those that flow implies."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from analysis.dependency.model import Contract, Facts
from analysis.graph import Edge, Graph
from analysis.graph.kinds import with_trait
from analysis.walking import grouped

CALLERS, CALLED, ASKED = with_trait("asks"), with_trait("answers"), with_trait("of a call")


def contracts(graph: Graph, facts: Facts, homes: Mapping[str, str]) -> tuple[Contract, ...]:
    """Each contract once, with its owners.

    An event type is its publishers'. A request and a response are the called part's, whoever
    writes them: it decides what it takes and gives, and its callers follow. So there is no arrow
    back from a task to who calls it.
    """
    found = {each.id: each for each in _implied(graph, homes)}
    for each in facts.contracts:
        known = found.get(each.id)
        owners = _called(each, homes) or (*each.owners, *(known.owners if known else ()))
        here = tuple(dict.fromkeys(homes[owner] for owner in owners if owner in homes))
        found[each.id] = replace(each, owners=here)
    return tuple(found[id_] for id_ in sorted(found))


def _called(contract: Contract, homes: Mapping[str, str]) -> tuple[str, ...]:
    called = contract.id.partition(":")[2] if contract.kind in ASKED else ""
    return (called,) if called in homes else ()


def calls(graph: Graph, homes: Mapping[str, str]) -> Iterator[tuple[Edge, str, str]]:
    """Every call by which one component asks another, with the two: edge, caller, called.

    An API hands on what its own clients send, so its calls are no contract between parts.
    """
    for edge in graph.flow:
        caller, called = graph.by_id.get(edge.source), graph.by_id.get(edge.target)
        if edge.relation == "invokes" and caller and called:
            here, there = homes.get(caller.id), homes.get(called.id)
            if here and there and caller.kind in CALLERS and called.kind in CALLED:
                yield edge, here, there


def _implied(graph: Graph, homes: Mapping[str, str]) -> Iterator[Contract]:
    emitted = (e for e in graph.contracts if e.relation == "emits" and e.source in homes)
    said = grouped((edge.target, homes[edge.source]) for edge in emitted)
    for node in graph.nodes:
        if node.kind == "event":
            owners = tuple(dict.fromkeys(said[node.id]))
            yield Contract(node.id, "event", node.name or node.id.rpartition("/")[2], owners)
    for called in sorted({called for _, _, called in calls(graph, homes)}):
        for kind in ASKED:
            yield Contract(f"{kind}:{called}", kind, f"{kind} of {called}", (called,))

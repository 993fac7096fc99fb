"""The parts of a system: what acts, what they agree on, what carries, what keeps, what is shared.

A state is no part of its own: it is where its state machine, the component, says something.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from analysis.dependency.model import Part
from analysis.facts import Contract, Facts
from analysis.graph import Edge, Graph
from analysis.graph.kinds import of_role, with_trait
from analysis.graph.views import outermost, owners
from analysis.walking import grouped

CONTRACTS, CHANNELS, STORES = of_role("contract"), of_role("channel"), of_role("store")
CALLERS, CALLED, ASKED = with_trait("asks"), with_trait("answers"), with_trait("of a call")
MODULE = "module"
_NO_PART = (*of_role("part"), *of_role("unknown"))


def is_component(part: Part) -> bool:
    """Whether it acts by itself: a function, a state machine, an API, a pipe, a container."""
    return part.kind not in (*CONTRACTS, *CHANNELS, *STORES, MODULE)


def homes(graph: Graph) -> dict[str, str]:
    """The component that each node is: a state its outermost machine, all others themselves.

    What is unresolved has no entry: nothing is known of it, so nothing is counted.
    """
    tops = outermost(graph.edges)
    return {node.id: tops.get(node.id, node.id) for node in graph.nodes if not node.unresolved}


def parts(graph: Graph, contracts: Iterable[Contract], facts: Facts) -> tuple[Part, ...]:
    """Every part, in the order of its id."""
    services = owners(graph)
    found = {
        node.id: Part(node.id, node.kind, services.get(node.id, ""), node.name or node.id)
        for node in graph.nodes
        if node.kind not in _NO_PART
    }
    for contract in contracts:
        service = next((services[each] for each in contract.owners if each in services), "")
        found[contract.id] = Part(contract.id, contract.kind, service, contract.name)
    for id_ in (module_id(name) for names in facts.modules.values() for name in names):
        found[id_] = Part(id_, MODULE, "", id_.removeprefix("module:"))
    return tuple(found[id_] for id_ in sorted(found))


def module_id(name: str) -> str:
    """A module's id, whether it is given as such or as its path."""
    return name if name.startswith("module:") else f"module:{name}"


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

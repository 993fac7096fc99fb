"""The parts of a system: what acts, what they agree on, what carries, what keeps, what is shared.

A state is no part of its own: it is where its state machine, the component, says something.
"""

from collections.abc import Iterable, Iterator, Mapping

from analysis.dependency.model import Contract, Facts, Part
from analysis.graph import Graph, Node
from analysis.graph.kinds import of_role
from analysis.graph.views import owners

CONTRACTS, CHANNELS, STORES = of_role("contract"), of_role("channel"), of_role("store")
MODULE = "module"
_NO_PART = (*of_role("part"), *of_role("unknown"))


def is_component(part: Part) -> bool:
    """Whether it acts by itself: a function, a state machine, an API, a pipe, a container."""
    return part.kind not in (*CONTRACTS, *CHANNELS, *STORES, MODULE)


def homes(graph: Graph) -> dict[str, str]:
    """The component that each node is: a state its outermost machine, all others themselves.

    What is unresolved has no entry: nothing is known of it, so nothing is counted.
    """
    parents = {edge.target: edge.source for edge in graph.edges if edge.relation == "contains"}
    found: dict[str, str] = {}
    for node in graph.nodes:
        if not node.unresolved:
            found[node.id] = _outermost(node.id, parents)
    return found


def _outermost(start: str, parents: Mapping[str, str]) -> str:
    here = start
    for _ in range(len(parents)):
        if here not in parents:
            break
        here = parents[here]
    return here


def parts(graph: Graph, contracts: Iterable[Contract], facts: Facts) -> tuple[Part, ...]:
    """Every part, in the order of its id."""
    services = owners(graph)
    found = {node.id: _of(node, services) for node in graph.nodes if node.kind not in _NO_PART}
    for contract in contracts:
        service = next((services[each] for each in contract.owners if each in services), "")
        found[contract.id] = Part(contract.id, contract.kind, service, contract.name)
    for id_ in _modules(facts):
        found[id_] = Part(id_, MODULE, "", id_.removeprefix("module:"))
    return tuple(found[id_] for id_ in sorted(found))


def module_id(name: str) -> str:
    """A module's id, whether it is given as such or as its path."""
    return name if name.startswith("module:") else f"module:{name}"


def _of(node: Node, services: Mapping[str, str]) -> Part:
    return Part(node.id, node.kind, services.get(node.id, ""), node.name or node.id)


def _modules(facts: Facts) -> Iterator[str]:
    for names in facts.modules.values():
        yield from map(module_id, names)

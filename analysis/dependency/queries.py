"""Questions that a change asks: who owns, who waits, who holds the patience for whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.dependency.model import Contract, Dependencies, Dependency
from analysis.dependency.parts import homes
from analysis.graph import Edge, Evidence
from analysis.graph.kinds import of_role, with_trait
from analysis.graph.waiting import Fed, waits

_PATIENT = (*of_role("channel"), *with_trait("rows"))


@dataclass(frozen=True, slots=True)
class Holder:
    """Where a component's timeout or retry is held: the part, and the service that owns it."""

    part: str
    service: str
    why: str
    evidence: tuple[Evidence, ...] = ()


def contract(dependencies: Dependencies, id_: str) -> Contract | None:
    """The contract of that id, None where there is none."""
    return next((each for each in dependencies.facts.contracts if each.id == id_), None)


def owners(dependencies: Dependencies, contract_id: str) -> tuple[str, ...]:
    """The components that decide what is in a contract."""
    found = contract(dependencies, contract_id)
    return found.owners if found else ()


def waiters(dependencies: Dependencies, id_: str) -> tuple[Dependency, ...]:
    """Who waits for a component, or for an event type, before its next deed (control layer)."""
    if id_ not in {each.id for each in dependencies.facts.contracts}:
        return tuple(edge for edge in dependencies.layer("control") if edge.target == id_)
    return tuple(_waiting_for(dependencies, id_))


def holders(dependencies: Dependencies, component: str) -> tuple[Holder, ...]:
    """What must change when a component is to be given more time, or more attempts.

    Who calls it and waits (a workflow in its state, a function in its client) holds a timeout and
    a retry for it, and so does what feeds it (a queue's visibility timeout and redrive, a
    stream's or a topic's retries). Its own timeout is its own: it comes first.
    """
    graph = dependencies.flow
    node = graph.by_id.get(component)
    found: dict[str, Holder] = {}
    if node is not None:
        found[component] = _holder(dependencies, component, "its own timeout", node.evidence)
    home = homes(graph)
    for edge in graph.flow:
        source = graph.by_id.get(edge.source)
        if edge.target != component or source is None or source.id not in home:
            continue
        if edge.relation == "invokes":
            name = f"state {source.name}" if source.kind == "state" else source.id
            here = _holder(dependencies, home[source.id], f"{name} waits for it", edge.evidence)
            found.setdefault(f"{source.id} waits", here)
        elif edge.relation in ("triggers", "delivers") and source.kind in _PATIENT:
            here = _holder(dependencies, source.id, "it delivers again what failed", edge.evidence)
            found.setdefault(source.id, here)
    return tuple(found.values())


def _holder(
    dependencies: Dependencies, part: str, why: str, evidence: tuple[Evidence, ...]
) -> Holder:
    known = dependencies.by_id.get(part)
    return Holder(part, known.service if known else "", why, evidence)


def _waiting_for(dependencies: Dependencies, event: str) -> Iterator[Dependency]:
    graph = dependencies.flow
    home = homes(graph)
    seen: set[tuple[str, str]] = set()
    for edge in waits(graph, Fed(graph)):
        ends = (home.get(edge.source, ""), home.get(edge.target, ""))
        if event in edge.events and ends[0] != ends[1] and all(ends) and ends not in seen:
            seen.add(ends)
            yield _dependency(edge, ends, event)


def _dependency(edge: Edge, ends: tuple[str, str], event: str) -> Dependency:
    reason = f"waits for {event}"
    return Dependency(*ends, "control", (), reason, edge.certainty, edge.evidence)

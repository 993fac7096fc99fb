"""The schema layer: who owns a contract, and who reads which of its fields.

A contract's owner is hit by no contract of its own, so nothing is drawn from an owner to it.
"""

from collections.abc import Iterable, Iterator, Mapping

from analysis.dependency.agreements import ASKED, calls
from analysis.dependency.answers import Used, passed, told, used_of_answer
from analysis.dependency.model import Contract, Dependency, Facts, Read
from analysis.graph import CERTAINTIES, Edge, Evidence, Graph
from analysis.graph.waiting import Fed

SCHEMA = "schema"
OWNS = "decides what is in it"


def schema(
    graph: Graph, facts: Facts, contracts: Iterable[Contract], homes: Mapping[str, str]
) -> Iterator[Dependency]:
    """Contract to owner, and reader to contract."""
    known = {each.id: each for each in contracts}
    reads = {(homes.get(each.component), each.contract): each for each in facts.reads}
    yield from _owned(graph, known.values(), homes)
    for edge in (
        *_heard(graph, reads, homes),
        *_called(graph, facts, reads, homes),
        *_read(facts, homes),
    ):
        contract = known.get(edge.target)
        if contract is not None and edge.source not in contract.owners:
            yield edge


def _owned(
    graph: Graph, contracts: Iterable[Contract], homes: Mapping[str, str]
) -> Iterator[Dependency]:
    emits = {
        (edge.target, homes.get(edge.source)): edge
        for edge in graph.contracts
        if edge.relation == "emits"
    }
    for contract in contracts:
        written = tuple(at for each in contract.fields or () for at in each.evidence)
        for owner in contract.owners:
            edge = emits.get((contract.id, owner))
            node = graph.by_id[owner]
            yield Dependency(
                contract.id,
                owner,
                SCHEMA,
                reason=f"{owner} {OWNS}",
                certainty=edge.certainty if edge else "declared",
                evidence=(*(edge.evidence if edge else ()), *written) or node.evidence,
            )


def _heard(
    graph: Graph, reads: Mapping[tuple[str | None, str], Read], homes: Mapping[str, str]
) -> Iterator[Dependency]:
    """Subscribers; where nobody is seen to work a queue off, the queue stands for its reader."""
    fed = Fed(graph)
    for edge in graph.contracts:
        if edge.relation == "reaches":
            for actor in fed.by(edge.target) or (edge.target,):
                if actor in homes:
                    read = reads.get((homes[actor], edge.source))
                    yield _reads(homes[actor], edge.source, read, "hears it", edge)


def _called(
    graph: Graph,
    facts: Facts,
    reads: Mapping[tuple[str | None, str], Read],
    homes: Mapping[str, str],
) -> Iterator[Dependency]:
    """Callers: what they pass is in the request, what they use is in the response."""
    written = {each.id: each for each in facts.contracts}
    for edge, caller, called in calls(graph, homes):
        state = graph.by_id[edge.source]
        for kind in ASKED if caller != called else ():
            contract = f"{kind}:{called}"
            read = reads.get((caller, contract))
            if kind == "request":
                used: Used | None = passed(state, caller, written.get(contract))
            else:
                used = told(read) if read else used_of_answer(state)
            if used is not None:
                verb = "passes it" if kind == "request" else "uses it"
                yield Dependency(
                    caller,
                    contract,
                    SCHEMA,
                    used.fields,
                    f"{_who(graph, edge)} {verb}{_which(used.fields, used.whole)}",
                    edge.certainty,
                    (*edge.evidence, *used.evidence),
                )


def _read(facts: Facts, homes: Mapping[str, str]) -> Iterator[Dependency]:
    """What code was found to read though no flow shows it, and what a filter reads."""
    for read in facts.reads:
        if read.component in homes and _evidence(read):
            yield _reads(homes[read.component], read.contract, read, "reads it", None)


def _reads(
    reader: str, contract: str, read: Read | None, verb: str, edge: Edge | None
) -> Dependency:
    whole = read is None or read.fields is None
    fields = () if read is None or read.fields is None else tuple(x.path for x in read.fields)
    return Dependency(
        reader,
        contract,
        SCHEMA,
        fields,
        f"{reader} {verb}{_which(fields, whole)}",
        edge.certainty if edge else CERTAINTIES[0],
        (*(edge.evidence if edge else ()), *(_evidence(read) if read else ())),
    )


def _which(fields: tuple[str, ...], whole: bool) -> str:
    if whole:
        return ", and it is not known which fields"
    return f": {', '.join(fields)}" if fields else ", and no field of it"


def _evidence(read: Read) -> tuple[Evidence, ...]:
    return tuple(at for each in read.fields or () for at in each.evidence)


def _who(graph: Graph, edge: Edge) -> str:
    node = graph.by_id[edge.source]
    return f"its state {node.name}" if node.kind == "state" else edge.source

"""The schema layer: who owns a contract, and who reads which of its fields.

A contract's owner is hit by no contract of its own, so nothing is drawn from an owner to it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis.dependency.model import Dependency
from analysis.dependency.parts import ASKED, calls
from analysis.facts import Contract, Facts, Read
from analysis.graph import Edge, Evidence, Graph, Node
from analysis.graph.waiting import Fed
from analysis.records import dataclass

SCHEMA = "schema"
OWNS = "decides what is in it"
ANSWER = "@answer"
_READS = "reads it"
_OF_EVERY_TASK = ("States.", "Lambda.")


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
        *_sent(graph, facts, homes),
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
                used: Used | None = _passed(state, caller, written.get(contract))
            else:
                used = _told(read) if read else _used_of_answer(state)
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


def _sent(graph: Graph, facts: Facts, homes: Mapping[str, str]) -> Iterator[Dependency]:
    """Senders of messages that are of no type, which are the requests of their takers."""
    asking = {(caller, called) for _, caller, called in calls(graph, homes)}
    for contract in facts.contracts:
        taker = homes.get(contract.id.partition(":")[2])
        for owner in contract.owners if contract.kind == "request" and taker else ():
            sender = homes.get(owner)
            if sender and sender != taker and (sender, taker) not in asking:
                fields = tuple(each.path for each in contract.fields or ())
                at = tuple(place for each in contract.fields or () for place in each.evidence)
                said = f"{owner} sends it{_which(fields, not fields)}"
                yield Dependency(sender, contract.id, SCHEMA, fields, said, "read", at)


def _read(facts: Facts, homes: Mapping[str, str]) -> Iterator[Dependency]:
    """What code was found to read though no flow shows it, and what a filter reads."""
    for read in facts.reads:
        if read.component in homes and _evidence(read):
            yield _reads(homes[read.component], read.contract, read, _READS, None)


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
        edge.certainty if edge else "read",
        (*(edge.evidence if edge else ()), *(_evidence(read) if read else ())),
    )


def merely_reads(edge: Dependency) -> bool:
    """Whether all that is known of it is that a contract is read, though not taken."""
    return all(each.startswith(f"{edge.source} {_READS}") for each in edge.reason.split("; "))


def _which(fields: tuple[str, ...], whole: bool) -> str:
    if whole:
        return ", and it is not known which fields"
    return f": {', '.join(fields)}" if fields else ", and no field of it"


def _evidence(read: Read) -> tuple[Evidence, ...]:
    return tuple(at for each in read.fields or () for at in each.evidence)


def _who(graph: Graph, edge: Edge) -> str:
    node = graph.by_id[edge.source]
    return f"its state {node.name}" if node.kind == "state" else edge.source


@dataclass(frozen=True, slots=True)
class Used:
    """Fields of a contract that a caller passes or uses; ``whole`` where any may be."""

    fields: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    whole: bool = False


def _passed(state: Node, caller: str, contract: Contract | None) -> Used:
    """The fields of a request that a state passes: those that facts know it writes, or its own."""
    own = [str(each) for each in _items(state.attributes.get("request"))]
    whole = not own or "$" in own
    if contract is not None and contract.fields is not None and caller in contract.owners:
        fields = [x for x in contract.fields if whole or any(_within(x.path, y) for y in own)]
        at = tuple(place for each in fields for place in each.evidence)
        return Used(tuple(each.path for each in fields), at, whole=not fields)
    return Used((), whole=True) if whole else Used(tuple(own), state.evidence)


def _told(read: Read) -> Used | None:
    """What facts say is used of a response; None where nothing is."""
    if read.fields is None:
        return Used((), whole=True)
    fields = tuple(each.path for each in read.fields)
    return Used(fields, _evidence(read)) if fields else None


def _used_of_answer(state: Node) -> Used | None:
    """The fields of the answer that a state uses; None where it lets go of the answer.

    An answer that is kept whole may be used whole by whatever comes after. The names of the
    errors that it catches are fields ``@error.Name``: whoever renames one must tell it.
    """
    if state.kind != "state":
        return Used((), whole=True)
    kept = {path for path in _kept(state.attributes) if path}
    errors = tuple(f"@error.{name}" for name in caught(state))
    if "$" in kept:
        return Used((), state.evidence, whole=True)
    fields = (*sorted(kept), *errors)
    return Used(fields, state.evidence) if fields else None


def caught(state: Node) -> Iterator[str]:
    """The named errors of its own that a task may raise and this state catches."""
    for catcher in _items(state.attributes.get("caught")):
        errors = catcher.get("errors") if isinstance(catcher, Mapping) else ()
        for name in _items(errors):
            if isinstance(name, str) and not name.startswith(_OF_EVERY_TASK):
                yield name


def _within(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}.")


def _kept(attributes: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(each) for each in _items(attributes.get("answer")))
    for name in ("output", "output_computed", "assigned", "assigned_computed"):
        for source in _leaves(attributes.get(name)):
            if source == ANSWER:
                yield "$"
            elif source.startswith(f"{ANSWER}."):
                yield source.removeprefix(f"{ANSWER}.")


def _leaves(tree: Any) -> Iterator[str]:
    for source in tree.values() if isinstance(tree, Mapping) else ():
        yield from (source,) if isinstance(source, str) else map(str, _items(source))


def _items(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else ()

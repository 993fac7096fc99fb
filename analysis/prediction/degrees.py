"""What of a prediction is known, what only may be, and of whom nothing is known.

Known is what follows without a guess: the prediction is made once more in the system without the
edges that are inferred or assumed. Of a part whose code was not read, or not whole, it is never
said that it need not change.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from analysis.dependency.model import Dependencies
from analysis.dependency.parts import homes
from analysis.dependency.reading import dependencies
from analysis.facts import Contract, Read
from analysis.graph import Edge, Graph
from analysis.graph.model import GUESSED
from analysis.graph.waiting import Fed
from analysis.prediction.hits import Hit, Spared
from analysis.prediction.impact import Impact
from analysis.prediction.names import event_name
from analysis.walking import grouped
from analysis.wording import listed

READ = "followed"


def firm(system: Dependencies) -> Dependencies:
    """The system without what is guessed; itself where nothing is."""
    graph = system.flow
    kept = [edge for edge in graph.edges if edge.certainty not in GUESSED]
    if len(kept) == len(graph.edges):
        return system
    sure = Graph.of(graph.title, graph.nodes, kept, graph.remarks)
    guesses = [edge for edge in graph.contracts if edge.certainty in GUESSED]
    home = homes(graph)
    emitted = {(home.get(e.source), e.target) for e in guesses if e.relation == "emits"}
    taken = {*_taken(graph, guesses)} - {*_taken(sure, sure.contracts)}
    facts = replace(
        system.facts,
        contracts=tuple(_said(each, emitted) for each in system.facts.contracts),
        reads=tuple(_firmly(each, taken) for each in system.facts.reads if _reads(each, taken)),
    )
    return dependencies(sure, facts)


def _reads(read: Read, guessed: Container[tuple[str, str]]) -> bool:
    return _pair(read) not in guessed or bool(read.wiring)


def _firmly(read: Read, guessed: Container[tuple[str, str]]) -> Read:
    """What is read; where a filter only may let it pass, at least what the filter itself reads."""
    return replace(read, fields=read.wiring) if _pair(read) in guessed else read


def _pair(read: Read) -> tuple[str, str]:
    return read.component, read.contract


def _taken(graph: Graph, edges: Iterable[Edge]) -> Iterator[tuple[str, str]]:
    fed = Fed(graph)
    for edge in edges:
        if edge.relation == "reaches":
            yield from ((actor, edge.source) for actor in fed.by(edge.target))


def _said(contract: Contract, guessed: set[tuple[str | None, str]]) -> Contract:
    owners = tuple(each for each in contract.owners if (each, contract.id) not in guessed)
    return replace(contract, owners=owners) if contract.kind == "event" else contract


def by_degree(impact: Impact, known: Impact | None, system: Dependencies) -> Impact:
    """The prediction taken apart; ``known`` is what follows without a guess."""
    sure = {each.part: each for each in known.hits} if known is not None else {}
    found = {each.part: _told(each, sure.get(each.part)) for each in impact.hits}
    rest = {part: each for part, each in (found | sure).items() if part not in found}
    spared = [each for each in impact.spared if each.part not in rest]
    unread = [each for each in spared if _unread(system, each)]
    must = [each for part, each in found.items() if part in sure and _sure(system, each)]
    return replace(
        impact,
        hits=tuple(must),
        may=(*(each for each in found.values() if each not in must), *rest.values()),
        unread=tuple(replace(each, reason=_unread(system, each)) for each in unread),
        spared=tuple(each for each in spared if each not in unread),
    )


def _told(hit: Hit, sure: Hit | None) -> Hit:
    """The hit; of reasons that follow of a guess alone it is said."""
    known = {(each.layer, each.reason) for each in sure.causes} if sure else set()
    causes = tuple(
        each
        if (each.layer, each.reason) in known
        else replace(each, reason=f"{each.reason} (a guess)")
        for each in hit.causes
    )
    return replace(hit, causes=causes)


def _sure(system: Dependencies, hit: Hit) -> bool:
    """Whether a reason is known to hold, as far as there is code that could tell."""
    node = system.flow.by_id.get(hit.part)
    return hit.sure or node is None or "code" not in node.attributes


def _unread(system: Dependencies, spared: Spared) -> str:
    """Why it is not known of a part whether it must change, "" where it is known."""
    node = system.flow.by_id.get(spared.part)
    how = node.attributes.get("code", READ) if node else READ
    if how == READ:
        return ""
    return "its code was not read" if how == "not read" else "its code was not read whole"


def authors(system: Dependencies, impact: Impact) -> Iterator[str]:
    """A sentence for each event of the prediction that nobody is known to say, but some may."""
    home = homes(system.flow)
    emits = grouped((e.target, e) for e in system.flow.contracts if e.relation == "emits")
    for event, edges in sorted(emits.items()):
        several = sorted({home[each.source] for each in edges if each.source in home})
        guessed = all(each.certainty in GUESSED for each in edges)
        if guessed and {*several} & {*impact.components} and _named(event, impact):
            one = "one of " if len(several) > 1 else "perhaps "
            yield f"Who says {event_name(event)} is not known: {one}{listed(several)}."


def _named(event: str, impact: Impact) -> bool:
    reasons = (cause.reason for hit in impact.hits for cause in hit.causes)
    return any(event_name(event) in reason.replace(",", "").split() for reason in reasons)

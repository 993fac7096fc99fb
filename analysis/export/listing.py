"""The graph as text for a screen: every edge with its first evidence, and what is unresolved."""

from collections.abc import Iterable, Sequence

from analysis.graph import FLOW, Edge, Graph, Node
from analysis.graph.folding import MANY, without_states
from analysis.graph.model import FIRM, GUESSED, shown
from analysis.graph.readings import LAYERS
from analysis.plain_text import plain
from analysis.walking import grouped
from analysis.wording import counted, some

NAMED = 4  # of what is missing for one reason


def listing(graph: Graph, as_read: str = "flow") -> str:
    """The graph as text: every edge by relation with its first evidence, and what is unresolved.

    In the dependency reading the groups are layers, and an arrow leads to what must be known.
    """
    short = without_states(graph) if len(graph.nodes) >= MANY else graph
    relations = short.flow if as_read == "flow" else (*short.flow, *short.contracts)
    lines = [_summary(graph)]
    for heading, edges in _grouped(relations, as_read):
        lines += ["", f"  {heading}"]
        wide = min(max(len(_arrow(edge)) for edge in edges), 72)
        lines += [f"    {_arrow(edge):<{wide}}  {_why(edge, as_read)}".rstrip() for edge in edges]
    if graph.unresolved:
        lines += ["", "  not resolved"]
        alike = grouped((each.reason, each) for each in graph.unresolved)
        lines += [f"    {_unresolved(reason, nodes)}" for reason, nodes in alike.items()]
    if hidden := len(graph.nodes) - len(short.nodes):
        said = f"{counted(hidden, 'state')} folded into their machines"
        lines += ["", f"  {said}: --format json has them"]
    if graph.remarks:
        lines += ["", *(f"  {each}" for each in graph.remarks)]
    if graph.weak:
        named = counted(len(graph.weak), "name")
        lines += ["", f"  {named} in environment variables alone: not counted"]
    return plain("\n".join(lines))


def _grouped(edges: Iterable[Edge], as_read: str) -> list[tuple[str, list[Edge]]]:
    groups = grouped(
        (edge.relation if as_read == "flow" else edge.label.replace("+", " and "), edge)
        for edge in edges
    )
    place = {each: number for number, each in enumerate((*FLOW, *LAYERS))}
    return sorted(
        groups.items(), key=lambda each: (place.get(each[0].partition(" ")[0], 99), each[0])
    )


def _summary(graph: Graph) -> str:
    flow = len(graph.flow)
    guesses = [
        f"{count} {each}"
        for each in GUESSED
        if (count := [e.certainty for e in graph.flow].count(each))
    ]
    events = sum(node.kind == "event" for node in graph.nodes)
    parts = [
        counted(len(graph.nodes) - events - len(graph.unresolved), "part"),
        counted(flow, "edge") + (f" ({', '.join(guesses)})" if guesses else ""),
        *([counted(events, "event type")] if events else []),
        _open(graph),
    ]
    off = sum(bool(edge.off) for edge in graph.flow)
    dead = f"; {counted(off, 'edge')} {'are' if off > 1 else 'is'} switched off" if off else ""
    return f"{graph.title}: {', '.join(parts)}{dead}"


def _open(graph: Graph) -> str:
    """What is not resolved, and whether all was read."""
    unread = any(each.startswith("not read") for each in graph.remarks)
    if graph.unresolved:
        return f"{len(graph.unresolved)} not resolved" + (", not all read" if unread else "")
    return "not all read" if unread else "nothing unresolved"


def _arrow(edge: Edge) -> str:
    return f"{edge.source} → {edge.target}"


def _why(edge: Edge, as_read: str) -> str:
    said = [", ".join(edge.labels)] if edge.label and as_read == "flow" else []
    said += [event.rpartition("/")[2] for event in edge.events]
    place = shown(edge.evidence)
    sure = "" if edge.certainty in FIRM else edge.certainty
    off = f"switched off: {edge.off}" if edge.off else ""
    return "  ".join(part for part in (", ".join(said), sure, place, off) if part)


def _unresolved(reason: str, nodes: Sequence[Node]) -> str:
    """All that is missing for one reason, and the first place that says so."""
    place = f" ({shown(nodes[0].evidence)})" if nodes[0].evidence else ""
    names = [node.id.removeprefix("unresolved:") for node in nodes]
    return f"{some(names, NAMED)}: {reason}{place}"

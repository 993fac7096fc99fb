"""Three views of one graph: resources, services (resources folded into their owner), teams.

Several graphs as one, for formats that hold only one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from analysis.graph.captions import caption
from analysis.graph.model import CERTAINTIES, Edge, Graph, Node
from analysis.graph.roads import without_roads
from analysis.walking import grouped

VIEWS = ("resources", "services", "teams")


def view(graph: Graph, name: str, *, teams: Mapping[str, str] | None = None) -> Graph:
    """The graph in the view of that name, one of `VIEWS`."""
    if name == "services":
        return services(graph)
    return folded_into_teams(graph, teams or {}) if name == "teams" else graph


def services(graph: Graph) -> Graph:
    """Each service as one node; what is outside, unresolved or nobody's stays as it is.

    A state goes where its machine goes, an event type to its publisher's. A channel that is not
    its publisher's is a road: a message goes from who says it to who hears it.
    """
    into = _service_of(graph)
    return _fold(without_roads(graph, into), into, "service")


def folded_into_teams(graph: Graph, teams: Mapping[str, str]) -> Graph:
    """Each team as one node; ``teams`` maps services to teams.

    A service that it does not name is its node's ``team``, or else a team of its own.
    """
    owners = _service_of(graph)
    named: dict[str, str] = {}
    for node in graph.nodes:
        if node.team:
            named.setdefault(owners.get(node.id, ""), node.team)
    to_team = {id_: teams.get(owner) or named.get(owner) or owner for id_, owner in owners.items()}
    return _fold(without_roads(graph, to_team), to_team, "team")


def owners(graph: Graph) -> dict[str, str]:
    """The service of each node that has one, by node id; states and event types included."""
    own = {node.id: node.service for node in graph.nodes if node.service}
    return _inherited(graph, own)


def _service_of(graph: Graph) -> dict[str, str]:
    """The name of the service that each node folds into; a node without an entry stays."""
    own = {
        node.id: node.service
        for node in graph.nodes
        if node.service and not node.outside and not node.unresolved
    }
    tops = outermost(graph.edges)
    machines = {id_: own.get(tops.get(id_, id_)) or tops.get(id_, id_) for id_ in tops}
    return _inherited(graph, {top: top for top in tops.values()} | machines | own)


def _inherited(graph: Graph, own: dict[str, str]) -> dict[str, str]:
    """States are their machine's, and event types their publisher's or else their channel's."""
    found = dict(own)
    for id_, top in outermost(graph.edges).items():
        if top in own:
            found[id_] = own[top]
    events = {node.id for node in graph.nodes if node.kind == "event"}
    for edge in graph.contracts:
        if edge.relation == "emits":
            event, publisher = sorted((edge.source, edge.target), key=lambda id_: id_ not in events)
            if event in events and event not in own and publisher in found:
                found[event] = min(found.get(event, found[publisher]), found[publisher])
    for event in events - found.keys():
        channel = event.rpartition("/")[0]
        if channel in found:
            found[event] = found[channel]
    return found


def outermost(edges: Iterable[Edge]) -> dict[str, str]:
    """The outermost thing that contains each contained node: a state's machine."""
    parents = {edge.target: edge.source for edge in edges if edge.relation == "contains"}
    tops: dict[str, str] = {}
    for start in parents:
        path = [start]
        while path[-1] in parents and path[-1] not in tops and len(path) <= len(parents):
            path.append(parents[path[-1]])
        top = tops.get(path[-1], path[-1])
        tops |= dict.fromkeys(path[:-1], top)
    return tops


def _fold(graph: Graph, into: Mapping[str, str], kind: str) -> Graph:
    kept = {node.id for node in graph.nodes if into.get(node.id, node.id) == node.id}
    members = grouped((into[node.id], node) for node in graph.nodes if node.id in into)
    ids = {name: _free(name, kind, graph, into, kept) for name in members}
    nodes = [_group(ids[name], name, kind, members[name]) for name in members]
    nodes += [node for node in graph.nodes if node.id not in into]
    to = {id_: ids[name] for id_, name in into.items()}
    return Graph.of(graph.title, nodes, merged(graph, to), graph.remarks)


def _free(name: str, kind: str, graph: Graph, into: Mapping[str, str], kept: set[str]) -> str:
    """The group's id: its name, unless a node that stays has that id already."""
    taken = name in kept and name in graph.by_id and into.get(name) != name
    return f"{kind}:{name}" if taken else name


def _group(id_: str, name: str, kind: str, members: list[Node]) -> Node:
    if len(members) == 1 and members[0].id == id_:
        return members[0]
    machine = next((node for node in members if node.id == id_), None)
    if machine:  # its states fold into it, and it stays what it is
        return machine
    team = {node.team for node in members}
    return Node(
        id_,
        kind,
        name,
        team=min(team) if len(team) == 1 else "",
        attributes={"members": [node.id for node in members]},
    )


def merged(graph: Graph, to: Mapping[str, str]) -> Iterable[Edge]:
    """One edge per source, target and relation; none from a group to itself."""
    moved = []
    for edge in graph.edges:
        source, target = to.get(edge.source, edge.source), to.get(edge.target, edge.target)
        if source != target or (source == edge.source and target == edge.target):
            label = edge.label or _asked(edge, graph, to)
            moved.append(replace(edge, source=source, target=target, label=label))
    return [merge(each) for each in grouped((edge.key, edge) for edge in moved).values()]


def _asked(edge: Edge, graph: Graph, to: Mapping[str, str]) -> str:
    """What a call asks for: the name of the state that makes it, or else of what is called."""
    if edge.relation != "invokes":
        return ""
    source, target = (graph.by_id[each] for each in (edge.source, edge.target))
    if source.kind == "state" and source.id in to:
        return caption(source)
    return caption(target) if target.id in to and not target.unresolved else ""


def merge(edges: list[Edge]) -> Edge:
    """Edges with one key as one: the firmest certainty, all evidence, events and labels."""
    if len(edges) == 1:
        return edges[0]
    labels = dict.fromkeys(part for edge in edges for part in edge.labels)
    return replace(
        edges[0],
        certainty=min((edge.certainty for edge in edges), key=CERTAINTIES.index),
        label="+".join(sorted(labels)),
        events=tuple(sorted({event for edge in edges for event in edge.events})),
        evidence=tuple(sorted({each for edge in edges for each in edge.evidence})),
        off=edges[0].off if all(edge.off for edge in edges) else "",
    )


def together(graphs: Sequence[Graph]) -> Graph:
    """The graphs beside one another in one, ids under their titles; a single graph is itself."""
    if len(graphs) == 1:
        return graphs[0]
    return Graph.of(
        " and ".join(graph.title for graph in graphs),
        [_titled(node, graph.title) for graph in graphs for node in graph.nodes],
        [_moved(edge, graph.title) for graph in graphs for edge in graph.edges],
    )


def _titled(node: Node, title: str) -> Node:
    return replace(node, id=f"{title}:{node.id}", stack=node.stack or title)


def _moved(edge: Edge, title: str) -> Edge:
    return replace(
        edge,
        source=f"{title}:{edge.source}",
        target=f"{title}:{edge.target}",
        events=tuple(f"{title}:{event}" for event in edge.events),
    )

"""The observed graph while it is made."""

from dataclasses import replace

from analysis.extract.policies.statements import SERVICES
from analysis.graph import Edge, Evidence, Graph, Node
from analysis.graph.model import EdgeKey

_MOST_EVIDENCE = 5  # sightings that an edge shows; a trace has hundreds of the same

OF_SERVICE = {name: service.kind for name, service in SERVICES.items()}
OF_SERVICE["stepfunctions"] = OF_SERVICE["states"]
CLIENT = "ext:client"


class Sketch:
    """Nodes and edges as they are seen; each edge keeps its first sightings."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._nodes: dict[str, Node] = {}
        self._edges: dict[EdgeKey, Edge] = {}

    def node(self, id_: str, kind: str, *, name: str = "", service: str = "") -> str:
        """A node was seen; what is known of it the first time stays."""
        known = self._nodes.get(id_)
        if known is None or (service and not known.service):
            self._nodes[id_] = Node(
                id_, kind, name or id_, service=service, outside=id_.startswith("ext:")
            )
        return id_

    def client(self) -> str:
        """Whoever begins from outside."""
        return self.node(CLIENT, "container", name="client")

    def event(self, channel: str, type_: str) -> str:
        """An event type was seen on a channel."""
        return self.node(f"{channel}/{type_}", "event", name=type_)

    def edge(
        self, source: str, target: str, relation: str, at: Evidence, *, label: str = "",
        event: str = "",
    ) -> None:  # fmt: skip
        """An edge was seen; ``event`` is the event type that passed it."""
        key = (source, target, relation)
        known = self._edges.get(key) or Edge(*key, "observed")
        labels, evidence = {*known.label.split(", "), label} - {""}, known.evidence
        self._edges[key] = replace(
            known,
            label=", ".join(sorted(labels)),
            events=tuple(sorted({*known.events, event} - {""})),
            evidence=evidence if at in evidence else (*evidence, at)[:_MOST_EVIDENCE],
        )

    def graph(self) -> Graph:
        """What was seen, all of it."""
        return Graph.of(self._title, self._nodes.values(), self._edges.values())

"""The observed graph while it is made."""

from analysis.graph import Edge, Evidence, Graph, Node

_MOST_EVIDENCE = 5  # sightings that an edge shows; a trace has hundreds of the same

OF_SERVICE = {
    "sns": "topic",
    "sqs": "queue",
    "events": "bus",
    "kinesis": "stream",
    "firehose": "stream",
    "dynamodb": "table",
    "s3": "bucket",
    "lambda": "function",
    "stepfunctions": "state machine",
    "states": "state machine",
}
CLIENT = "ext:client"


class Sketch:
    """Nodes and edges as they are seen; each edge keeps its first sightings."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._nodes: dict[str, Node] = {}
        self._edges: dict[tuple[str, str, str], dict[Evidence, None]] = {}
        self._labels: dict[tuple[str, str, str], set[str]] = {}
        self._events: dict[tuple[str, str, str], set[str]] = {}

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
        seen = self._edges.setdefault(key, {})
        if len(seen) < _MOST_EVIDENCE:
            seen[at] = None
        if label:
            self._labels.setdefault(key, set()).add(label)
        if event:
            self._events.setdefault(key, set()).add(event)

    def graph(self) -> Graph:
        """What was seen, all of it."""
        return Graph.of(
            self._title,
            self._nodes.values(),
            [
                Edge(
                    *key,
                    "observed",
                    ", ".join(sorted(self._labels.get(key, ()))),
                    tuple(sorted(self._events.get(key, ()))),
                    tuple(seen),
                )
                for key, seen in self._edges.items()
            ],
        )

"""For which messages each function is followed, and how they reach it."""

from collections.abc import Iterator, Mapping
from dataclasses import field

from analysis.code.aws import transports
from analysis.code.state import Key
from analysis.code.values import Input, Seq, Value
from analysis.extract.events.changing import Answered
from analysis.extract.events.channels import Road
from analysis.extract.extraction import roads
from analysis.fields.along import along, is_altered
from analysis.fields.drafts import Path
from analysis.fields.rows import Rows
from analysis.graph import Edge, Graph
from analysis.records import dataclass
from analysis.source.document import as_block
from analysis.source.entries import Entry
from analysis.source.resource import Resource
from analysis.source.system import System
from analysis.source.values import Reference, as_text

_TYPE_NAMES = (
    *("type", "eventType", "event_type", "EventType", "detail-type", "detailType", "detail_type"),
    *("eventName", "event_name", "messageType", "message_type", "event", "kind", "action", "name"),
)
_ONWARD, _CARRY = ("delivers", "triggers"), ("queue", "stream", "topic")


@dataclass(frozen=True, slots=True)
class HandlerRun:
    """A function followed for one message."""

    function: Resource
    start: Entry
    contract: str
    event: Value
    constants: Mapping[Key, object] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """What publishers are known to say of each event type: constants, and message attributes."""

    constants: dict[str, dict[tuple[str, ...], object]] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)


class Arrivals:
    """How messages reach functions, by the flow graph and the subscriptions."""

    def __init__(self, graph: Graph, system: System) -> None:
        self.graph = graph
        self.triggers: dict[str, list[Edge]] = {}
        self.onward: dict[str, list[Edge]] = {}
        self.reaching: dict[str, list[str]] = {}
        self._choosing: dict[str, set[object]] = {}  # channels of which code acts on some types
        for edge in graph.edges:
            if edge.relation in _ONWARD and graph.kind_of(edge.source) in _CARRY and not edge.off:
                self.onward.setdefault(edge.source, []).append(edge)
            by_api = edge.relation == "invokes" and graph.kind_of(edge.source) == "api"
            if edge.relation == "triggers" or by_api:
                self.triggers.setdefault(edge.target, []).append(edge)
            elif edge.relation == "reaches":
                self.reaching.setdefault(edge.target, []).append(edge.source)
                if edge.certainty == "read":
                    channel = graph.by_id[edge.source].attributes.get("channel", "")
                    self._choosing.setdefault(edge.target, set()).add(channel)
        self.raw = dict(_raw(system))
        self.roads = roads(system)
        steps = (step for several in self.roads.values() for road in several for step in road.steps)
        self.asked = {step.by for step in steps if isinstance(step, Answered)}
        """Functions whose answer goes on instead of what they were given."""

    def tables(self, function: str) -> list[str]:
        """The tables whose changes a function hears of."""
        triggers = self.triggers.get(function, ())
        return [each.source for each in triggers if self.graph.kind_of(each.source) == "table"]

    def hearers(self, table: str) -> list[str]:
        """The functions that hear of a table's changes."""
        return [
            function
            for function, triggers in self.triggers.items()
            if any(each.source == table for each in triggers)
            and self.graph.kind_of(function) == "function"
        ]

    def takers(self, channel: str) -> Mapping[str, frozenset[Path]]:
        """Who takes what is put on a channel and is of no type: each with where it has the message.

        Filters are passed by; where a message becomes another on the way, nobody is named.
        """
        found: dict[str, set[Path]] = {}
        waiting, seen = [(channel, Path())], {channel}
        while waiting:
            here, path = waiting.pop()
            for edge in self.onward.get(here, ()):
                if edge.relation == "triggers":
                    if not self.reaching.get(edge.target):
                        found.setdefault(edge.target, set()).add(path)
                elif self.graph.kind_of(edge.target) == "queue" and edge.target not in seen:
                    seen.add(edge.target)
                    raw = self.raw.get((here, edge.target), self.graph.kind_of(here) != "topic")
                    waiting.append((edge.target, path if raw else ("Message",)))
        return {taker: frozenset(paths) for taker, paths in found.items()}

    def changes(
        self, function: Resource, start: Entry, rows: Rows
    ) -> Iterator[tuple[str, HandlerRun]]:
        """The function followed for each state in which a row may be left, with the row's name."""
        for table in self.tables(function.id):
            for contract, state in rows.states(table).items():
                constants: dict[Key, object] = {(contract, (n,)): value for n, value in state}
                event = transports.changed(Input(contract), Input(f"table:{table}"))
                yield contract, HandlerRun(function, start, "", event, constants)

    def specific(self, function: Resource, start: Entry, told: Told) -> Iterator[HandlerRun]:
        """The function followed for each event type that reaches it, or that its code passes by."""
        for event in (*self.reaching.get(function.id, ()), *self._passed_by(function.id)):
            known = self._constants(event, told)
            constants: dict[Key, object] = {(event, path): each for path, each in known.items()}
            for name, value in told.attributes.get(event, {}).items():
                for each in transports.VALUES_OF_ATTRIBUTES:
                    constants[event, (transports.ATTRIBUTES, name, each)] = value
            for arriving in self._events(function.id, event):
                yield HandlerRun(function, start, event, arriving, constants)

    def _passed_by(self, function: str) -> list[str]:
        """What comes to a function whose code looks at no more of it than the type."""
        channels = self._choosing.get(function, ())
        several = self.graph.nodes if channels else ()
        events = [each for each in several if each.attributes.get("channel") in channels]
        return [each.id for each in events if each.id not in self.reaching[function]]

    def _constants(self, event: str, told: Told) -> Mapping[tuple[str, ...], object]:
        name = event.rpartition("/")[2]
        usual: dict[Path, object] = {("detail-type",): name}
        if event not in told.constants and self.graph.kind_of(event.rpartition("/")[0]) != "bus":
            usual = {(each,): name for each in _TYPE_NAMES}
        return usual | told.constants.get(event, {})

    def _events(self, function: str, event: str) -> Iterator[Value]:
        triggers = self.triggers.get(function, [])
        several = self.roads.get((event, function), ())
        altered = [road for road in several if is_altered(road)]
        for road in altered:
            yield self._altered(Input(event), road)
        other = {road.last for road in several} - {road.last for road in altered}
        if altered and not other:
            return
        seen = set()
        for edge in [each for each in triggers if event in each.events] or triggers:
            kind = self.graph.kind_of(edge.source)
            if (kind, edge.source) not in seen and (edge.key in other or not altered):
                seen.add((kind, edge.source))
                yield self._carried(Input(event), edge.source, kind)
        if not triggers:
            yield Input(event)

    def _altered(self, message: Input, road: Road) -> Value:
        value = along(road, message)
        kind = self.graph.kind_of(road.last[0])
        return Seq(rest=value) if kind == "pipe" else _brought(kind, value)

    def _carried(self, message: Input, source: str, kind: str) -> Value:
        channel = message.contract.rpartition("/")[0]
        if kind == "queue":
            inner: Value = message
            if self.graph.kind_of(channel) == "topic":
                raw = self.raw.get((channel, source))
                inner = transports.enveloped(message, raw=raw)
            return transports.queued(inner, transports.attributes_of(message))
        return _brought(kind, message, transports.attributes_of(message))


def _brought(kind: str, message: Value, attributes: Value = transports.NOTHING_KNOWN) -> Value:
    """An event with a message in it, by the kind of what brings it."""
    if kind == "queue":
        return transports.queued(message, attributes)
    if kind == "topic":
        return transports.published(message, attributes)
    return transports.streamed(message) if kind == "stream" else message


def _raw(system: System) -> Iterator[tuple[tuple[str, str], bool]]:
    """Whether a topic hands its messages to a queue as they are."""
    for each in system.of("AWS::SNS::Subscription"):
        topic = each.properties.get("TopicArn")
        queue = each.properties.get("Endpoint")
        if isinstance(topic, Reference) and isinstance(queue, Reference):
            raw = as_text(as_block(each.properties).get("RawMessageDelivery"))
            yield (topic.resource, queue.resource), raw.lower() == "true"

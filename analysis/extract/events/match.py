"""Joins what is said with who hears it: event types, who emits them, and whom they reach."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.extract.events.channels import Alterations, Channels, Road
from analysis.extract.events.documents import texts_at
from analysis.extract.events.event_types import EventTypes
from analysis.extract.events.in_transit import Said
from analysis.extract.events.naming import (
    SURE_TYPE_FIELDS,
    NamedTypes,
    conventional,
    in_body,
    normal,
    sources_of,
    type_attribute,
)
from analysis.extract.events.said import Emission, Subscription, asked_for, said_by
from analysis.graph import Edge, Evidence, Node
from analysis.graph.model import EdgeKey
from analysis.records import dataclass
from analysis.walking import grouped

_MOST_GUESSES = 2_000  # publishers times types on one channel; beyond it a guess tells nothing
_REST = Node(
    "unresolved:events/rest",
    "unresolved",
    "events that were not followed",
    reason="too many event types may pass too many subscriptions; not all of them were followed",
)


@dataclass(frozen=True)
class Matched:
    """Event types as nodes, `emits` and `reaches` as edges, and by flow edge what passes it.

    ``roads`` are the ways on which an event type comes to who hears it.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    passing: Mapping[EdgeKey, tuple[str, ...]]
    roads: Mapping[tuple[str, str], tuple[Road, ...]]

    def labelled(self, edges: Iterable[Edge]) -> Iterator[Edge]:
        """The flow edges with the event types that pass them."""
        for edge in edges:
            events = self.passing.get(edge.key)
            yield replace(edge, events=events) if events else edge


def match(
    emissions: Sequence[Emission],
    subscriptions: Sequence[Subscription],
    nodes: Mapping[str, Node],
    edges: Iterable[Edge],
    changes: Alterations | None = None,
) -> Matched:
    """What passes from whom to whom, by the filters on the way.

    Publishers of which no more is known than that they publish are taken, inferred, to say the
    types that subscribers of the channel ask for and that nobody is known to say.
    """
    edges = tuple(edges)
    spoken = [*emissions, *_unread(emissions, edges)]
    speakers = frozenset(emission.publisher for emission in emissions)
    channels = Channels(edges, nodes, subscriptions, speakers, changes or {})
    found = EventTypes(nodes)
    silent = _say_known(spoken, channels, found)
    _say_guessed(silent, channels, found)
    _say_awaited(subscriptions, channels, found)
    nodes_found = (*found.nodes(), *((_REST,) if channels.exhausted else ()))
    return Matched(nodes_found, found.edges(), found.passing(), found.roads())


def _unread(emissions: Sequence[Emission], edges: Iterable[Edge]) -> Iterator[Emission]:
    """An emission for each publisher of which nothing was read but the edge."""
    read = {(emission.publisher, emission.channel) for emission in emissions}
    for edge in edges:
        if edge.relation == "publishes" and (edge.source, edge.target) not in read:
            at = edge.evidence[0] if edge.evidence else Evidence("")
            yield Emission(edge.source, edge.target, at, edge.certainty)


def _say_known(
    spoken: Sequence[Emission], channels: Channels, found: EventTypes
) -> list[tuple[Said, Emission]]:
    """Follow what is known by its type; returned is what is not, by publisher."""
    silent: list[tuple[Said, Emission]] = []
    telling: set[tuple[str, str]] = set()
    for emission in spoken:
        on_bus = channels.kinds.get(emission.channel) == "bus" or emission.source is not None
        said = said_by(emission, on_bus=on_bus)
        types = list(_types_of(emission, said, channels))
        if not types:
            silent.append((said, emission))
            continue
        telling.add((emission.publisher, emission.channel))
        for field, value in types:
            typed = replace(said, field=field, value=value)
            found.say(typed, channels.way_of(typed), emission, emission.certainty)
    # A permission tells nothing more once the calls themselves were read.
    return [
        (said, emission)
        for said, emission in silent
        if emission.certainty != "inferred" or (emission.publisher, emission.channel) not in telling
    ]


def _types_of(emission: Emission, said: Said, channels: Channels) -> Iterator[tuple[str, str]]:
    if said.on_bus:
        yield from (("detail-type", value) for value in emission.types)
        return
    asked = [each.named for each in channels.on[emission.channel] if each.named.field]
    usual = [each.field for each in asked if conventional(each.field)]
    field = type_attribute(emission.attributes) or next(iter(usual or [e.field for e in asked]), "")
    if emission.types:
        yield from ((field if conventional(field) else "", value) for value in emission.types)
    elif conventional(field) and field in emission.attributes:
        yield from ((field, value) for value in emission.attributes[field] if value)
    else:
        yield from _types_in(emission, asked)


def _types_in(emission: Emission, asked: Sequence[NamedTypes]) -> Iterator[tuple[str, str]]:
    """The type in a body or an attribute: where filters look for it, or where it usually is."""
    usual = [each for each in asked if conventional(each.field)]
    known = [
        each for each in (emission.detail, *emission.texts.values()) if isinstance(each, Mapping)
    ]
    own = next(filter(None, map(type_attribute, known)), "")
    places = [(each.field, in_body(each)) for each in usual]
    places += [(own, (own,))] if normal(own) in SURE_TYPE_FIELDS else []
    places += [(each.field, in_body(each)) for each in asked]
    for field, path in places:
        bodies = (emission.detail, *emission.texts.values())
        inside = dict.fromkeys(text for body in bodies for text in texts_at(body, path))
        if found := tuple(inside) or emission.attributes.get(field, ()):
            yield from ((field, value) for value in found)
            return


def _say_guessed(
    silent: Sequence[tuple[Said, Emission]], channels: Channels, found: EventTypes
) -> None:
    def key(said: Said, emission: Emission) -> object:
        attributes = tuple(sorted(said.attributes.items()))
        return said.channel, said.source, attributes, id(said.detail), emission.begins

    def hands_on(emission: Emission) -> bool:
        """Whether it is a pipe, and something that is known goes through it."""
        edge = (emission.publisher, emission.channel, "publishes")
        return channels.kinds.get(emission.publisher) == "pipe" and edge in found.passed

    guesses = []
    unknown = [each for each in silent if not hands_on(each[1])]
    for several in grouped((key(*each), each) for each in unknown).values():
        said, emission = several[0]
        untold = [
            each
            for each in _asked_on(said, channels)
            if not found.is_said(each) and (each.value or "").startswith(emission.begins)
        ]
        if len(untold) * len(several) <= _MOST_GUESSES:
            guesses += [(each, several) for each in untold]
    for typed, several in guesses:
        way = channels.way_of(typed)
        for _, emission in several:
            if emission.publisher not in way.heard_by:  # nobody is started by what it says itself
                found.say(typed, way, emission, "inferred")


def _asked_on(said: Said, channels: Channels) -> list[Said]:
    """What those ask for who may hear this, each once."""
    asked: dict[tuple[str, str | None], Said] = {}
    for each in channels.way_of(said).filters:
        sources = sources_of(each.subscription.pattern) if said.on_bus else ()
        if said.source is None and sources and all(name.startswith("aws.") for name in sources):
            continue  # only AWS itself may say so
        source = said.source or (sources[0] if len(sources) == 1 else None)
        for value in each.named.types:
            typed = replace(said, field=each.named.field, value=value, source=source)
            asked.setdefault((typed.name, source), typed)
    return list(asked.values())


def _say_awaited(
    subscriptions: Sequence[Subscription], channels: Channels, found: EventTypes
) -> None:
    """Event types that are asked for, and that nothing read says."""
    for channel in sorted({each.channel for each in subscriptions}):
        for each in channels.on[channel]:
            subscription, named = each.subscription, each.named
            for value in named.types:
                if found.was_let_through(subscription, value) or found.is_no_type(each):
                    continue
                said = asked_for(subscription, named, value)
                way = channels.way_of(said)
                if not channels.lets_through(each, way):
                    continue  # nothing can ever be what it asks for
                sources = sources_of(subscription.pattern) if said.on_bus else ()
                found.await_(said, way, subscription, sources)

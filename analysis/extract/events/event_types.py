"""What was found of the event types so far: who says them, whom they reach, what they pass."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from analysis.extract.events.channels import Course, Filter, Road
from analysis.extract.events.in_transit import Said
from analysis.extract.events.naming import conventional
from analysis.extract.events.said import Emission, Subscription
from analysis.graph import CERTAINTIES, Edge, Evidence, Node
from analysis.graph.model import EdgeKey
from analysis.records import dataclass
from analysis.walking import grouped

_MOST_EVIDENCE = 8  # an edge shows no more


@dataclass(frozen=True)
class Telling:
    """Something said, where it went, and who says it; ``publisher`` is empty if nobody does."""

    said: Said
    way: Course
    at: Evidence
    publisher: str = ""
    certainty: str = ""
    sources: tuple[str, ...] = ()


class EventTypes:
    """Collects event types; what is said twice alike is one. ``passed`` are the edges gone over."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes
        self._tellings: dict[tuple[str, str], list[Telling]] = defaultdict(list)
        self._let_through: set[tuple[int, str]] = set()
        self._fields_through: dict[int, set[str]] = defaultdict(set)
        self.passed: set[EdgeKey] = set()

    def say(self, said: Said, way: Course, emission: Emission, certainty: str) -> None:
        """Somebody says this."""
        sources = (said.source,) if said.source else ()
        self._tell(Telling(said, way, emission.at, emission.publisher, certainty, sources))

    def await_(
        self, said: Said, way: Course, subscription: Subscription, sources: Sequence[str]
    ) -> None:
        """A subscriber asks for this, and nobody says it."""
        self._tell(Telling(said, way, subscription.at, sources=tuple(sources)))

    def is_said(self, said: Said) -> bool:
        """Whether somebody is known to say this event type, of this source, on its channel."""
        return any(
            each.publisher
            and (
                None
                in (
                    said.source,
                    each.said.source,
                )
                or each.said.source == said.source
            )
            for each in self._tellings.get((said.channel, said.name), ())
        )

    def was_let_through(self, subscription: Subscription, value: str) -> bool:
        """Whether something of this type came to the subscription and passed."""
        return (id(subscription), value) in self._let_through

    def is_no_type(self, asking: Filter) -> bool:
        """Whether a filter asks for a field of messages whose type is said by another."""
        through = self._fields_through.get(id(asking.subscription), set())
        return not conventional(asking.named.field) and bool(through - {asking.named.field})

    def _tell(self, telling: Telling) -> None:
        said = telling.said
        self._tellings[said.channel, said.name].append(telling)
        self._let_through |= telling.way.met
        self.passed |= telling.way.passed
        for each in telling.way.filters:
            self._let_through.add((id(each.subscription), said.value or ""))
            if telling.publisher:
                self._fields_through[id(each.subscription)].add(said.field)

    def types(self) -> Iterator[tuple[str, str, str, list[Telling]]]:
        """Each event type: id, name, channel, and how it was told.

        The same detail-type from two sources is one type if the same readers hear both, else two.
        """
        for (channel, name), tellings in sorted(self._tellings.items()):
            for variant, several in _variants(name, tellings).items():
                yield f"{channel}/{variant}", variant, channel, several

    def nodes(self) -> tuple[Node, ...]:
        """The event types as nodes."""
        return tuple(self._node(*each) for each in self.types())

    def edges(self) -> tuple[Edge, ...]:
        """Who emits and whom it reaches."""
        found: dict[EdgeKey, tuple[str, dict[Evidence, None]]] = {}

        def add(key: EdgeKey, certainty: str, evidence: Sequence[Evidence]) -> None:
            before, seen = found.get(key, (certainty, {}))
            firmer = min(before, certainty, key=CERTAINTIES.index)
            found[key] = (firmer, seen | dict.fromkeys(evidence))

        for id_, _, _, tellings in self.types():
            for each in tellings:
                if each.publisher:
                    add((each.publisher, id_, "emits"), each.certainty, (each.at,))
            for way in _ways(tellings):
                for reader, (certainty, evidence) in way.heard_by.items():
                    add((id_, reader, "reaches"), certainty, evidence)
        return tuple(
            Edge(*key, certainty, evidence=tuple(seen)[:_MOST_EVIDENCE])
            for key, (certainty, seen) in sorted(found.items())
        )

    def passing(self) -> dict[EdgeKey, tuple[str, ...]]:
        """By flow edge, the event types that pass it."""
        found: dict[EdgeKey, set[str]] = defaultdict(set)
        for id_, _, channel, tellings in self.types():
            for way in _ways(tellings):
                for key in way.passed:
                    found[key].add(id_)
            for each in tellings:
                if each.publisher:
                    found[each.publisher, channel, "publishes"].add(id_)
                    found[each.publisher, channel, "delivers"].add(id_)
        return {key: tuple(sorted(events)) for key, events in sorted(found.items())}

    def roads(self) -> dict[tuple[str, str], tuple[Road, ...]]:
        """By event type and who hears it, the ways on which it comes there."""
        found: dict[tuple[str, str], dict[Road, None]] = defaultdict(dict)
        for id_, _, _, tellings in self.types():
            for way in _ways(tellings):
                for reader, several in way.roads.items():
                    found[id_, reader].update(several)
        return {key: tuple(several) for key, several in found.items()}

    def _node(self, id_: str, name: str, channel: str, tellings: Sequence[Telling]) -> Node:
        on = self._nodes.get(channel, Node(channel, ""))
        publishers = sorted({each.publisher for each in tellings} - {""})
        sources = sorted({source for each in tellings for source in each.sources})
        known = [each.said.detail for each in tellings if isinstance(each.said.detail, Mapping)]
        fields = sorted({str(name) for detail in known for name in detail})
        of_aws = bool(sources) and all(each.startswith("aws.") for each in sources)
        owner = self._owner(publishers) or on
        attributes: dict[str, object] = {"channel": channel}
        if sources:
            attributes["source"] = sources
        if fields:
            attributes["fields"] = fields
        if not publishers and not of_aws:
            attributes["sent"] = False
        if not any(each.way.heard_by for each in tellings):
            attributes["heard"] = False
        return Node(
            id_,
            "event",
            name,
            stack=on.stack,
            service=owner.service,
            team=owner.team,
            outside=not publishers and of_aws,
            evidence=tuple(sorted({each.at for each in tellings}))[:_MOST_EVIDENCE],
            attributes=attributes,
        )

    def _owner(self, publishers: Sequence[str]) -> Node | None:
        """The publisher whose service the event type belongs to, where it is one service's."""
        known = [self._nodes[each] for each in publishers if each in self._nodes]
        services = {node.service for node in known}
        return known[0] if len(services) == 1 and services != {""} else None


def _ways(tellings: Sequence[Telling]) -> list[Course]:
    """Where they went, once each: publishers that are taken alike share a way."""
    return list({id(each.way): each.way for each in tellings}.values())


def _variants(name: str, tellings: Sequence[Telling]) -> dict[str, list[Telling]]:
    said = {each.said.source or "" for each in tellings if each.publisher}
    found = grouped(
        ((source, not telling.publisher and source in said), telling)
        for telling in tellings
        for source in (telling.said.source or "",)
    )
    readers = {
        frozenset(r for way in _ways(several) for r in way.heard_by) for several in found.values()
    }
    if len(readers) == 1:
        return {name: list(tellings)}
    several_sources = len({source for source, _ in found}) > 1
    return {
        _called(name, source if several_sources else "", awaited): several
        for (source, awaited), several in found.items()
    }


def _called(name: str, source: str, awaited: bool) -> str:
    of_source = f"{source}:{name}" if source else name
    return f"{of_source} (awaited)" if awaited else of_source

"""How a message goes on from channel to channel, and who hears it at last."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.extract.events.naming import NamedTypes, conventional, named_by
from analysis.extract.events.operators import Passing, some
from analysis.extract.events.said import Said, Subscription, heard
from analysis.graph import CERTAINTIES, Edge, Evidence
from analysis.graph.kinds import with_trait
from analysis.graph.model import EdgeKey

ONWARD = frozenset({"routes", "delivers", "triggers"})
OF_PIPES = frozenset({"delivers", "triggers", "invokes", "publishes"})
# What hands a message on; anything else that gets one reads it.
TRANSIT = frozenset({*with_trait("passes on"), "pipe"})

# How many edges events are tried on, all together, and how much more it is to pass one: some
# seconds' work.
_MOST_STEPS, _TO_PASS = 400_000, 3
_MOST_EVIDENCE = 8


@dataclass(frozen=True)
class Filter:
    """A subscription, and the types that it names."""

    subscription: Subscription
    named: NamedTypes


@dataclass
class Course:
    """Where a message went: who heard it (certainty, evidence), over which edges and filters."""

    heard_by: dict[str, tuple[str, tuple[Evidence, ...]]] = field(default_factory=dict)
    passed: set[EdgeKey] = field(default_factory=set)
    filters: list[Filter] = field(default_factory=list)


class Channels:
    """The edges over which messages go on, and the filters on them.

    ``exhausted`` says that not everything was followed: every type may pass every edge, which in
    a system made for it is more than anybody can wait for.
    """

    def __init__(
        self,
        edges: Iterable[Edge],
        kinds: Mapping[str, str],
        subscriptions: Sequence[Subscription],
        speakers: frozenset[str],
    ) -> None:
        self.kinds = kinds
        self._steps = 0
        self._verdicts: dict[tuple[object, ...], Passing] = {}
        self._kept: list[Said] = []
        self.filters: dict[EdgeKey, list[Filter]] = defaultdict(list)
        self.on: dict[str, list[Filter]] = defaultdict(list)
        known = {edge.key: edge for edge in edges}
        for subscription in subscriptions:
            self._add(subscription, known)
        self._onward: dict[str, list[Edge]] = defaultdict(list)
        # Edges on which nothing but named types passes: by channel and field, then by type too.
        self._sorted: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
        self._only: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
        for edge in known.values():
            self._connect(edge, speakers)

    def _add(self, subscription: Subscription, known: Mapping[EdgeKey, Edge]) -> None:
        found = Filter(subscription, named_by(subscription.pattern, subscription.scope))
        self.on[subscription.channel].append(found)
        keys = [key for key in subscription.edges if key[0] == subscription.channel]
        if not keys:
            ends = (subscription.channel, subscription.subscriber)
            keys = [(*ends, relation) for relation in sorted(ONWARD) if (*ends, relation) in known]
        for key in keys:
            self.filters[key].append(found)

    def _connect(self, edge: Edge, speakers: frozenset[str]) -> None:
        pipe = self.kinds.get(edge.source) == "pipe"
        if edge.relation not in (OF_PIPES if pipe else ONWARD):
            return
        if pipe and edge.source in speakers and edge.relation == "publishes":
            return  # what it says there was read by itself
        filters = self.filters.get(edge.key, [])
        groups = {_group(each.named.field) for each in filters if each.named.only}
        if len(groups) == 1 and all(each.named.only for each in filters):
            [group] = groups
            self._sorted[edge.source][group].append(edge)
            for value in sorted({value for each in filters for value in each.named.types}):
                self._only[edge.source, group, value].append(edge)
        else:
            self._onward[edge.source].append(edge)

    @property
    def exhausted(self) -> bool:
        """Whether events were no longer followed."""
        return self._steps > _MOST_STEPS

    def way_of(self, said: Said) -> Course:
        """Where something said goes, along every edge whose filter may let it pass."""
        way = Course()
        firmest: dict[str, str] = {said.channel: "declared"}
        waiting: list[tuple[str, tuple[Evidence, ...]]] = [(said.channel, ())]
        for node, evidence in waiting:  # grows while it is read
            edges = self._edges(node, said)
            if not edges and node != said.channel and not self._leads_on(node):
                _hear(way, node, firmest[node], evidence)
            for edge in edges:
                self._steps += 1
                certainty = "" if self.exhausted else self._passing(edge, said, way)
                if not certainty:
                    continue
                self._steps += _TO_PASS
                certainty = _weaker(firmest[node], certainty)
                seen = (*evidence, *self._shown(edge))[:_MOST_EVIDENCE]
                if self.kinds.get(edge.target) not in TRANSIT:
                    _hear(way, edge.target, certainty, seen)
                elif firmest.get(edge.target) not in ("declared", certainty):
                    firmest[edge.target] = certainty
                    waiting.append((edge.target, seen))
        return way

    def _leads_on(self, node: str) -> bool:
        return bool(self._onward.get(node) or self._sorted.get(node))

    def _edges(self, node: str, said: Said) -> list[Edge]:
        found = list(self._onward.get(node, ()))
        for group, edges in self._sorted.get(node, {}).items():
            if said.value is not None and (not said.field or _group(said.field) == group):
                found += self._only.get((node, group, said.value), ())
            else:
                found += edges
        return found

    def _passing(self, edge: Edge, said: Said, way: Course) -> str:
        """With which certainty something passes an edge, or "" where it does not."""
        filters = self.filters.get(edge.key)
        if not filters:
            way.passed.add(edge.key)
            return edge.certainty
        verdicts = [(each, self._verdict(each, said)) for each in filters]
        let_through = [(each, verdict) for each, verdict in verdicts if verdict > Passing.NO]
        if not let_through:
            return ""
        way.passed.add(edge.key)
        way.filters.extend(each for each, _ in let_through)
        named = any(said.value in each.named.types for each, _ in let_through)
        sure = named or some(verdict for _, verdict in let_through) is Passing.YES
        return edge.certainty if sure else _weaker(edge.certainty, "inferred")

    def _verdict(self, each: Filter, said: Said) -> Passing:
        """Whether a filter lets it pass; where it asks for no type, all types fare alike."""
        self._steps += len(each.named.types) // 50
        if each.named.path or each.subscription.scope == "Record":
            return heard(each.subscription, each.named, said)
        alike = (id(each), said.source, id(said.attributes), id(said.detail), said.whole)
        if alike not in self._verdicts:
            self._verdicts[alike] = heard(each.subscription, each.named, said)
            self._kept.append(said)  # or another may come to have its identity
        return self._verdicts[alike]

    def _shown(self, edge: Edge) -> tuple[Evidence, ...]:
        filters = self.filters.get(edge.key)
        if filters:
            return tuple(each.subscription.at for each in filters)
        return edge.evidence[:1]


def _group(field: str) -> str:
    """Fields that usually say the type are taken for the same one."""
    return "" if conventional(field) else field


def _hear(way: Course, node: str, certainty: str, evidence: tuple[Evidence, ...]) -> None:
    before = way.heard_by.get(node)
    if before is None or before[0] == "inferred" != certainty:
        way.heard_by[node] = (certainty, evidence)


def _weaker(one: str, other: str) -> str:
    return max(one, other, key=CERTAINTIES.index)

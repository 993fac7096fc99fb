"""How a message goes on from channel to channel, and who hears it at last."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from analysis.extract.events.changing import Alteration, Delivered
from analysis.extract.events.documents import texts_at
from analysis.extract.events.in_transit import InTransit, Said, record_kind
from analysis.extract.events.naming import NamedTypes, conventional, named_by
from analysis.extract.events.operators import Passing
from analysis.extract.events.patterns import depends
from analysis.extract.events.said import Subscription, heard
from analysis.graph import CERTAINTIES, Edge, Evidence, Node
from analysis.graph.kinds import with_trait
from analysis.graph.model import EdgeKey
from analysis.records import dataclass

ONWARD = frozenset({"routes", "delivers", "triggers"})
OF_PIPES = frozenset({"delivers", "triggers", "invokes", "publishes"})
# What hands a message on; anything else that gets one reads it.
TRANSIT = frozenset({*with_trait("passes on"), "pipe"})

# How many edges events are tried on, all together, and how much more it is to pass one: some
# seconds' work.
_MOST_STEPS, _TO_PASS = 400_000, 3
_MOST_EVIDENCE = 8
_MOST_ALTERATIONS = 5  # one after the other; what comes round and round changes without end

Alterations = Mapping[EdgeKey, Sequence[Alteration | None]]
"""What becomes of a message on an edge, once for each way in which it is handed on."""


@dataclass(frozen=True, eq=False)
class Filter:
    """A subscription, and the types that it names."""

    subscription: Subscription
    named: NamedTypes


@dataclass(frozen=True, slots=True)
class Road:
    """One way of a message: the edge it came over last, what it passed, and what it became."""

    last: EdgeKey
    steps: tuple["Filter | Alteration", ...] = ()


@dataclass
class Course:
    """Where a message went: who heard it (certainty, evidence), over which edges and filters.

    ``met`` are the types that filters found in it, wherever they look for one; ``roads`` how it
    came to each who heard it, and to pipes, with what each makes of it.
    """

    heard_by: dict[str, tuple[str, tuple[Evidence, ...]]] = field(default_factory=dict)
    passed: set[EdgeKey] = field(default_factory=set)
    filters: list[Filter] = field(default_factory=list)
    met: set[tuple[int, str]] = field(default_factory=set)
    roads: dict[str, dict[Road, None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Step:
    """A message at a node, and how it came there."""

    node: str
    carried: InTransit
    certainty: str
    road: Road
    evidence: tuple[Evidence, ...] = ()
    changes: tuple[Alteration, ...] = ()


class Channels:
    """The edges over which messages go on, and the filters on them.

    ``exhausted`` says that not everything was followed: every type may pass every edge, which in
    a system made for it is more than anybody can wait for.
    """

    def __init__(
        self,
        edges: Iterable[Edge],
        nodes: Mapping[str, Node],
        subscriptions: Sequence[Subscription],
        speakers: frozenset[str],
        changes: Alterations,
    ) -> None:
        self.kinds = {node.id: node.kind for node in nodes.values()}
        self._records = {node.id: record_kind(node) for node in nodes.values()}
        self._changes = changes
        self._of_pipes: dict[str, list[Alteration]] = defaultdict(list)
        for (source, _, _), several in changes.items():
            if self.kinds.get(source) == "pipe":
                self._of_pipes[source] += [each for each in several if each is not None]
        self._steps = 0
        self._placed: set[int] = set()
        self._verdicts: dict[tuple[object, ...], tuple[Passing, Any]] = {}
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
        for key in (each for each in keys if each in known and not known[each].off):
            self.filters[key].append(found)
            self._placed.add(id(found))

    def _connect(self, edge: Edge, speakers: frozenset[str]) -> None:
        if edge.off:
            return
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

    def lets_through(self, each: Filter, way: Course) -> bool:
        """Whether a filter let pass what went this way, as far as that could be seen."""
        return each in way.filters or id(each) not in self._placed or self.exhausted

    def way_of(self, said: Said) -> Course:
        """Where something said goes, along every edge whose filter may let it pass."""
        way = Course()
        firmest: dict[object, str] = {(said.channel, ()): "declared"}
        waiting = [_Step(said.channel, InTransit.of(said), "declared", Road(("", "", "")))]
        for step in waiting:  # grows while it is read
            certainty = firmest[step.node, step.changes]
            edges = self._edges(step)
            if not edges and step.node != said.channel and not self._leads_on(step.node):
                _hear(way, step.node, certainty, step.evidence, step.road)
            for edge in edges:
                self._steps += 1
                passing, filters = ("", []) if self.exhausted else self._passing(edge, step, way)
                if not passing:
                    continue
                self._steps += _TO_PASS
                sure = _weaker(certainty, passing)
                seen = (*step.evidence, *self._shown(edge))[:_MOST_EVIDENCE]
                for there in self._onto(edge, step, sure, filters, seen):
                    for given in self._of_pipes.get(edge.target, ()):
                        road = Road(edge.key, (*there.road.steps, given))
                        way.roads.setdefault(edge.target, {})[road] = None
                    if self.kinds.get(edge.target) not in TRANSIT:
                        _hear(way, edge.target, sure, seen, there.road)
                    elif firmest.get((there.node, there.changes)) not in ("declared", sure):
                        firmest[there.node, there.changes] = sure
                        waiting.append(there)
        return way

    def _onto(
        self,
        edge: Edge,
        step: _Step,
        certainty: str,
        filters: list[Filter],
        evidence: tuple[Evidence, ...],
    ) -> Iterator[_Step]:
        """What comes to the end of an edge, once for each input that it is given."""
        before = (*step.road.steps, *filters)
        for change in self._changes.get(edge.key, (None,)):
            if change is None:
                road = Road(edge.key, before)
                carried, changes = step.carried, step.changes
            elif len(step.changes) < _MOST_ALTERATIONS:
                road = Road(edge.key, (*before, change))
                carried, changes = change.of(step.carried), (*step.changes, change)
            else:
                continue
            yield _Step(edge.target, carried, certainty, road, evidence, changes)

    def _leads_on(self, node: str) -> bool:
        return bool(self._onward.get(node) or self._sorted.get(node))

    def _edges(self, step: _Step) -> list[Edge]:
        node, said = step.node, step.carried.said
        found = list(self._onward.get(node, ()))
        usual = said.value is not None and not step.carried.changed
        usual = usual and (said.on_bus or not said.whole)
        for group, edges in self._sorted.get(node, {}).items():
            if usual and (not said.field or _group(said.field) == group):
                found += self._only.get((node, group, said.value or ""), ())
            else:
                found += edges
        return found

    def _passing(self, edge: Edge, step: _Step, way: Course) -> tuple[str, list[Filter]]:
        """With which certainty something passes an edge, "" where it does not; and its filters."""
        filters = self.filters.get(edge.key)
        if not filters:
            way.passed.add(edge.key)
            return edge.certainty, []
        carried = self._before(edge, step.carried)
        verdicts = [(each, *self._verdict(each, carried, step)) for each in filters]
        passed = [each for each in verdicts if each[1] > Passing.NO]
        if not passed:
            return "", []
        way.passed.add(edge.key)
        through = [each for each, _, _ in passed]
        way.filters.extend(through)
        sure = False
        for each, verdict, event in passed:
            named = not carried.changed and carried.said.value in each.named.types
            sure = sure or named or verdict is Passing.YES
            sure = sure or depends(each.subscription.pattern, event)
            if each.named.path and verdict is Passing.YES:
                found = texts_at(event, each.named.place)
                way.met.update((id(each.subscription), value) for value in found)
        firmest = min((each.subscription.certainty for each in through), key=CERTAINTIES.index)
        return _weaker(edge.certainty, firmest if sure else "inferred"), through

    def _before(self, edge: Edge, carried: InTransit) -> InTransit:
        """What the filters on an edge of a topic look at: the text for its protocol."""
        for change in self._changes.get(edge.key, ()) if carried.texts else ():
            if isinstance(change, Delivered):
                return carried.for_protocol(change.protocol)
        return carried

    def _verdict(self, each: Filter, carried: InTransit, step: _Step) -> tuple[Passing, Any]:
        """Whether a filter lets it pass; where it asks for no type, all types fare alike."""
        self._steps += len(each.named.types) // 50
        said, kind = carried.said, self._records.get(each.subscription.channel, "")
        if each.named.path or each.subscription.scope == "Record":
            return heard(each.subscription, each.named, carried, kind)
        alike = (id(each), said.source, id(said.attributes), id(said.detail), said.whole,
                 step.changes)  # fmt: skip
        if alike not in self._verdicts:
            self._verdicts[alike] = heard(each.subscription, each.named, carried, kind)
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


def _hear(
    way: Course, node: str, certainty: str, evidence: tuple[Evidence, ...], road: Road
) -> None:
    before = way.heard_by.get(node)
    if before is None or before[0] == "inferred" != certainty:
        way.heard_by[node] = (certainty, evidence)
    way.roads.setdefault(node, {})[road] = None


def _weaker(one: str, other: str) -> str:
    return max(one, other, key=CERTAINTIES.index)

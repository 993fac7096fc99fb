"""Which events are refusals: the other outcome of a step, which leads only back.

Of two outcomes of one heard event, one leads on where it sets somebody to work who has not acted
before; the other leads back where only those act again who have: it refuses. Where neither leads
on, that one refuses which comes to where refusals come, or which has a step in between done again
(the end is told, at most, to whoever began). Only where all that tells nothing does a name decide.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

from analysis.graph import Edge
from analysis.graph.kinds import with_trait
from analysis.graph.views import owners
from analysis.prediction.names import event_name, refuses, undoes
from analysis.prediction.process.leading import Leading, above
from analysis.walking import grouped, reached

Events = Set[str]
Tells = Callable[[str, str, Events], bool]

_STORES = with_trait("rows")


@dataclass(frozen=True)
class Refusing:
    """The refusals among a system's events."""

    leading: Leading

    @cached_property
    def refusals(self) -> dict[str, str]:
        """Each event that refuses a step, and that step's event."""
        return self._told[0]

    @property
    def by_name(self) -> frozenset[str]:
        """The refusals that only their names tell."""
        return self._told[1]

    def leads_back(self, event: str) -> bool:
        """Whether it refuses something, or comes of what does."""
        return event in self.refusals or event in self.back

    @cached_property
    def back(self) -> frozenset[str]:
        """The events that come of refusals only, however long after."""
        return self._back(self.refusals.keys())

    @cached_property
    def _told(self) -> tuple[dict[str, str], frozenset[str]]:
        """What structure tells, until it tells nothing more; then names, and what follows then."""
        found: dict[str, str] = {}
        named: set[str] = set()
        while True:
            more = self._more(found, self._by_structure)
            if not more:
                more = self._more(found, self._by_name)
                named |= more.keys()
            if not more:
                return dict(sorted(found.items())), frozenset(named)
            found |= more

    def _more(self, known: dict[str, str], tells: Tells) -> dict[str, str]:
        """For each event that refuses another one, that of which it is the other outcome."""
        back = self._back(known.keys())
        rivals: dict[str, dict[str, int]] = defaultdict(dict)
        for event, other in sorted(self._pairs):
            told = known.keys() | back
            if not told & {event, other} and tells(event, other, told):
                rivals[event][other] = len(
                    self.leading.causes[event].keys() & self.leading.causes[other].keys()
                )
        refused = {event: max(sorted(of), key=of.__getitem__) for event, of in rivals.items()}
        return {event: of for event, of in refused.items() if of not in refused}

    @cached_property
    def _pairs(self) -> Mapping[tuple[str, str], bool]:
        """Every two outcomes of one deed, and whether code tells that they exclude one another."""
        found: dict[tuple[str, str], bool] = {}
        for (component, heard), said in self.leading.said_on.items():
            for pair in permutations(said, 2):
                known = self.leading.hearing.exclude(component, heard, *pair)
                if known is not False:
                    found[pair] = found.get(pair, False) or known is True
        return found

    def _by_structure(self, event: str, other: str, told: Events) -> bool:
        one, two = (self._leads(each, event, other) for each in (event, other))
        if one == two == "on" and not self._onward[event] & self._onward[other]:
            beside = self._beside(event, other)
            one, two = (self._leads(each, event, other, beside=beside) for each in (event, other))
        if two == "on":
            return one == "back" or (one == "end" and self._pairs[event, other])
        if one != "back":
            return False
        if self._onward[event] & told:
            return not self._onward[other] & told
        return bool(self._again(event, other)) and not self._again(other, event)

    def _by_name(self, event: str, other: str, _told: Events) -> bool:
        name, rival = event_name(event), event_name(other)
        if refuses(name) or refuses(rival):
            return refuses(name) and not refuses(rival) and not undoes(rival)
        mine, others = (any(map(undoes, self._names_after(e))) for e in (event, other))
        return mine and not others and not undoes(name) and not undoes(rival)

    def _names_after(self, event: str) -> Iterator[str]:
        for taker in self.leading.takers.get(event, ()):
            deed = self.leading.hearing.deed(taker, event)
            yield from (deed.name,) if deed else ()
            yield from map(event_name, self.leading.said_on.get((taker, event), ()))

    def _leads(self, event: str, *both: str, beside: Events = frozenset()) -> str:
        """Whether an outcome leads on, back, or to an end; ``beside`` act by then too."""
        before = self._acted(*both) | beside
        takers = self.leading.takers.get(event, ())
        if any(self._acts(e, event) and not self._marks_on(e, event) & before for e in takers):
            return "on"
        return "back" if any(self._marks_on(e, event) & before for e in takers) else "end"

    def _marks_on(self, taker: str, event: str) -> set[str]:
        """The marks of whoever is set to work: of a machine, of those whom it asks first."""
        order = self.leading.hearing.order
        first = order.starts(taker, event) if taker in order.frames.begins else ()
        asked = [each for state in first for each in order.doers[state]]
        return set().union(*(self._marks.get(each, ()) for each in asked or [taker]))

    def _acts(self, component: str, event: str) -> bool:
        """Whether it says something then, or keeps something: who only tells others does not."""
        return bool(self.leading.said_on.get((component, event))) or component in self._keeping

    def _acted(self, *both: str) -> set[str]:
        """The marks of all who act until the outcome is there."""
        events = {each for event in both for each in self._until(event)}
        keeping = {e for event in events - {*both} for e in self._silent(event)}
        marks = {mark for each in keeping for mark in self._marks[each]}
        return marks | {mark for event in events for mark in self._marks_of(event)}

    def _beside(self, *both: str) -> set[str]:
        """The marks of all who act on nothing but what led to the outcome, and not towards it."""
        causes, takers = self.leading.causes, self.leading.takers
        ahead = {each for event in both for each in self._until(event)} - {*both}
        return {
            mark
            for event in ahead
            for each in takers.get(event, ())
            for said in self.leading.said_on.get((each, event), ())
            if causes[said].keys() == {event} and said not in ahead | {*both}
            for mark in self._marks[each]
        }

    def _silent(self, event: str) -> Iterator[str]:
        """Who keeps something on an event, and says nothing of it."""
        for each in self.leading.takers.get(event, ()):
            if each in self._keeping and not self.leading.said_on.get((each, event)):
                yield each

    def _again(self, event: str, other: str) -> set[str]:
        """Who acts again, of those between whoever began and whoever says the outcome."""
        causes = self.leading.causes
        ahead = self._until(event) | self._until(other)
        ends = {mark for e in ahead if not causes[e] or e in (event, other)
                for mark in self._marks_of(e)}  # fmt: skip
        between = self._acted(event, other) - ends
        reached = self._onward[event] | {event}
        acting = {each for e in reached for each in self.leading.takers.get(e, ())}
        marks = {each: self._marks[each] for each in acting}
        return {each for each in acting if marks[each] & between and not marks[each] & ends}

    def _until(self, event: str) -> set[str]:
        """The event and all that lead to it the first time, before it can come round again."""
        if event not in self._before:
            causes = self.leading.causes
            ahead = above(event, causes)
            starts = {each for each in ahead if not causes[each] or self.leading.may_start(each)}
            next_ = {each: self._next.get(each, ()) for each in ahead - {event}}
            first = {
                each for start in starts for each in reached(start, lambda e: next_.get(e, ()))
            }
            self._before[event] = (first & ahead) | {event} if starts else ahead
        return self._before[event]

    @cached_property
    def _before(self) -> dict[str, set[str]]:
        return {}

    @cached_property
    def _next(self) -> Mapping[str, list[str]]:
        causes = self.leading.causes
        return grouped((cause, event) for event in causes for cause in causes[event])

    @cached_property
    def _onward(self) -> Mapping[str, set[str]]:
        """All that each event leads to."""
        found: dict[str, set[str]] = defaultdict(set)
        for event in self.leading.causes:
            for each in above(event, self.leading.causes) - {event}:
                found[each].add(event)
        return found

    @cached_property
    def _caught(self) -> frozenset[str]:
        """The events that only states say which run once something is caught."""
        hearing = self.leading.hearing
        home = hearing.order.frames.homes
        return frozenset(
            event
            for event, states in hearing.stating.items()
            if all(map(hearing.order.back, states))
            and {*hearing.sayers[event]} <= {home[each] for each in states}
        )

    def _back(self, refusals: Events) -> frozenset[str]:
        back: set[str] = {*self._caught}
        causes = self.leading.causes
        while True:
            from_ = back | refusals
            more = {e for e in causes if e not in from_ and causes[e] and causes[e].keys() <= from_}
            if not more:
                return frozenset(back)
            back |= more

    def _marks_of(self, event: str) -> set[str]:
        doers = (*self.leading.doers(event), *self._asked(event))
        return {mark for each in doers for mark in self._marks.get(each, ())}

    def _asked(self, event: str) -> Iterator[str]:
        """Whom a machine has asked until its state says an event."""
        order = self.leading.hearing.order
        for state in self.leading.hearing.stating.get(event, ()):
            for each in (state, *order.earlier(state)):
                yield from order.doers[each]

    @cached_property
    def _keeping(self) -> set[str]:
        return {e.source for e in self._writes}

    @property
    def _writes(self) -> Iterator[Edge]:
        graph = self.leading.system.flow
        return (
            edge
            for edge in graph.flow
            if edge.relation == "writes" and graph.by_id[edge.target].kind in _STORES
        )

    @cached_property
    def _marks(self) -> dict[str, set[str]]:
        """By what each component is known again: itself, its service, and the stores it writes.

        A mark that everybody bears tells nothing.
        """
        order = self.leading.hearing.order
        components = {*self.leading.hearing.hears, *self.leading.hearing.says}
        components |= {doer for state in order.working for doer in order.doers[state]}
        components |= {each for event in self.leading.events for each in self.leading.doers(event)}
        found = {each: {each} for each in components}
        for component, service in owners(self.leading.system.flow).items():
            if component in found:
                found[component].add(f"service {service}")
        for edge in self._writes:
            if edge.source in found and self.leading.system.flow.kind_of(edge.source) != "api":
                found[edge.source].add(edge.target)
        everybody = set.intersection(*found.values()) if len(found) > 1 else set()
        return {each: marks - everybody for each, marks in found.items()}

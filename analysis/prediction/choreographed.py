"""The steps that services decide for themselves: each is known by the event that announces it.

Which event leads to which, inside a component, is what its code says of its deeds; where it does
not say, the lineage of fields; and else the names: a refusal or an undo leads to an undo, and
nothing else does. That an event is a refusal is told by its name alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.graph import Evidence
from analysis.prediction.hearing import Hearing
from analysis.prediction.meaning import refuses, undoes
from analysis.prediction.names import event_name
from analysis.prediction.process import Link, Refusal, Step

Causes = dict[str, dict[str, tuple[str, ...]]]
"""For each event, the events that lead to it, and the components that take them."""


@dataclass(frozen=True)
class Choreography:
    """The events of a system as steps and refusals."""

    system: Dependencies

    @cached_property
    def hearing(self) -> Hearing:
        """Who hears and says what."""
        return Hearing(self.system)

    @cached_property
    def causes(self) -> Causes:
        """What leads to what, without what comes round again to a beginning."""
        found = {event: self._causes(event) for event in sorted(self._events)}
        for event, causes in list(found.items()):
            unlikely = not any(_alike(event_name(c), event_name(event)) for c in causes)
            if unlikely or self._may_start(event):
                rest = {c: by for c, by in causes.items() if event not in above(c, found)}
                found[event] = rest
        return found

    @cached_property
    def refusals(self) -> dict[str, str]:
        """Each event that refuses a step, and that step's event."""
        found = {}
        for event in sorted(self._events):
            if refuses(event_name(event)):
                step = self._refused_by(event)
                if step:
                    found[event] = step
        return found

    def steps(self) -> Iterator[Step]:
        """Every event that is no refusal as a step; whoever announces nothing is one too."""
        refusals: dict[str, list[Refusal]] = defaultdict(list)
        for event, step in self.refusals.items():
            refusals[step].append(Refusal(event, event_name(event), self._seen(event)))
        for event in sorted(self._events - self.refusals.keys()):
            doers = {each for by in self.causes[event].values() for each in by}
            yield Step(
                event,
                event_name(event),
                tuple(sorted(doers)) or self.hearing.starters(event),
                back=event in self._back,
                refusals=tuple(refusals[event]),
                aliases=self._called(event),
                evidence=self._seen(event),
            )
        for component, events in sorted(self._silent.items()):
            back = all(each in self._back or each in self.refusals for each in events)
            yield Step(component, component, (component,), back=back)

    def links(self) -> Iterator[Link]:
        """Whoever takes an event in order to do a step waits for the step that it announces."""
        made: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for event, causes in self.causes.items():
            after = self.refusals.get(event, event)
            for cause, by in causes.items():
                made[self.refusals.get(cause, cause), after, cause].update(by)
        for component, events in self._silent.items():
            for cause in events:
                made[self.refusals.get(cause, cause), component, cause].add(component)
        for (before, after, on), takers in sorted(made.items()):
            waiting = tuple(sorted(takers))
            at = tuple(dict.fromkeys(e for each in waiting for e in self._taken(each, on)))
            yield Link(before, after, on, on in self.refusals, waiting, at)

    @cached_property
    def _events(self) -> set[str]:
        return {event for said in self.hearing.says.values() for event in said}

    @cached_property
    def _takers(self) -> dict[str, list[str]]:
        """The components of which an event may be the outcome, of those that hear any."""
        found: dict[str, list[str]] = defaultdict(list)
        for component in sorted(self.hearing.hears):
            for event in self.hearing.outcomes(component):
                found[event].append(component)
        return found

    def _causes(self, event: str) -> dict[str, tuple[str, ...]]:
        firm: dict[str, list[str]] = defaultdict(list)
        maybe: dict[str, list[str]] = defaultdict(list)
        for component in self._takers[event]:
            for heard in self.hearing.hears[component]:
                if heard in self._events and heard != event:
                    leads = self._leads(component, heard, event)
                    (firm if leads else maybe if leads is None else {}).setdefault(
                        heard, []
                    ).append(component)
        likely = {each for each in maybe if _alike(event_name(each), event_name(event))}
        kept = likely if likely or firm else set(maybe)
        return {
            each: tuple(dict.fromkeys((*firm.get(each, ()), *maybe.get(each, ()))))
            for each in sorted(kept | firm.keys())
        }

    def _leads(self, component: str, heard: str, event: str) -> bool | None:
        """Whether a component says an event because of one that it heard; None: nothing tells."""
        deed = self.hearing.deed(component, heard)
        own = event in self.hearing.says.get(component, {})
        if deed is not None and (own or deed.says):
            return event_name(event) in deed.says
        return None if self._lineage(heard, event) else False

    def _lineage(self, heard: str, event: str) -> bool:
        """False where fields of what was heard go into other events of its taker, not this one."""
        into = self._copied.get(heard, set())
        rivals = {other for other in into if set(self._takers[other]) & set(self._takers[event])}
        return event in into or not rivals

    @cached_property
    def _copied(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for each in self.system.facts.lineage:
            found[each.from_contract].add(each.contract)
        return found

    def _taken(self, component: str, event: str) -> Iterator[Evidence]:
        yield from self.hearing.hears[component].get(event, ())
        deed = self.hearing.deed(component, event)
        if deed is not None:
            yield deed.evidence

    def _called(self, event: str) -> tuple[str, ...]:
        """What code calls the deed that the event announces."""
        hearing, causes = self.hearing, self.causes[event]
        deeds = [hearing.deed(each, cause) for cause in causes for each in causes[cause]]
        deeds += [] if causes else [hearing.deed_unasked(e) for e in hearing.starters(event)]
        return tuple(dict.fromkeys(deed.name for deed in deeds if deed and deed.name))

    def _may_start(self, event: str) -> bool:
        return any(each not in self.hearing.hears for each in self.hearing.starters(event))

    def _refused_by(self, event: str) -> str:
        """The step whose other answer it is: said by the same, for the same causes."""
        causes = self.causes[event].keys()
        rivals = {
            other: len(causes & self.causes[other].keys())
            for said in self.hearing.says.values()
            if event in said
            for other in said
            if not refuses(event_name(other)) and not undoes(event_name(other))
        }
        best = max(rivals.values(), default=0)
        return next((each for each in sorted(rivals) if best and rivals[each] == best), "")

    @cached_property
    def _back(self) -> set[str]:
        """The events that come of refusals only, however long after."""
        back: set[str] = set()
        while True:
            more = {
                event
                for event in self._events - back - self.refusals.keys()
                if self.causes[event] and self.causes[event].keys() <= back | self.refusals.keys()
            }
            if not more:
                return back
            back |= more

    @cached_property
    def _silent(self) -> dict[str, list[str]]:
        """Who hears events of which nothing more is heard, and these events."""
        heard: dict[str, list[str]] = {}
        for component, events in self.hearing.hears.items():
            used = {c for causes in self.causes.values() for c in causes if component in causes[c]}
            silent = [e for e in sorted(events) if e in self._events and e not in used]
            if silent:
                heard[component] = silent
        return heard

    def _seen(self, event: str) -> tuple[Evidence, ...]:
        return tuple(at for said in self.hearing.says.values() for at in said.get(event, ()))


def _alike(cause: str, event: str) -> bool:
    """Whether the names let one event lead to the other."""
    return (refuses(cause) or undoes(cause)) == (undoes(event) and not refuses(event))


def above(event: str, causes: Causes) -> set[str]:
    """The event, and all that lead to it."""
    seen: set[str] = set()
    waiting = [event]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += causes.get(here, ())
    return seen

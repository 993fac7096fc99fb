"""Which event leads to which, inside the component that hears the one and says the other.

Code tells, by what a deed says; else the lineage of fields; else that what comes round again to
where it began is no cause of it. Where nothing tells, a name may rule out that a refusal, or an
undo, leads to anything but an undo; but whoever hears an event does something about it, and
whatever is said has a cause.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.prediction.names import event_name, refuses, undoes
from analysis.prediction.process.hearing import Hearing
from analysis.walking import grouped, reached

Causes = Mapping[str, Mapping[str, tuple[str, ...]]]
"""For each event, the events that lead to it, and the components that take them."""

Way = tuple[str, str, str]
"""A component, an event that it hears, and one that it then says or has said."""

_MOST_TRIED = 2_000  # ways that are looked at for the longest


@dataclass(frozen=True)
class Leading:
    """What leads to what in a system."""

    system: Dependencies

    @cached_property
    def hearing(self) -> Hearing:
        """Who hears and says what."""
        return Hearing(self.system)

    @cached_property
    def events(self) -> frozenset[str]:
        """All that anybody says."""
        return frozenset(event for said in self.hearing.says.values() for event in said)

    @cached_property
    def causes(self) -> Causes:
        """What leads to what, without what comes round again to a beginning."""
        return _causes(self.events, self._kept[0])

    @property
    def by_name(self) -> frozenset[str]:
        """The events of which a name alone tells that they lead back, or come of what does."""
        return self._kept[1]

    @cached_property
    def said_on(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """What a component may say once it has heard an event."""
        found = grouped(
            ((taker, cause), event)
            for event in sorted(self.events)
            for cause, takers in self.causes[event].items()
            for taker in takers
        )
        return {each: tuple(said) for each, said in found.items()}

    @cached_property
    def takers(self) -> Mapping[str, list[str]]:
        """Who hears each event."""
        hears = sorted(self.hearing.hears.items())
        return grouped((event, component) for component, heard in hears for event in heard)

    def doers(self, event: str) -> tuple[str, ...]:
        """Who brings an event about: takers of what leads to it, and who writes what it tells."""
        takers = {
            doer
            for by in self.causes[event].values()
            for each in by
            for doer in self.hearing.machines(each, event) or (each,)
        }
        writers = {e for e in self.hearing.writers(event) if self.hearing.writes(e, event)}
        return tuple(sorted(takers | writers)) or self.hearing.starters(event)

    @cached_property
    def _kept(self) -> tuple[set[Way], frozenset[str]]:
        ways = {way: known for way in self._ways() if (known := self._leads(way)) is not False}
        kept = set(ways)
        starting = {event for event in self.events if self.may_start(event)}
        for start in sorted(starting):
            kept -= _coming_round(start, kept, _causes(self.events, kept))
        unsure = {way for way in kept if ways[way] is None}
        told = set[str]()
        for start, unlike in self._beginnings(kept, starting):
            loops = _coming_round(start, unsure & kept, _causes(self.events, kept))
            kept -= {way for way in loops if _answered(way, kept - loops)}
            told |= unlike
        named = _ruled_out_by_name(kept, unsure)
        kept -= named
        told |= {each for _, *both in named for each in both if _tells_back(each)}
        return kept, frozenset(told)

    def _ways(self) -> Iterator[Way]:
        for component, heard in self.hearing.hears.items():
            for said in self.hearing.outcomes(component):
                yield from (
                    (component, each, said) for each in heard if each in self.events - {said}
                )

    def _leads(self, way: Way) -> bool | None:
        """Whether a component says an event because of one that it heard; None: nothing tells."""
        component, heard, said = way
        told = self.hearing.sets_off(component, heard, said)
        if told is not None:
            return told
        states = [s for s in self.hearing.stating.get(said, ())
                  if self.hearing.order.frames.homes[s] == component]  # fmt: skip
        if states and not self.hearing.order.may_come_to(component, heard, states):
            return False
        deed = self.hearing.deed(component, heard)
        own = said in self.hearing.says.get(component, {})
        if deed is not None and (own or deed.says):
            return event_name(said) in deed.says
        into = self._copied.get(heard, ())
        rivals = {e for e in into if set(self._outcome_of[e]) & set(self._outcome_of[said])}
        return True if said in into else False if rivals else None

    @cached_property
    def _outcome_of(self) -> Mapping[str, list[str]]:
        """The components of which an event may be the outcome, of those that hear any."""
        hearing = self.hearing
        return grouped((event, each) for each in hearing.hears for event in hearing.outcomes(each))

    @cached_property
    def _copied(self) -> Mapping[str, list[str]]:
        return grouped((each.from_contract, each.contract) for each in self.system.facts.lineage)

    def may_start(self, event: str) -> bool:
        """Whether somebody may bring it about who hears nothing."""
        return any(each not in self.hearing.hears for each in self.hearing.starters(event))

    def _beginnings(self, ways: set[Way], starting: set[str]) -> Iterator[tuple[str, set[str]]]:
        """Where everybody hears something, the event with which what comes round begins.

        It is the one from which most components act, each once, before any acts again; of several,
        the only one whose name does not speak against it. With it come those that only their names
        rule out.
        """
        causes = _causes(self.events, ways)
        onward = grouped((heard, (component, said)) for component, heard, said in sorted(ways))
        rings = {
            event
            for event in self.events
            if not above(event, causes) & starting
            and any(event in above(cause, causes) for cause in causes[event])
        }
        while rings:
            far = {event: _longest(event, self._sayers(event), onward) for event in rings}
            best = {event for event in rings if far[event] == max(far.values())}
            unlike = {event for event in best if _tells_back(event)}
            if len(best - unlike) == 1:
                yield min(best - unlike), unlike
            rings -= {e for e in rings if best & above(e, causes)} | best

    def _sayers(self, event: str) -> frozenset[str]:
        return frozenset(each for each, said in self.hearing.says.items() if event in said)


def above(event: str, causes: Causes) -> set[str]:
    """The event, and all that lead to it."""
    return set(reached(event, lambda here: causes.get(here, ())))


def _causes(events: frozenset[str], ways: set[Way]) -> Causes:
    found: dict[str, dict[str, list[str]]] = {event: {} for event in sorted(events)}
    for component, heard, said in sorted(ways):
        found[said].setdefault(heard, []).append(component)
    return {
        event: {cause: tuple(by) for cause, by in sorted(each.items())}
        for event, each in found.items()
    }


def _coming_round(event: str, ways: set[Way], causes: Causes) -> set[Way]:
    """The ways to an event from what the event itself leads to."""
    return {way for way in ways if way[2] == event and event in above(way[1], causes)}


def _others(event: str, ways: set[Way]) -> bool:
    return any(way[2] == event for way in ways)


def _answered(way: Way, ways: set[Way]) -> bool:
    """Whether the component does something about what it heard in any other way."""
    return any(each[:2] == way[:2] for each in ways)


def _ruled_out_by_name(ways: set[Way], unsure: set[Way]) -> set[Way]:
    """Unsure ways whose names disagree, as long as what is heard, and said, has another way."""
    out: set[Way] = set()
    for component, heard, said in sorted(unsure):
        left = ways - out - {(component, heard, said)}
        answered = _answered((component, heard, said), left)
        agree = _tells_back(heard) == undoes(event_name(said))
        if answered and _others(said, left) and not agree:
            out.add((component, heard, said))
    return out


def _tells_back(event: str) -> bool:
    """Whether a name says that something was refused or undone."""
    return refuses(event_name(event)) or undoes(event_name(event))


def _longest(event: str, acted: frozenset[str], onward: Mapping[str, list[tuple[str, str]]]) -> int:
    """How many act one after the other from an event on, none twice."""
    best, waiting = 0, [(event, acted)]
    for _ in range(_MOST_TRIED):
        if not waiting:
            break
        here, before = waiting.pop()
        best = max(best, len(before))
        waiting += [
            (said, before | {taker}) for taker, said in onward.get(here, ()) if taker not in before
        ]
    return best

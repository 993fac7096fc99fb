"""The steps that services decide for themselves: each is known by the event that announces it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from analysis.graph import Evidence
from analysis.prediction.names import event_name
from analysis.prediction.process.leading import Leading
from analysis.prediction.process.orchestrated import Workflows
from analysis.prediction.process.refusing import Refusing
from analysis.prediction.process.steps import Refusal, Step, Succession
from analysis.walking import grouped


@dataclass(frozen=True)
class Choreography:
    """The events of a system as steps and refusals.

    An event that a workflow's task announces is the task's step, and one that starts a workflow
    leads to its first task.
    """

    leading: Leading
    refusing: Refusing
    workflows: Workflows

    def steps(self) -> Iterator[Step]:
        """Every event that is no refusal as a step; whoever announces nothing is one too."""
        refusals = grouped(
            (step, Refusal(event, event_name(event), self._seen(event)))
            for event, step in self.refusing.refusals.items()
        )
        others = self.refusing.refusals.keys() | self._announced.keys()
        for event in sorted(self.leading.events - others):
            yield Step(
                event,
                event_name(event),
                self.leading.doers(event),
                back=event in self.refusing.back,
                refusals=tuple(refusals[event]),
                aliases=self._called(event),
                evidence=self._seen(event),
            )
        for component, events in sorted(self._silent.items()):
            if component in self.workflows.machines:
                continue
            for id_, several in grouped((self.alone(component, e), e) for e in events).items():
                back = all(map(self.refusing.leads_back, several))
                at = tuple(place for each in several for place in self._taken(component, each))
                yield Step(id_, event_name(id_), (component,), back=back, evidence=at)

    def links(self) -> Iterator[Succession]:
        """Whoever takes an event in order to do a step waits for the step that it announces."""
        made: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for event, causes in self.leading.causes.items():
            for cause, by in causes.items():
                made[self.step(cause), self.step(event), cause].update(by)
        for component, events in self._silent.items():
            for cause in events:
                own = (self.alone(component, cause),)
                for after in self.workflows.starts(component) or own:
                    made[self.step(cause), after, cause].add(component)
        for (before, after, on), takers in sorted(made.items()):
            waiting = tuple(sorted(takers))
            at = tuple(dict.fromkeys(e for each in waiting for e in self._taken(each, on)))
            yield Succession(before, after, on, on in self.refusing.refusals, waiting, at)

    def alone(self, component: str, event: str) -> str:
        """The step of a component of which no event tells: what its code does on what it heard."""
        deed = self.leading.hearing.deed(component, event)
        return f"{component}/{deed.name}" if deed and deed.name else component

    def step(self, event: str) -> str:
        """The step that an event announces, or refuses."""
        announced = self.refusing.refusals.get(event, event)
        return self._announced.get(announced, announced)

    @cached_property
    def _announced(self) -> dict[str, str]:
        """The events that the one task of a workflow announces that may, and that task."""
        said: dict[str, set[str]] = defaultdict(set)
        for act in self.workflows.acts():
            for event in act.says if act.component not in self.leading.hearing.hears else ():
                said[event].add(act.id)
        return {event: min(states) for event, states in said.items() if len(states) == 1}

    def _taken(self, component: str, event: str) -> Iterator[Evidence]:
        yield from self.leading.hearing.hears[component].get(event, ())
        deed = self.leading.hearing.deed(component, event)
        if deed is not None:
            yield deed.evidence

    def _called(self, event: str) -> tuple[str, ...]:
        """What code calls the deed that the event announces."""
        hearing, causes = self.leading.hearing, self.leading.causes[event]
        deeds = [hearing.deed(each, cause) for cause in causes for each in causes[cause]]
        deeds += [] if causes else [hearing.deed_unasked(e) for e in hearing.starters(event)]
        return tuple(dict.fromkeys(deed.name for deed in deeds if deed and deed.name))

    @cached_property
    def _silent(self) -> dict[str, list[str]]:
        """Who hears events of which nothing more is heard, and these events."""
        heard: dict[str, list[str]] = {}
        for component, events in self.leading.hearing.hears.items():
            causes = self.leading.causes.values()
            used = {cause for by in causes for cause, takers in by.items() if component in takers}
            silent = [e for e in sorted(events) if e in self.leading.events and e not in used]
            if silent:
                heard[component] = silent
        return heard

    def _seen(self, event: str) -> tuple[Evidence, ...]:
        return tuple(
            at for said in self.leading.hearing.says.values() for at in said.get(event, ())
        )

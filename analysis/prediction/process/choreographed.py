"""The steps that services decide for themselves: each is known by the event that announces it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.graph import Evidence
from analysis.prediction.names import event_name
from analysis.prediction.process.joining import Joining
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
        """Every event that is no refusal as a step; whoever announces nothing is one too.

        An event that states alone say is none: they are the steps.
        """
        by_states = set(filter(self._stated_alone, self._stating))
        for event in sorted(self.leading.events - (self.refusing.refusals.keys() | by_states)):
            asked = self._machines_of(event)
            doers = {*self.leading.doers(event)} - asked or self._bringing(event) - asked
            yield Step(
                event,
                event_name(event),
                tuple(sorted(doers)),
                back=event in self.refusing.back,
                refusals=self.refusals_of(event),
                aliases=self._called(event),
                evidence=self._seen(event),
            )
        for component, events in sorted(self._silent.items()):
            for id_, several in grouped((self.alone(component, e), e) for e in events).items():
                back = all(map(self.refusing.leads_back, several))
                at = tuple(place for each in several for place in self._taken(component, each))
                yield Step(id_, event_name(id_), (component,), back=back, evidence=at)

    def refusals_of(self, step: str) -> tuple[Refusal, ...]:
        """The events that refuse a step."""
        return tuple(
            Refusal(event, event_name(event), self._seen(event))
            for event, refused in self.refusing.refusals.items()
            if step in self.steps_of(refused)
        )

    def leads_back(self, state: str) -> bool:
        """Whether all that a state says refuses something, or comes of what does."""
        said = [event for event, states in self._stating.items() if state in states]
        return bool(said) and all(map(self.refusing.leads_back, said))

    def links(self) -> Iterator[Succession]:
        """Whoever takes an event in order to do a step waits for the step that it announces."""
        made: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        awaited: dict[tuple[str, str], set[str]] = defaultdict(set)
        for cause, after, taker in self._followed():
            awaited[after, taker].add(cause)
            for before in self.steps_of(cause):
                made[before, after, cause].add(taker)
        for (before, after, on), takers in sorted(made.items()):
            waiting = tuple(sorted(takers))
            at = tuple(dict.fromkeys(e for each in waiting for e in self._taken(each, on)))
            refused = on in self.refusing.refusals
            joins = [self._joining.awaited(each, on, awaited[after, each]) for each in waiting]
            join = (waiting[0], on) if all(joins) else ("", "")
            yield Succession(before, after, on, refused, waiting, at, *join)

    @cached_property
    def _joining(self) -> Joining:
        return Joining(self.leading.hearing)

    def _followed(self) -> Iterator[tuple[str, str, str]]:
        """Each event with a step that it leads to, and who takes it for that."""
        machines = self.workflows.machines
        for event, causes in self.leading.causes.items():
            for cause, by in causes.items():
                for taker in by:
                    if taker not in machines and not self.leading.hearing.machines(taker, event):
                        yield from ((cause, after, taker) for after in self.own_steps_of(event))
        for component, events in self._silent.items():
            yield from ((cause, self.alone(component, cause), component) for cause in events)
        for machine in machines:
            for cause in sorted(self.leading.events & self.leading.hearing.hears[machine].keys()):
                begun = self.workflows.starts(machine, cause)
                yield from ((cause, first, machine) for first in begun)

    def alone(self, component: str, event: str) -> str:
        """The step of a component of which no event tells: what its code does on what it heard."""
        deed = self.leading.hearing.deed(component, event)
        return f"{component}/{deed.name}" if deed and deed.name else component

    def steps_of(self, event: str) -> tuple[str, ...]:
        """The steps that an event announces, or refuses: the states that say it, or it by itself.

        A state that says the refusal of another one's is a step too.
        """
        told = self._refused(event)
        states = (*self._stating.get(told, ()), *self._stating.get(event, ()))
        alone = () if self._stated_alone(told) else (told,)
        return tuple(dict.fromkeys((*alone, *states)))

    def _refused(self, event: str) -> str:
        """What an event refuses, and what that refuses in its turn; itself where it does not."""
        seen = {event}
        while (further := self.refusing.refusals.get(event, event)) not in seen:
            seen.add(event := further)
        return event

    def own_steps_of(self, event: str) -> tuple[str, ...]:
        """The same, of those of whom no machine asks it, where there are any."""
        told = self._refused(event)
        return self.steps_of(event) if self._stated_alone(told) else (told,)

    def _stated_alone(self, event: str) -> bool:
        """Whether states say an event, and nobody of whom they do not ask it."""
        return event in self._stating and self._bringing(event) <= self._machines_of(event)

    def _bringing(self, event: str) -> set[str]:
        """Who writes what an event tells, or else says it."""
        return {*self.leading.hearing.writers(event)} or {*self.leading.hearing.sayers[event]}

    @property
    def _stating(self) -> Mapping[str, list[str]]:
        return self.leading.hearing.stating

    def _machines_of(self, event: str) -> set[str]:
        """The machines of which states say an event, and those whom these states ask for it."""
        order = self.workflows.states
        states = self._stating.get(event, ())
        return {each for s in states for each in (order.frames.homes[s], *order.doers[s])}

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
            if component in self.workflows.machines:
                continue
            used = {
                cause
                for event, by in self.leading.causes.items()
                for cause, takers in by.items()
                if component in takers and not self.leading.hearing.machines(component, event)
            }
            silent = [e for e in sorted(events) if e in self.leading.events and e not in used]
            if silent:
                heard[component] = silent
        return heard

    def _seen(self, event: str) -> tuple[Evidence, ...]:
        return tuple(
            at for said in self.leading.hearing.says.values() for at in said.get(event, ())
        )

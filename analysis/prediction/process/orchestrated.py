"""The steps that a state machine decides: its working states, and what it runs after each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.graph import Evidence, Node
from analysis.graph.views import owners
from analysis.prediction.names import snake
from analysis.prediction.process.hearing import Hearing
from analysis.prediction.process.states import CALLS, CATCH, StateOrder
from analysis.prediction.process.steps import Act, Pair, Refusal, Step, Succession
from analysis.walking import grouped


@dataclass(frozen=True)
class Workflows:
    """The state machines of a system as steps and what follows what."""

    hearing: Hearing

    @property
    def system(self) -> Dependencies:
        """The system that they are of."""
        return self.hearing.system

    @property
    def states(self) -> StateOrder:
        """The states, and which may come after which."""
        return self.hearing.order

    def steps(self) -> Iterator[Step]:
        """Every state that does work itself, or has it done."""
        states = self.states
        for state in states.working.values():
            asked = (*states.doers[state.id], *states.started[state.id])
            yield Step(
                state.id,
                _name(state),
                tuple(states.doers[state.id]) or (states.frames.homes[state.id],),
                decider=states.frames.homes[state.id],
                back=states.back(state.id),
                refusals=tuple(
                    Refusal(f"{state.id}/{name}", name, at)
                    for name, at in states.catches(state.id).items()
                ),
                aliases=tuple(alias for each in asked for alias in spoken(each)),
                evidence=state.evidence,
            )

    def acts(self) -> Iterator[Act]:
        """The same as acts, by the names that code would have for them."""
        stating = self.hearing.stating.items()
        said = grouped((state, event) for event, several in stating for state in several)
        services, states = owners(self.system.flow), self.states
        for state in states.working.values():
            called = states.doers[state.id]
            component = next(iter(called), states.frames.homes[state.id])
            yield Act(
                state.id,
                snake(_name(state)),
                component,
                services.get(component, ""),
                states.frames.homes[state.id],
                says=tuple(sorted(said[state.id])),
                uses=self._uses(called),
                back=states.back(state.id),
                evidence=(*state.evidence, *self._called_at[state.id]),
            )

    def links(self) -> Iterator[Succession]:
        """What runs after what, over the states that only choose, wait or pass."""
        homes = self.states.frames.homes
        for state in self.states.working:
            for way in self.states.after(state):
                waiting = (homes[way.state],) if way.how == CALLS else ()
                on, refused = ", ".join(way.errors), way.how == CATCH
                yield Succession(
                    state, way.state, on, refused, waiting, way.evidence, way.join, way.part
                )

    def pairs(self) -> Iterator[Pair]:
        """Which state's work may run after which, and by which transition."""
        for state in self.states.working:
            seen = set[tuple[str, str]]()
            for way in self.states.after(state):
                if (way.state, way.how) not in seen:
                    seen.add((way.state, way.how))
                    yield Pair(state, way.state, way.how, (), way.evidence)

    def starts(self, machine: str, event: str = "") -> tuple[str, ...]:
        """The working states with which a machine may begin, once it has heard an event."""
        return self.states.starts(machine, event)

    @cached_property
    def machines(self) -> frozenset[str]:
        """Those of which a working state is known."""
        return frozenset(self.states.frames.homes[state] for state in self.states.working)

    @cached_property
    def _called_at(self) -> Mapping[str, list[Evidence]]:
        edges = (edge for edge in self.system.flow.flow if edge.relation == "invokes")
        return grouped((edge.source, at) for edge in edges for at in edge.evidence)

    def _uses(self, called: list[str]) -> tuple[str, ...]:
        deeds = [deed for each in called for deed in self.system.facts.deeds.get(each, ())]
        return tuple(sorted({use for deed in deeds if not deed.on for use in deed.uses}))


def spoken(component: str) -> tuple[str, ...]:
    """A component's id, and without the word that only says what it is."""
    short = component.removesuffix("Function").removesuffix("Lambda")
    return (component, short) if short and short != component else (component,)


def _name(state: Node) -> str:
    return state.name or state.id.rpartition("/")[2]

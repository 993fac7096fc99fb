"""The steps that a state machine decides: its working states, and what it runs after each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.dependency.parts import homes
from analysis.dependency.schema import caught
from analysis.graph import Edge, Evidence, Node
from analysis.graph.views import owners
from analysis.prediction.names import snake
from analysis.prediction.process.steps import Act, Pair, Refusal, Step, Succession
from analysis.walking import grouped, reached

Way = tuple[str, str, tuple[Evidence, ...]]
"""A state that comes next, how (Next, Catch or Choice), and where that is written."""

_LABELS = ("Catch", "Choice", "Next")  # a way with several is called by the first


@dataclass(frozen=True)
class Workflows:
    """The state machines of a system as steps and what follows what."""

    system: Dependencies

    def steps(self) -> Iterator[Step]:
        """Every state that does work itself."""
        for state in self.working.values():
            yield Step(
                state.id,
                _name(state),
                tuple(self.doers[state.id]) or (self._homes[state.id],),
                decider=self._homes[state.id],
                back=self._is_back(state),
                refusals=tuple(
                    Refusal(f"{state.id}/{name}", name, at)
                    for name, at in self._catches(state).items()
                ),
                aliases=tuple(alias for each in self.doers[state.id] for alias in spoken(each)),
                evidence=state.evidence,
            )

    def acts(self) -> Iterator[Act]:
        """The same as acts, by the names that code would have for them."""
        emitted = (edge for edge in self.system.flow.contracts if edge.relation == "emits")
        said = grouped((edge.source, edge.target) for edge in emitted)
        services = owners(self.system.flow)
        for state in self.working.values():
            called = [each for each in self.doers[state.id] if each in self._homes]
            component = called[0] if called else self._homes[state.id]
            yield Act(
                state.id,
                snake(_name(state)),
                component,
                services.get(component, ""),
                self._homes[state.id],
                says=tuple(sorted({event for each in (state.id, *called) for event in said[each]})),
                uses=self._uses(called),
                back=self._is_back(state),
                evidence=(*state.evidence, *self._called_at[state.id]),
            )

    def links(self) -> Iterator[Succession]:
        """What runs after what, over the states that only choose, wait or pass."""
        for pair in self.pairs():
            refused = pair.by == "Catch"
            on = ", ".join(self._catches(self._states[pair.before])) if refused else ""
            yield Succession(pair.before, pair.after, on, refused, (), pair.evidence)

    def pairs(self) -> Iterator[Pair]:
        """Which state's work may run after which, and by which transition."""
        for state in self.working:
            for after, label, evidence in self._working(self._ways(state)):
                yield Pair(state, after, label, (), evidence)

    def starts(self, machine: str) -> tuple[str, ...]:
        """The working states with which a machine may begin."""
        first: list[Way] = [(state, "Next", ()) for state in self._entered(machine)]
        return tuple(dict.fromkeys(state for state, _, _ in self._working(first)))

    @cached_property
    def machines(self) -> frozenset[str]:
        """Those of which a working state is known."""
        return frozenset(self._homes[state] for state in self.working)

    @cached_property
    def working(self) -> dict[str, Node]:
        """The states that do something, rather than choose, wait or end."""
        return {
            id_: node
            for id_, node in self._states.items()
            if node.attributes.get("type") == "Task" or self.doers[id_]
        }

    @cached_property
    def doers(self) -> Mapping[str, list[str]]:
        """Whom each state asks."""
        asked = (edge for edge in self._edges("invokes") if edge.source in self._states)
        return grouped((edge.source, edge.target) for edge in asked)

    @cached_property
    def _states(self) -> dict[str, Node]:
        return {
            node.id: node
            for node in self.system.flow.nodes
            if node.kind == "state" and node.id in self._homes
        }

    @cached_property
    def _homes(self) -> dict[str, str]:
        return homes(self.system.flow)

    def _edges(self, relation: str) -> Iterator[Edge]:
        return (edge for edge in self.system.flow.flow if edge.relation == relation)

    @cached_property
    def _called_at(self) -> Mapping[str, list[Evidence]]:
        return grouped((edge.source, at) for edge in self._edges("invokes") for at in edge.evidence)

    @cached_property
    def _out(self) -> Mapping[str, list[Edge]]:
        return grouped((edge.source, edge) for edge in self._edges("transitions"))

    @cached_property
    def _parents(self) -> dict[str, str]:
        """What each state is in: a state with branches, or the machine."""
        return {edge.target: edge.source for edge in self._edges("contains")}

    @cached_property
    def _begins(self) -> Mapping[str, list[str]]:
        """The states at which each machine, or frame of states, begins."""
        starting = {id_ for id_, state in self._states.items() if state.attributes.get("start")}
        return grouped((at, state) for state, at in self._parents.items() if state in starting)

    @cached_property
    def _forward(self) -> set[str]:
        """The states that run as long as nothing is caught."""
        machines = [parent for parent in self._begins if parent not in self._states]
        return {state for machine in machines for state in reached(machine, self._goes_on)}

    def _goes_on(self, here: str) -> list[str]:
        return [e.target for e in self._out[here] if e.label != "Catch"] + self._begins[here]

    def _is_back(self, state: Node) -> bool:
        return state.id not in self._forward

    def _ways(self, state: str) -> list[Way]:
        """The states that come next, with how; at the end of a branch, what its parent goes on to.

        An error that a state does not catch may be caught by what it is in.
        """
        found: list[Way] = []
        here: str | None = state
        ended = True
        while here is not None:
            out = self._out[here]
            for edge in out:
                if ended or edge.label == "Catch":
                    found += [
                        (each, _how(edge), edge.evidence) for each in self._entered(edge.target)
                    ]
            ended = ended and all(edge.label == "Catch" for edge in out)
            here = self._parents.get(here)
        return found

    def _entered(self, state: str) -> list[str]:
        """The state itself, or the first states of what is in it."""
        inside = self._begins[state]
        return [each for start in inside for each in self._entered(start)] or [state]

    def _working(self, ways: list[Way]) -> Iterator[Way]:
        """The first working states on each way, through states that do nothing themselves."""
        waiting, seen = list(ways), set[tuple[str, str]]()
        while waiting:
            state, label, evidence = waiting.pop(0)
            if (state, label) in seen:
                continue
            seen.add((state, label))
            if state in self.working:
                yield state, label, evidence
                continue
            for after, how, at in self._ways(state) if state in self._states else ():
                if label == "Catch" or how != "Catch":
                    waiting.append((after, min(label, how, key=_LABELS.index), (*evidence, *at)))

    def _catches(self, state: Node) -> dict[str, tuple[Evidence, ...]]:
        """The errors that are caught of a state, by itself or by what it is in."""
        found: dict[str, tuple[Evidence, ...]] = {}
        here: str | None = state.id
        while here in self._states:
            node = self._states[here]
            at = next((e.evidence for e in self._out[here] if e.label == "Catch"), node.evidence)
            found = {**dict.fromkeys(caught(node), at), **found}
            here = self._parents.get(here)
        return found

    def _uses(self, called: list[str]) -> tuple[str, ...]:
        deeds = [deed for each in called for deed in self.system.facts.deeds.get(each, ())]
        return tuple(sorted({use for deed in deeds if not deed.on for use in deed.uses}))


def spoken(component: str) -> tuple[str, ...]:
    """A component's id, and without the word that only says what it is."""
    short = component.removesuffix("Function").removesuffix("Lambda")
    return (component, short) if short and short != component else (component,)


def _name(state: Node) -> str:
    return state.name or state.id.rpartition("/")[2]


def _how(edge: Edge) -> str:
    told = edge.label.replace("Default", "Choice").split("+")
    return next((each for each in _LABELS if each in told), "Next")

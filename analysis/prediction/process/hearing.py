"""Who hears which event and what may come of it: the raw material of choreographed steps."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.dependency.parts import homes
from analysis.facts import Deed
from analysis.graph import Edge, Evidence
from analysis.graph.kinds import with_trait
from analysis.prediction.process.states import StateOrder
from analysis.prediction.process.taking import Taking
from analysis.walking import grouped, reached

_DOERS = with_trait("runs code")
_STORES = (*with_trait("rows"), "stream")


@dataclass(frozen=True)
class Hearing:
    """Events by component: what each hears, says, and sets off in others without an event."""

    system: Dependencies

    @cached_property
    def taking(self) -> Taking:
        """Who acts on what arrives where."""
        return Taking(self.system.flow)

    @cached_property
    def order(self) -> StateOrder:
        """Which state of a machine may run after which."""
        return StateOrder(self.system.flow)

    @cached_property
    def says(self) -> dict[str, dict[str, tuple[Evidence, ...]]]:
        """The events that each component publishes, and where that is seen."""
        found: dict[str, dict[str, tuple[Evidence, ...]]] = defaultdict(dict)
        for contract in self.system.facts.contracts:
            if contract.kind == "event":
                for owner in contract.owners:
                    found[owner][contract.id] = ()
        for edge in self.system.flow.contracts:
            if edge.relation == "emits" and edge.source in self._homes:
                found[self._homes[edge.source]][edge.target] = edge.evidence
        return found

    @cached_property
    def sayers(self) -> Mapping[str, list[str]]:
        """The components that publish each event."""
        return grouped((event, each) for each, events in self.says.items() for event in events)

    @cached_property
    def hears(self) -> dict[str, dict[str, tuple[Evidence, ...]]]:
        """The events that each component takes, and where that is seen."""
        found: dict[str, dict[str, tuple[Evidence, ...]]] = defaultdict(dict)
        for edge in self.system.flow.contracts:
            if edge.relation == "reaches":
                for actor in self.taking.by(edge.target):
                    if actor in self._homes:
                        found[self._homes[actor]][edge.source] = edge.evidence
        return found

    def outcomes(self, component: str) -> tuple[str, ...]:
        """The events that may come of what a component does: its own, and those it sets off."""
        if component not in self._outcomes:
            self._outcomes[component] = tuple(self._come_of(component))
        return self._outcomes[component]

    @cached_property
    def _outcomes(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _come_of(self, component: str) -> dict[str, None]:
        found = dict.fromkeys(self.says.get(component, {}))
        for each in reached(component, lambda here: self._setting_off.get(here, ())):
            for actor in self._called.get(each, ()):
                found |= dict.fromkeys(self.says.get(actor, {}))
            for actor in self._writing.get(each, ()):
                told = self.says.get(actor, {})
                found |= dict.fromkeys(e for e in told if self.brings_about(each, actor, e))
        return found

    def deed(self, component: str, event: str) -> Deed | None:
        """What the component's code does on that event, where the code says so."""
        return self._deeds.get((component, event.rpartition("/")[2]))

    def exclude(self, component: str, heard: str, one: str, other: str) -> bool | None:
        """Whether a component, on what it heard, says either event and never both.

        None: its code does not show its ways, or it has another say them.
        """
        deed = self.deed(component, heard)
        both = {one.rpartition("/")[2], other.rpartition("/")[2]}
        ways = deed.outcomes if deed else ()
        if not both <= {each for way in ways for each in way}:
            return self._exclude_by_machine(one, other)
        return not any(both <= set(way) for way in ways)

    def _exclude_by_machine(self, one: str, other: str) -> bool | None:
        """Whether one machine says either event and never both; None: no machine says both."""
        home = self.order.frames.homes
        pairs = [(a, b) for a in self.stating[one] for b in self.stating[other]]
        told = [self.order.exclude(a, b) for a, b in pairs if home[a] == home[b]]
        return all(told) if told else None

    @cached_property
    def stating(self) -> Mapping[str, list[str]]:
        """The states that bring an event about, by themselves or by whom they ask.

        They say it, or write what another says; who also hears things may say it for those.
        """
        asked = self.order.doers
        return grouped(
            (event, state)
            for state in self.order.working
            for event in dict.fromkeys(
                event
                for each in (state, *asked[state])
                if each not in self.hears
                for event in self._said_by[each]
            )
        )

    @cached_property
    def _said_by(self) -> Mapping[str, list[str]]:
        """What each state and component says, or writes so that another says it."""
        emits = (edge for edge in self.system.flow.contracts if edge.relation == "emits")
        found = grouped((edge.source, edge.target) for edge in emits)
        for edge in self.system.flow.flow:
            writer = self._homes.get(edge.source, "")
            if edge.relation == "writes" and writer in self._writing and self._keeps(edge):
                for actor in self.taking.by(edge.target):
                    found[edge.source] += [
                        event
                        for event in self.says.get(actor, {})
                        if self.brings_about(writer, actor, event)
                    ]
        return found

    def machines(self, component: str, said: str) -> tuple[str, ...]:
        """The machines that a component sets off and that say an event, where itself it does not.

        Nor does it write what the event tells, or have another than a machine do so.
        """
        machines = self._machines.get(component, ())
        saying = tuple(each for each in machines if said in self.outcomes(each))
        alone = {*reached(component, self._without_machines)} if saying else set()
        itself = any(said in self.says.get(each, {}) for each in alone)
        return () if itself or {*self.writers(said)} & alone else saying

    @cached_property
    def _machines(self) -> dict[str, tuple[str, ...]]:
        """The machines that each component sets off, however far."""
        nodes = self.system.flow.nodes
        machines = {node.id for node in nodes if node.kind == "state machine"}
        if not machines:
            return {}
        return {
            component: tuple(
                each
                for each in reached(component, lambda here: self._setting_off.get(here, ()))
                if each != component and each in machines
            )
            for component in self._setting_off
        }

    def _without_machines(self, component: str) -> Iterator[str]:
        for each in self._setting_off.get(component, ()):
            if self.system.flow.kind_of(each) != "state machine":
                yield each

    def deed_unasked(self, component: str) -> Deed | None:
        """What the component's code does whatever sets it to work."""
        return self._deeds.get((component, ""))

    @cached_property
    def _deeds(self) -> dict[tuple[str, str], Deed]:
        told = self.system.facts.deeds.items()
        return {(component, deed.on): deed for component, deeds in told for deed in deeds}

    def starters(self, event: str) -> tuple[str, ...]:
        """Who may bring the event about without having heard one.

        Whoever publishes it, or, where that only tells what came into a store, whoever writes
        there.
        """
        sayers = self.sayers[event]
        writing = self.writers(event)
        writers = [each for each in writing if each not in self.hears]
        if not writers and any(self.known(each, by) for each in writing for by in sayers):
            return writing
        return tuple(writers or [each for each in sayers if each not in self.hears] or sayers)

    def writers(self, event: str) -> tuple[str, ...]:
        """Whose write into a store it is of which the event tells, as far as that is known."""
        sayers = self.sayers[event]
        return tuple(
            writer
            for writer in sorted(self._writing)
            if any(self.brings_about(writer, each, event) for each in sayers)
        )

    def brings_about(self, writer: str, announcer: str, event: str) -> bool:
        """Whether an announcer may say the event because of what another writes."""
        told = self._announced.get((writer, announcer))
        return announcer in self._writing.get(writer, ()) and (told is None or event in told)

    def known(self, writer: str, announcer: str) -> bool:
        """Whether code tells what an announcer says of what another writes."""
        return (writer, announcer) in self._announced

    def writes(self, writer: str, event: str) -> bool:
        """Whether a component writes what is told by the event.

        So may other code of which nothing is known, where it is known what the announcer tells.
        """
        sayers = self.sayers[event]
        told = [self._announced.get((writer, each)) for each in sayers]
        if any(each is not None for each in told):
            return any(event in each for each in told if each)
        runs_code = self.system.flow.kind_of(writer) in _DOERS
        announcing = {by for _, by in self._announced}
        return runs_code and writer not in self.hears and not announcing.isdisjoint(sayers)

    def sets_off(self, component: str, heard: str, said: str) -> bool | None:
        """Whether a component, on what it heard, writes what another then says; None: not told."""
        several = [e for e in self._writing.get(component, ()) if said in self.says.get(e, {})]
        calls = self._called.get(component, ())
        if said in self.says.get(component, {}) or any(said in self.outcomes(e) for e in calls):
            return None
        announced = self.system.facts.announced
        told = [announced.get((component, heard, each)) for each in several]
        return any(said in each for each in told if each) if told and None not in told else None

    @cached_property
    def _announced(self) -> dict[tuple[str, str], set[str]]:
        """What each says of what another writes, whatever that one heard."""
        found: dict[tuple[str, str], set[str]] = {}
        for (writer, _, announcer), events in self.system.facts.announced.items():
            found.setdefault((writer, announcer), set()).update(events)
        return found

    @cached_property
    def _homes(self) -> dict[str, str]:
        return homes(self.system.flow)

    @cached_property
    def _setting_off(self) -> dict[str, list[str]]:
        """Whom a component sets to work by a call, or by a write that a store's stream tells."""
        each = self._called.keys() | self._writing.keys()
        return {one: [*self._writing.get(one, ()), *self._called.get(one, ())] for one in each}

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        return self._by("invokes", lambda edge: (edge.target,))

    @cached_property
    def _writing(self) -> dict[str, list[str]]:
        """Whom a component sets to work by a write that a store's stream tells."""
        taking = self.taking
        return self._by("writes", lambda edge: taking.by(edge.target) if self._keeps(edge) else ())

    def _by(self, relation: str, actors: Callable[[Edge], Iterable[str]]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for edge in self.system.flow.flow:
            here = self._homes.get(edge.source)
            for actor in actors(edge) if here and edge.relation == relation else ():
                there = self._homes.get(actor)
                if here and there and there != here and there not in found[here]:
                    found[here].append(there)
        return found

    def _keeps(self, edge: Edge) -> bool:
        target = self.system.flow.by_id.get(edge.target)
        return target is not None and target.kind in _STORES

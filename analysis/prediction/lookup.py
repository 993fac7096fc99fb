"""Finds the step, event or service that somebody means in a system."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.dependency.parts import is_component
from analysis.facts import Contract
from analysis.graph import Edge, Evidence
from analysis.graph.kinds import with_trait
from analysis.prediction.changes import CannotApply, UnknownName
from analysis.prediction.degrees import firm
from analysis.prediction.names import find
from analysis.prediction.process import Process, Step, Succession, process
from analysis.prediction.process.leading import Leading, above
from analysis.walking import grouped

_ASKING = with_trait("asks")


@dataclass(frozen=True)
class World:
    """A system with its steps worked out, and everything findable by name."""

    system: Dependencies

    @cached_property
    def process(self) -> Process:
        """The steps, and what follows what."""
        return process(self.system)

    @cached_property
    def firm(self) -> "World":
        """The system without what is guessed; itself where nothing is."""
        sure = firm(self.system)
        return self if sure is self.system else World(sure)

    @property
    def title(self) -> str:
        """The system's name in sentences."""
        return self.system.title or "this system"

    @cached_property
    def events(self) -> Mapping[str, Contract]:
        """The event types by id."""
        return {each.id: each for each in self.system.facts.contracts if each.kind == "event"}

    def event(self, wanted: str) -> Contract:
        """The event of that name."""
        known = {id_: (each.name,) for id_, each in self.events.items()}
        return self.events[find(wanted, known, "event", self.title)]

    def step(self, wanted: str) -> Step:
        """The step of that name; where a forward and an undoing one share it, the forward one."""
        steps = self.process.steps
        known = {id_: (each.name, *each.aliases) for id_, each in steps.items()}
        return steps[find(wanted, known, "step", self.title)]

    def pair(self, first: str, second: str) -> Succession:
        """Two steps as neighbours.

        Raises:
            CannotApply: the second does not run right after the first.
        """
        before, after = self.step(first), self.step(second)
        link = self.process.link(before.id, after.id)
        if link is not None:
            return link
        if self.process.link(after.id, before.id) is not None:
            raise CannotApply(
                f"{after.name} runs before {before.name} in {self.title}: name them in that order."
            )
        onward = [each for each in self.process.neighbours if each.before == before.id]
        names = [self.process.steps[each.after].name for each in onward]
        comes = f"comes {' or '.join(names)}" if names else "nothing comes"
        raise CannotApply(
            f"{before.name} and {after.name} are not neighbours in {self.title}: "
            f"right after {before.name} {comes}."
        )

    def members(self, wanted: str) -> tuple[str, tuple[str, ...]]:
        """A service, a step or a component of that name: what it is called, and its components."""
        if wanted in self.services:
            return wanted, self.services[wanted]
        try:
            found = find(wanted, self._services_and_components, "service", self.title)
        except UnknownName as unknown:
            step = self._step_if_any(wanted)
            if step is None:
                raise unknown from None
            return step.name, step.doers
        return found, self.services.get(found, (found,))

    @cached_property
    def services(self) -> Mapping[str, tuple[str, ...]]:
        """The components of each service."""
        owned = (part for part in self.system.parts if is_component(part) and part.service)
        found = grouped((part.service, part.id) for part in owned)
        return {name: tuple(members) for name, members in sorted(found.items())}

    @property
    def _services_and_components(self) -> dict[str, tuple[str, ...]]:
        alone = {part.id: (part.name,) for part in self.system.parts if is_component(part)}
        return {**alone, **dict.fromkeys(self.services, ())}

    def _step_if_any(self, wanted: str) -> Step | None:
        try:
            return self.step(wanted)
        except UnknownName:
            return None

    @cached_property
    def doing(self) -> Mapping[str, list[Edge]]:
        """What each part does to others."""
        return grouped((edge.source, edge) for edge in self.system.flow.flow)

    @cached_property
    def ordered(self) -> tuple[Step, ...]:
        """The steps in an order in which they may run, those on the way back last."""
        awaited: dict[str, set[str]] = {step: set() for step in self.process.steps}
        for link in self.process.neighbours:
            awaited[link.after].add(link.before)
        left = sorted(self.process.steps.values(), key=lambda step: (step.back, step.id))
        done: dict[str, Step] = {}
        while left:
            ready = next((each for each in left if awaited[each.id] <= done.keys()), left[0])
            done[ready.id] = ready
            left.remove(ready)
        return tuple(done.values())

    @cached_property
    def undone(self) -> dict[str, Step | None]:
        """What undoes each step, as far as it was asked."""
        return {}

    @cached_property
    def plausible(self) -> Dependencies:
        """The system without lineage from an event to one that nothing of it leads to.

        A store keeps what many events say, and hands on any of it as far as code tells.
        """
        causes = Leading(self.system).causes
        leads = {event: above(event, causes) - {event} for event in self.events}
        kept = tuple(
            each
            for each in self.system.facts.lineage
            if not {each.contract, each.from_contract} <= leads.keys()
            or each.from_contract in leads[each.contract]
        )
        return replace(self.system, facts=replace(self.system.facts, lineage=kept))

    def schema_evidence(self, source: str, target: str) -> tuple[Evidence, ...]:
        """Where it is seen that one depends on the other for its fields."""
        return tuple(
            at
            for edge in self.system.layer("schema")
            if (edge.source, edge.target) == (source, target)
            for at in edge.evidence
        )

    def why_not(self, part: str, steps: tuple[Step, ...]) -> str:
        """Why a component that these steps' order does not concern need not change."""
        all_steps = self.process.steps.values()
        decided = sorted({step.decider for step in all_steps if part in step.doers} - {"", part})
        if decided:
            return f"asked by {' or '.join(decided)} for one deed, knowing no other step"
        return f"not waiting for {' or '.join(step.name for step in steps)}"

    def home(self, part: str) -> str:
        """The service of a part, or itself where it belongs to none."""
        known = self.system.by_id.get(part)
        return (known.service if known else "") or part

    def outside(self, part: str) -> bool:
        """Whether a part is in none of the files read, so that nobody here can change it."""
        node = self.system.flow.by_id.get(part)
        return node is not None and (node.outside or node.unresolved)

    @cached_property
    def packages(self) -> Mapping[str, frozenset[str]]:
        """The modules in each component's package."""
        packed = ((edge.source, edge.target) for edge in self.system.layer("deployment"))
        return {part: frozenset(modules) for part, modules in grouped(packed).items()}

    @cached_property
    def knowing(self) -> frozenset[tuple[str, str]]:
        """Which service, or part without one, must know which, by the schema and control layers."""
        owners = {each.id: each.owners for each in self.system.facts.contracts}
        return frozenset(
            (self.home(edge.source), self.home(known))
            for edge in self.system.layer("schema", "control")
            for known in owners.get(edge.target, (edge.target,))
        )

    def asks(self, *parts: str) -> bool:
        """Whether all of these parts can ask another and wait: a bucket, or an API, cannot."""
        kind = self.system.flow.kind_of
        return all(kind(each) in _ASKING and not self.outside(each) for each in parts)

    def part_evidence(self, part: str) -> tuple[Evidence, ...]:
        """Where a part is written down."""
        node = self.system.flow.by_id.get(part)
        return node.evidence if node else ()

"""Where a fact is, who could say it, and who must carry it to whoever needs it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.facts import Contract
from analysis.prediction.contracts import SCHEMA, goes_through, identifies, passers, paths_of
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.lookup import World
from analysis.prediction.names import listed, matches


def saying(world: World, contracts: Iterable[Contract], name: str) -> list[Contract]:
    """Those of the contracts that have a field of that name, at any depth."""
    return [
        each
        for each in contracts
        if any(
            path == name or matches(name, path.rpartition(".")[2])
            for path in paths_of(world.system, each)
        )
    ]


def first_event(world: World, sources: Sequence[str]) -> Contract | None:
    """The first event of these parts that says what it is about, forward ones first."""
    steps = {step.id: (step.back, rank) for rank, step in enumerate(world.ordered)}
    mine = [
        each
        for each in world.events.values()
        if set(each.owners) & set(sources) and each.id in steps and identifies(world.system, each)
    ]
    return min(mine, key=lambda each: steps[each.id], default=None)


def given(world: World, coordinator: str) -> list[Contract]:
    """What a workflow has at hand: what starts it, and what its tasks answer."""
    read = {each.contract for each in world.system.facts.reads if each.component == coordinator}
    return [
        each
        for each in world.system.facts.contracts
        if each.id == f"request:{coordinator}" or (each.kind == "response" and each.id in read)
    ]


def after(world: World, *steps: str) -> frozenset[str]:
    """All that is said or answered only once one of these steps has run, or refuses."""
    process = world.process
    found = dict.fromkeys(later for step in steps for later in (step, *process.later(step)))
    back = (each for step in found for each in process.way_back(step))
    refusals = (refusal.id for step in found for refusal in process.steps[step].refusals)
    return frozenset((*found, *refusals, *back))


@dataclass(frozen=True)
class Need:
    """What a newcomer needs to know: whoever must say it, or carry it, is found.

    A workflow, the ``coordinator``, runs it, or those who are ``asking`` it, or else it listens.
    What comes only ``late`` is of no use to it.
    """

    world: World
    draft: ImpactDraft
    new: str
    coordinator: str = ""
    asking: Sequence[str] = ()
    late: frozenset[str] = frozenset()

    def supplied(self, fields: Iterable[str]) -> None:
        """Whoever must change so that it knows them."""
        for name in fields:
            if self.coordinator:
                self._told_to_who_asks(name)
                self._passed_on(name)
            else:
                self._heard(name)

    def _passed_on(self, name: str) -> None:
        """By the workflow, which has it, or gets it with what starts it."""
        workflow, world, draft = self.coordinator, self.world, self.draft
        if saying(world, [e for e in given(world, workflow) if self._in_time(e)], name):
            draft.note(f"{workflow} has {name} at hand, and passes it on.")
            return
        start = [e for e in world.system.facts.contracts if e.id == f"request:{workflow}"]
        starting = [part for each in start for part in passers(world.system, each)]
        for each in starting:
            reason = (
                f"must start {workflow} with {name}, which {self.new} needs and nobody says yet"
            )
            draft.hit(each, SCHEMA, reason, by=self.new, at=world.part_evidence(each))
        draft.contract(f"changed: what starts {workflow} says {name}")
        draft.before_all(*starting)
        if not starting:
            draft.note(f"{name} comes with what starts {workflow}, from outside.")

    def _in_time(self, contract: Contract) -> bool:
        """Whether whoever answers does so before it is too late, or at least at times."""
        task = contract.id.partition(":")[2]
        done = {s.id for s in self.world.process.steps.values() if task in s.doers}
        return not done or not done <= self.late

    def _told_to_who_asks(self, name: str) -> None:
        """The workflow tells a task that asks by itself, unless the task knows already."""
        workflow, contracts = self.coordinator, self.world.system.facts.contracts
        for task in self.asking:
            own = [e for e in contracts if e.id in (f"request:{task}", f"response:{task}")]
            if not saying(self.world, own, name):
                at = self.world.part_evidence(workflow)
                self.draft.hit(workflow, SCHEMA, f"must pass {name} on to {task}", by=task, at=at)
                self.draft.contract(f"changed: the request of {task} says {name}")
                self.draft.before_all(workflow)

    def _heard(self, name: str) -> None:
        """From an event that says it already, or else from whoever has it first, which must say it.

        Whoever asks passes on what it takes, or says, itself.
        """
        world, draft = self.world, self.draft
        order = {step.id: rank for rank, step in enumerate(world.ordered)}
        events = [each for each in world.events.values() if identifies(world.system, each)]
        said = saying(world, events, name)
        known = [each for each in said if each.id not in self.late]
        passing = [each for each in known if self._have(each)]
        if known:
            first = min(passing or known, key=lambda each: order.get(each.id, len(order)))
            if passing:
                draft.note(f"{listed(self.asking)} has {name} of {first.name}, and passes it on.")
                return
            draft.note(f"{self.new} takes {name} from {first.name}, which says it already.")
            draft.knows([self.new], first.owners, f"hears {first.name}")
            return
        if said:
            draft.note(f"{said[0].name} says {name}, but only when {self.new} is done already.")
        event = _sayer(world, name)
        if event is None:
            draft.note(f"Nobody here says {name}, and nobody is known who could.")
            return
        self._said_anew(name, event)

    def _said_anew(self, name: str, event: Contract) -> None:
        world, draft = self.world, self.draft
        own = {*map(world.home, self.asking)} & {*map(world.home, event.owners)}
        where = f"what it asks {self.new}" if own else event.name
        reason = f"must say {name} in {where}, which {self.new} needs and nobody says yet"
        for owner in event.owners:
            draft.hit(owner, SCHEMA, reason, by=self.new, at=world.part_evidence(owner))
        if own:
            return
        draft.contract(f"changed: {event.name} says {name}")
        draft.before_all(*event.owners)
        if self._have(event):
            draft.note(f"{listed(self.asking)} takes {event.name}, and passes {name} on.")
            return
        draft.knows([self.new], event.owners, f"hears {event.name}")
        if event.fields is not None and not goes_through(world.system, event):
            draft.note(f"That {event.name} says whom it is about is told by a field's name alone.")

    def _have(self, event: Contract) -> bool:
        """Whether each who asks says the event itself, or takes it."""
        takes = {(each.component, each.contract) for each in self.world.system.facts.reads}
        return bool(self.asking) and all(
            each in event.owners or (each, event.id) in takes for each in self.asking
        )


def _sayer(world: World, name: str) -> Contract | None:
    """The first event of whoever is told the fact, or else of whoever begins."""
    asked = [each for each in world.system.facts.contracts if each.kind == "request"]
    told = [owner for each in saying(world, asked, name) for owner in each.owners]
    begin = [
        doer
        for step in world.ordered
        if not step.back and not world.process.before(step.id)
        for doer in step.doers
    ]
    for parts in (told, begin):
        homes = dict.fromkeys(map(world.home, parts))
        for home in homes:
            event = first_event(world, world.services.get(home, (home,)))
            if event is not None:
                return event
    return None

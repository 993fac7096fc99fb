"""From a business to a design: some tasks asked for by machines, all others done on events."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.graph.kinds import of_role
from analysis.prediction.names import event_name, snake
from analysis.redesign.assignment import Assignment
from analysis.redesign.blueprint import Blueprint, staying, with_senders
from analysis.redesign.branching import Branching
from analysis.redesign.bringing import Bringing
from analysis.redesign.business import Birth, Business, Follow, Task
from analysis.redesign.speaking import Speaking
from analysis.redesign.surroundings import Surroundings

_STORES = of_role("store")
ENDED = "Ended"


@dataclass(frozen=True)
class Derived:
    """A design that nobody wrote; ``ids`` are the step, or event, that each outcome is there."""

    system: Dependencies
    ids: dict[tuple[str, str], str]
    born: dict[Birth, tuple[str, str]]


def lower(
    business: Business,
    asked: Collection[str] = (),
    *,
    carry: bool = False,
    title: str = "",
    anew: bool = False,
) -> Derived:
    """The business as a design in which the tasks ``asked`` are asked for by a machine.

    With ``carry`` events carry on whatever somebody will need; else who needs it takes it where it
    is first said, and remembers. What is coordinated as today is taken over, but with ``anew``.
    """
    plan = Assignment(business, frozenset(asked), anew)
    drawing = _Lowering(plan, Blueprint())
    drawing.draw()
    born = Bringing(plan, drawing.blueprint, drawing.hear, drawing.tell, carry=carry).bring()
    drawing.remember()
    drawing.begin()
    system = drawing.blueprint.drawn(title or business.system.title)
    return Derived(system, drawing.ids, born)


class _Lowering(Speaking):
    @property
    def ids(self) -> dict[tuple[str, str], str]:
        """What each outcome of each task is called to an operator."""
        return {
            (task.id, outcome): self._id(task.id, outcome)
            for task in self.tasks.values()
            for outcome in task.outcomes
        }

    def _id(self, task: str, outcome: str) -> str:
        plan = self.plan
        if task not in plan.moved and (
            task in plan.asked or plan.speaks(task) == (not self.tasks[task].silent)
        ):
            return outcome or task
        if task in plan.asked:
            state = plan.states[task]
            return f"{state}/{plan.error(task, outcome)}" if outcome else state
        if not plan.speaks(task):
            return task
        return plan.events[task, outcome]

    def draw(self) -> None:
        """The parts, what they do beside, who asks, and who says and hears what."""
        self._surroundings()
        moved = [task for task in self.tasks.values() if task.id in self.plan.moved]
        for machine in sorted({self.plan.machines.get(task.id, "") for task in moved} - {""}):
            at = self.business.system.flow.by_id.get(machine)
            kept = {"workflow": at.attributes.get("workflow")} if at else {}
            evidence = at.evidence if at else ()
            self.blueprint.node(
                machine, "state machine", self.plan.service_of(machine), evidence, **kept
            )
        for task in moved:
            self._doing(task)
        drawn = [each for each in self.business.follows if not self.plan.stays(each)]
        for follow in drawn:
            self._follow(follow)
        refusing = {each.before for each in drawn if each.refusal}
        for task in self.tasks.values():
            if task.id in self.plan.asked and task.id in self.plan.moved | refusing:
                self._ends(task)
            elif task.id in self.plan.moved:
                self._says(task)
        Branching(self.plan, self.blueprint).draw()

    def _surroundings(self) -> None:
        around, system = self._around, self.business.system
        self.blueprint.nodes |= {node.id: node for node in around.nodes}
        for edge in around.edges:
            self.blueprint.add(edge)
        self.blueprint.keep(staying(with_senders(system), around.gone, self._fronts))

    @cached_property
    def _fronts(self) -> dict[str, str]:
        """Where what sets each doer or machine going from outside does so now."""
        return {each: to for each in self._around.leaving for to in self._front(each)}

    def _front(self, taker: str) -> Iterator[str]:
        does = [t for t in self.tasks.values() if taker in t.doers or taker == t.decider]
        entering = [task for task in does if task.id in self.business.entries]
        yield from (self.plan.deciding(task.id) for task in entering or does[:1])

    def begin(self) -> None:
        """What set the process going from outside, at where it begins now."""
        whole = Surroundings(self.business.world, self.tasks)
        for edge in whole.before:
            for to in self._front(edge.target) if edge.target in self._around.leaving else ():
                self.blueprint.add(replace(edge, target=to))

    def _doing(self, task: Task) -> None:
        """Who does it, with what that touches; and the state that asks, where there is one."""
        asked = task.id in self.plan.asked
        components = self.plan.components[task.id]
        if not (asked and components[0] in self.plan.machines.values()):
            for each, doer in zip(components, task.doers, strict=False):
                self._component(each, doer, task)
        who = components[0]
        if asked:
            self._state(task)
            if who == self.plan.machines[task.id]:
                who = self.plan.states[task.id]
        for edge in task.acts:
            mine = edge.source if edge.source in components else who
            self.blueprint.add(replace(edge, source=mine, events=()))
            for relay in self._around.relaying[edge.target]:  # what it does is told in another way
                self.blueprint.announced[mine, "", relay] = ()

    def _component(self, id_: str, doer: str, task: Task) -> None:
        known = self.business.system.flow.by_id.get(doer)
        kind = known.kind if known and known.kind != "state machine" else "function"
        code = known.attributes.get("code") if known else None
        self.blueprint.node(id_, kind, task.service, (known or task).evidence, code=code)
        modules = self.business.system.facts.modules.get(doer, ())
        if modules:
            mine = self.blueprint.modules.get(id_, ())
            self.blueprint.modules[id_] = tuple(dict.fromkeys((*mine, *modules)))

    def _state(self, task: Task) -> None:
        plan, state = self.plan, self.plan.states[task.id]
        machine, service = plan.machines[task.id], plan.service_of(plan.machines[task.id])
        caught = [
            {"errors": [plan.error(task.id, refusal)], "next": self._caught_to(task.id, refusal)}
            for refusal in task.refusals
        ]
        started = task.id in self.business.entries
        heard = [
            plan.events[each.before, each.refusal]
            for each in self.business.into[task.id]
            if plan.machines.get(each.before) != machine
        ]
        there = self.business.system.flow.by_id.get(task.id)
        known = there.attributes if there and task.decider == machine else {}
        now = {"type": "Task", "start": started or bool(heard), "on": heard, "caught": caught}
        self.blueprint.node(state, "state", service, task.evidence, **{**known, **now})
        self.blueprint.edge(machine, state, "contains")
        for each in plan.components[task.id]:
            if each != machine:
                self.blueprint.edge(state, each, "invokes", evidence=task.evidence)
                for kind in ("request", "response"):
                    self.blueprint.contract(f"{kind}:{each}", kind, each)
                for refusal in task.refusals:
                    error = f"@error.{plan.error(task.id, refusal)}"
                    self.blueprint.put(f"response:{each}", error, task.evidence)
                    self.blueprint.take(machine, f"response:{each}", error)

    def _caught_to(self, task: str, refusal: str) -> str:
        """The state to which a machine goes on once a task has refused."""
        within, beyond = self._split(task, refusal)
        if beyond:
            return self._telling(task, refusal)
        return self.plan.states[within[0].after] if within else self._ended(task)

    def _split(self, task: str, refusal: str) -> tuple[list[Follow], list[Follow]]:
        """What follows a task in its own machine, and elsewhere."""
        machine = self.plan.machines[task]
        out = [each for each in self.business.onward[task] if each.refusal == refusal]
        here = [each for each in out if self.plan.machines.get(each.after) == machine]
        return here, [each for each in out if each not in here]

    def _ended(self, task: str) -> str:
        return f"{self.plan.machines[task]}/{ENDED}"

    def _telling(self, task: str, refusal: str) -> str:
        """The state that says a refusal to whoever is not asked."""
        name = event_name(self.plan.events[task, refusal])
        return f"{self.plan.machines[task]}/Say {name}"

    def _ends(self, task: Task) -> None:
        """Where a machine goes on to a state that ends it, or that tells others of a refusal."""
        plan, machine = self.plan, self.plan.machines[task.id]
        service = plan.service_of(machine)
        for refusal in task.refusals:
            within, beyond = self._split(task.id, refusal)
            state = plan.states[task.id]
            if beyond:
                telling = self._telling(task.id, refusal)
                self.blueprint.node(telling, "state", service, task.evidence, type="Task")
                self.blueprint.edge(machine, telling, "contains")
                self.blueprint.edge(state, telling, "transitions", label="Catch")
                self.event(task, refusal, telling)
                for each in within:
                    self.blueprint.edge(
                        telling, plan.states[each.after], "transitions", label="Next"
                    )
            elif not within and task.id in plan.moved:
                ended = self._ended(task.id)
                self.blueprint.node(ended, "state", service, type="Fail")
                self.blueprint.edge(machine, ended, "contains")
                self.blueprint.edge(state, ended, "transitions", label="Catch")

    def _follow(self, follow: Follow) -> None:
        plan = self.plan
        before, after = self.tasks[follow.before], self.tasks[follow.after]
        machine = plan.machines.get(before.id)
        if machine and machine == plan.machines.get(after.id):
            if not (follow.refusal and self._split(before.id, follow.refusal)[1]):
                self.blueprint.edge(
                    plan.states[before.id], plan.states[after.id], "transitions", follow.certainty,
                    label="Catch" if follow.refusal else "Next", evidence=follow.evidence,
                )  # fmt: skip
            return
        if not (machine and follow.refusal):  # that a state of its own says
            self.tell(before, follow.refusal)
        event = plan.events[before.id, follow.refusal]
        kept = event in self._around.kept and after.id not in plan.moved
        taking = (plan.machines[after.id],) if after.id in plan.asked else plan.components[after.id]
        for each in () if kept else taking:
            self.hear(each, after, event, follow.certainty, follow.join and event_name(event))

    def _says(self, task: Task) -> None:
        """Whoever is not asked says how it ended, heard or not."""
        if self.plan.speaks(task.id):
            for outcome in task.outcomes:
                self.tell(task, outcome)
        if task.id in self.business.entries:
            for each in self.plan.components[task.id]:
                self.blueprint.deed(each, self._deed(task, "", snake(task.name)))

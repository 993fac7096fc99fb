"""Who says and who hears what in a design: the events, what carries them, and who remembers."""

from dataclasses import dataclass, field
from functools import cached_property

from analysis.facts import Deed
from analysis.graph import Evidence
from analysis.graph.kinds import of_role
from analysis.prediction.names import event_name, snake
from analysis.redesign.assignment import Assignment
from analysis.redesign.blueprint import Blueprint
from analysis.redesign.business import Business, Task
from analysis.redesign.naming import compact
from analysis.redesign.surroundings import Surroundings

_STORES = of_role("store")


@dataclass(frozen=True)
class Speaking:
    """Draws what is said and heard. ``noting`` are the tasks for which somebody waits and keeps."""

    plan: Assignment
    blueprint: Blueprint
    noting: dict[str, set[str]] = field(default_factory=dict)

    @property
    def business(self) -> Business:
        """What is drawn."""
        return self.plan.business

    @property
    def tasks(self) -> dict[str, Task]:
        """What is done in it."""
        return dict(self.business.tasks)

    @cached_property
    def _around(self) -> Surroundings:
        return Surroundings(self.business.world, self.plan.moved)

    def tell(self, task: Task, outcome: str) -> None:
        """An outcome is said, by whoever does the task or by the state that asks for it."""
        asked = task.id in self.plan.asked
        for who in (self.plan.states[task.id],) if asked else self.plan.components[task.id]:
            self.event(task, outcome, who)

    def event(self, task: Task, outcome: str, who: str) -> None:
        """An event that tells an outcome, said by somebody: a part or a state."""
        event = self.plan.events[task.id, outcome]
        channel = self.plan.channels[event]
        machine = self.plan.machines.get(task.id)
        service = self.plan.service_of(machine) if machine else task.service
        self.blueprint.node(channel, self._kind_of_channel(channel), service)
        self.blueprint.node(event, "event", service, task.evidence, channel=channel)
        self.blueprint.edge(who, channel, "publishes", events=(event,))
        self.blueprint.edge(who, event, "emits", evidence=task.evidence)
        self.blueprint.contract(event, "event", machine or who)
        if self.business.key:
            self.blueprint.put(event, self.business.key, task.evidence)
        for path in self.business.envelope:
            self.blueprint.put(event, path, task.evidence)

    def _kind_of_channel(self, channel: str) -> str:
        known = self.business.system.flow.kind_of(channel)
        return known if known in ("topic", "bus", "queue", "stream") else "topic"

    def hear(
        self, who: str, task: Task, event: str, certainty: str = "declared", name: str = ""
    ) -> None:
        """Somebody subscribes to an event for a task: at once, or with a name to take note of it.

        Who acts on it already for another task has it at hand.
        """
        blueprint = self.blueprint
        channel = self.plan.channels[event]
        noted = bool(name) and (event, who, "reaches") in blueprint.edges
        blueprint.edge(event, who, "reaches", certainty)
        if who in self.plan.machines.values():
            blueprint.edge(channel, who, "triggers", events=(event,))
        else:
            queue = f"{compact(who.removesuffix('Function'))}Queue"
            blueprint.node(queue, "queue", task.service)
            blueprint.node(f"{queue}Dead", "queue", task.service)
            blueprint.edge(queue, f"{queue}Dead", "redrives")
            blueprint.edge(channel, queue, "delivers", certainty, events=(event,))
            blueprint.edge(queue, who, "triggers", events=(event,))
        if who not in self.plan.machines.values() and not noted:
            noting = name != "" and self.plan.speaks(task.id)
            called = f"note_{snake(event_name(name))}" if noting else self._called(task)
            if noting:
                self.noting.setdefault(who, set()).add(task.id)
            at_hand = task.id not in self.plan.moved and blueprint.acts(who, event_name(event))
            if called and not at_hand:
                blueprint.deed(who, self._deed(task, event_name(event), called))
        read = [path for path, read in self.business.envelope.items() if read]
        for path in (self.business.key, *read):
            if path:
                blueprint.take(who, event, path)

    def _called(self, task: Task) -> str:
        """What code calls a deed; nothing where it says nothing, and nothing called it anything."""
        if self.plan.speaks(task.id):
            return snake(task.name)
        return task.id.rpartition("/")[2] if task.id != task.doer else ""

    def _deed(self, task: Task, on: str, called: str) -> Deed:
        says = [event_name(self.plan.events[task.id, each]) for each in task.outcomes]
        says = says if self.plan.speaks(task.id) else []
        at = next(iter(task.evidence), Evidence(self.business.system.title))
        ends = tuple((each,) for each in says) or ((),)
        return Deed(called, on, tuple(sorted(says)), (), at, ends)

    def remember(self) -> None:
        """Who waits for several events keeps what came, and says nothing until all is there."""
        for who, tasks in self.noting.items():
            store = [e for e in self.blueprint.edges.values() if e.source == who
                     and e.relation == "writes"
                     and self.blueprint.nodes[e.target].kind in _STORES]  # fmt: skip
            if not store:
                table = f"{compact(who.removesuffix('Function'))}Notes"
                self.blueprint.node(table, "table", self.blueprint.nodes[who].service)
                for relation in ("reads", "writes"):
                    self.blueprint.edge(who, table, relation)
            said = {event_name(self.plan.events[t, o]) for t in tasks
                    for o in self.tasks[t].outcomes}  # fmt: skip
            for on, deed in self.blueprint.deeds[who].items():
                if on and {*deed.says} & said:
                    ends = tuple(sorted({(), *deed.outcomes}))
                    self.blueprint.deeds[who][on] = Deed(
                        deed.name, on, deed.says, (), deed.evidence, ends
                    )

"""Who asks for what and who does it in another design, and what all of it is called there."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.redesign.business import Business, Follow, Task
from analysis.redesign.naming import compact, done, refused
from analysis.walking import components, grouped

COORDINATOR = "workflow"


@dataclass(frozen=True)
class Assignment:
    """The tasks ``asked`` are asked for by a machine; the rest is done on hearing of an event.

    ``anew`` is not to take over what is as today.
    """

    business: Business
    asked: frozenset[str]
    anew: bool = False

    @cached_property
    def machines(self) -> Mapping[str, str]:
        """The machine that asks for each: today's, or else one for all that hang together."""
        found = {
            each: self._tasks[each].decider for each in self.asked if self._tasks[each].decider
        }
        named = 0
        for group in components(self._in_order, [*self._near(), *self._of_one_service()]):
            left = [each for each in group if each not in found]
            known = [found[each] for each in group if each in found]
            if left and not known:
                named += 1
                known = [f"Workflow{named if named > 1 else ''}"]
            found |= {each: Counter(known).most_common(1)[0][0] for each in left}
        return found

    @property
    def _tasks(self) -> Mapping[str, Task]:
        return self.business.tasks

    @property
    def _in_order(self) -> list[str]:
        return [each for each in self._tasks if each in self.asked]

    def _near(self) -> Iterator[tuple[str, str]]:
        return ((each.before, each.after) for each in self.business.follows)

    def _of_one_service(self) -> Iterator[tuple[str, str]]:
        """What shares a service is one business, asked for by one machine."""
        by = grouped((self._tasks[e].service or e, e) for e in self._in_order)
        return ((several[0], each) for several in by.values() for each in several)

    def service_of(self, machine: str) -> str:
        """Whose a machine is: whose it is today, his who does all of it, or a new service."""
        known = self.business.system.by_id.get(machine)
        if known is not None:
            return known.service
        owners = {self._tasks[task].service for task, by in self.machines.items() if by == machine}
        return min(owners) if len(owners) == 1 and "" not in owners else COORDINATOR

    def deciding(self, task: str) -> str:
        """The machine that asks for a task, or else the first who does it."""
        return self.machines.get(task) or self.components[task][0]

    @cached_property
    def components(self) -> Mapping[str, tuple[str, ...]]:
        """Who does each task."""
        found = {id_: self._doing(task) for id_, task in self._tasks.items()}
        heard: dict[tuple[str, tuple[str, str]], str] = {}
        for each in self.business.follows:  # one deed on one event: a second one is another's
            if each.after in self.asked or found[each.after] == self._tasks[each.after].doers:
                continue
            key = (found[each.after][0], (each.before, each.refusal))
            if heard.setdefault(key, each.after) != each.after:
                found[each.after] = (self._alone(self._tasks[each.after]),)
        return found

    def _doing(self, task: Task) -> tuple[str, ...]:
        inside = task.id in self.asked
        if inside and task.homeless and task.decider:
            return (self.machines[task.id],)
        if bool(task.decider) == inside and not task.homeless:
            return task.doers
        if inside or task.homeless or task.id in self.business.entries:
            return (task.doer if self._does_one(task) else self._alone(task),)
        if not task.service:
            return task.doers
        return (f"{compact(task.service)}Function",)

    def _does_one(self, task: Task) -> bool:
        return sum(task.doer in each.doers for each in self._tasks.values()) == 1

    def _alone(self, task: Task) -> str:
        return f"{compact(task.name)}Function"

    @cached_property
    def channels(self) -> Mapping[str, str]:
        """What carries each event: what does today, or the topic of whose task it tells."""
        found: dict[str, str] = {}
        for (task, _), event in self.events.items():
            known = self.business.system.flow.by_id.get(event)
            today = str(known.attributes.get("channel") or "") if known else ""
            here = today or event.rpartition("/")[0]
            found.setdefault(event, here or self.channel(self._tasks[task]))
        return found

    def channel(self, task: Task) -> str:
        """Where a task's events are said."""
        return f"{compact(task.service or task.doer.removesuffix('Function'))}Topic"

    @cached_property
    def events(self) -> Mapping[tuple[str, str], str]:
        """The event type that tells how a task ended, by the task and its refusal."""
        found: dict[tuple[str, str], str] = {}
        used: set[str] = {*self._said()}
        for task in self._tasks.values():
            for outcome in task.outcomes:
                known = task.said_refused.get(outcome, "") if outcome else task.said
                found[task.id, outcome] = known or self._new(task, outcome, used)
        return found

    def _said(self) -> Iterator[str]:
        for task in self._tasks.values():
            said = (task.said, *task.said_refused.values())
            yield from (each.rpartition("/")[2] for each in said if each)

    def _new(self, task: Task, outcome: str, used: set[str]) -> str:
        name = (
            refused(task.name, task.refusals[outcome], task.refusals)
            if outcome
            else done(task.name)
        )
        while name in used:
            name += "2"
        used.add(name)
        return f"{self.channel(task)}/{name}"

    def speaks(self, task: str) -> bool:
        """Whether whoever does a task without being asked says how it ended."""
        onward = self.business.onward.get(task, ())
        return not self._tasks[task].silent or not all(map(self.stays, onward))

    def stays(self, follow: Follow) -> bool:
        """Whether the one leads to the other as today."""
        return not {follow.before, follow.after} & self.moved

    @cached_property
    def moved(self) -> frozenset[str]:
        """The tasks that are asked for by another machine than today, or by one or none now."""
        if self.anew:
            return frozenset(self._tasks)
        asking = grouped((task.decider, id_) for id_, task in self._tasks.items() if task.decider)
        now = grouped((machine, id_) for id_, machine in self.machines.items())
        same = {each for at, tasks in asking.items() if {*tasks} == {*now[at]} for each in tasks}
        unasked = {id_ for id_, task in self._tasks.items() if not task.decider} - self.asked
        return frozenset(self._tasks) - same - unasked

    @cached_property
    def states(self) -> Mapping[str, str]:
        """The state that asks for each task that is asked for."""
        found = {each: each for each in self.asked - self.moved}
        for task in self._in_order:
            if task in found:
                continue
            name = state = f"{self.machines[task]}/{self._tasks[task].name}"
            again = 2
            while state in found.values():
                state, again = f"{name} {again}", again + 1
            found[task] = state
        return found

    def error(self, task: str, refusal: str) -> str:
        """What a refusal is called where a machine catches it: as today, or as one word."""
        name = self._tasks[task].refusals[refusal]
        return name if self._tasks[task].decider else compact(name)

"""How each value comes to whoever needs it in a design: passed on, heard, or carried along."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from analysis.redesign.assignment import Assignment
from analysis.redesign.blueprint import WHOLE, Blueprint
from analysis.redesign.business import ERROR, INPUT, Birth, Business, Task

_REASON = "reason"
At = tuple[str, str]
"""A contract and a path in it."""


@dataclass(frozen=True)
class Bringing:
    """Draws the fields of a design whose parts are drawn.

    ``hear`` has a component take note of an event for a task, ``tell`` a machine say an outcome.
    Without ``carry``, whoever needs a
    value hears of it where it is first said; a refusal's reason is carried along in any case.
    """

    plan: Assignment
    blueprint: Blueprint
    hear: Callable[..., None]
    tell: Callable[[Task, str], None]
    carry: bool = False
    _born: dict[Birth, At] = field(default_factory=dict)

    @property
    def business(self) -> Business:
        """What is brought to whom."""
        return self.plan.business

    def bring(self) -> dict[Birth, At]:
        """Every value to every task; where each is born in this design."""
        for entry in self.business.entries:
            if entry in self.plan.moved:
                self._request(self.plan.deciding(entry))
        for task in self.business.tasks.values():
            self._key(task)
        for task in self.business.tasks.values():
            self._needs(task)
        for task in self.business.tasks.values():
            self._gives(task)
            self._told_key(task)
        self._requests()
        return self._born

    def _request(self, who: str) -> str:
        """What somebody is asked, or the process begins, with."""
        contract = self.blueprint.contract(f"request:{who}", "request", who)
        if self.business.key:
            self.blueprint.put(contract, self.business.key)
            self.take(who, contract, self.business.key)
        return contract

    def take(self, who: str, contract: str, path: str) -> None:
        """Somebody reads a path; a machine does not look into what it hands on whole."""
        if who in self.plan.machines.values() and contract == f"request:{who}":
            if path == WHOLE:
                return
            pieces = path.split(".")
            above = (".".join(pieces[:place]) for place in range(1, len(pieces)))
            path = next((each for each in above if each in self.business.inputs), path)
        self.blueprint.take(who, contract, path)

    def _key(self, task: Task) -> None:
        """What one case is known by comes with whatever sets a task to work."""
        key, machine = self.business.key, self.plan.machines.get(task.id)
        if not key or self._as_today(task):
            return
        for who in self.plan.components[task.id]:
            if machine and who != machine:
                request = self._request(who)
                for start in self._starts(task):
                    self.blueprint.made(request, key, (start, key), machine)
                if self._takes_all(task):
                    self.blueprint.made(request, WHOLE, (self._request(machine), WHOLE), machine)
            elif not machine:
                for event in self._said(task):
                    for source in self._triggers(task):
                        self.blueprint.made(event, key, (source, key), who)
                    if task.id in self.business.entries:
                        self.blueprint.made(event, key, (f"request:{who}", key), who)

    def _starts(self, task: Task) -> list[str]:
        """What a machine begins with on the ways to a task: events, or what it is asked."""
        machine, found = self.plan.machines[task.id], dict[str, None]()
        waiting, seen = [task.id], {task.id}
        while waiting:
            here = waiting.pop()
            into = [each for each in self.business.into[here] if not self.plan.stays(each)]
            if not into or here in self.business.entries:
                found[self._request(machine)] = None
            for each in into:
                if self.plan.machines.get(each.before) != machine:
                    found[self.plan.events[each.before, each.refusal]] = None
                elif each.before not in seen:
                    seen.add(each.before)
                    waiting.append(each.before)
        return list(found)

    def _told_key(self, task: Task) -> None:
        """What one case is known by in the events that a machine says of a task."""
        key, machine = self.business.key, self.plan.machines.get(task.id)
        for outcome in task.outcomes if key and machine and not self._as_today(task) else ():
            event = self.plan.events[task.id, outcome]
            for start in self._starts(task) if event in self.blueprint.kinds else ():
                self.blueprint.made(event, key, (start, key), machine or "")

    def _takes_all(self, task: Task) -> bool:
        """Whether it begins with all that comes from outside: a machine hands that on whole."""
        origins = {o.path for sources in task.needs.values() for o, _ in sources if o.kind == INPUT}
        inputs = self.business.inputs - {WHOLE, self.business.key}
        begins = task.id in self.business.entries and WHOLE not in origins
        return begins and bool(inputs) and inputs <= origins

    def _said(self, task: Task) -> Iterator[str]:
        if self.plan.speaks(task.id):
            yield from (self.plan.events[task.id, each] for each in task.outcomes)

    def _triggers(self, task: Task) -> Iterator[str]:
        for each in self.business.into[task.id]:
            if self.plan.stays(each):
                continue
            yield self.plan.events[each.before, each.refusal]

    def _as_today(self, task: Task) -> bool:
        """Whether it is set to work, and told all that it needs, as today."""
        moved = self.plan.moved
        if task.id in moved:
            return False
        origins = (origin for several in task.needs.values() for origin, _ in several)
        return not any((each.task or self.business.entry_of(task.id)) in moved for each in origins)

    def _needs(self, task: Task) -> None:
        if self._as_today(task):
            for sources in task.needs.values():
                for origin, _ in sources:
                    self._born.setdefault(origin, self.born(origin, task.id))
            return
        if task.whole and not task.needs:
            self._unknown(task)
        for path, sources in sorted(task.needs.items()):
            for origin, copied in sorted(sources):
                named = self.business.key.rpartition(".")[2]
                key = origin == Birth(INPUT, "", self.business.key)
                if not (key and path.rpartition(".")[2] == named):
                    for each in self._parts(task, path, origin):
                        self._bring(task, *each, copied=copied)

    def _parts(self, task: Task, path: str, origin: Birth) -> Iterator[tuple[str, Birth]]:
        """A whole that no event says, value by value; what is told value by value is left."""
        if origin.path != WHOLE or origin.kind != INPUT or task.id in self.plan.asked:
            yield path, origin
        elif not any(
            o.kind == INPUT and o.path != WHOLE for s in task.needs.values() for o, _ in s
        ):
            yield from ((each, Birth(INPUT, "", each)) for each in sorted(self.business.inputs))

    def _unknown(self, task: Task) -> None:
        machine = self.plan.machines.get(task.id)
        for who in self.plan.components[task.id]:
            if machine and who != machine:
                self.blueprint.unknown.add((who, f"request:{who}"))
            elif not machine:
                self.blueprint.unknown |= {(who, event) for event in self._triggers(task)}

    def born(self, origin: Birth, reader: str) -> At:
        """Where a value is first found."""
        if origin.kind == INPUT and reader in self.plan.asked - self.plan.moved:
            return f"request:{self.plan.deciding(reader)}", origin.path
        if origin.kind == INPUT:
            entry = self.business.entry_of(reader)
            both = {entry, reader} <= self.plan.asked
            return f"request:{self.plan.deciding(reader if both else entry)}", origin.path
        refusal = origin.path if origin.kind == ERROR else ""
        if origin.task not in self.plan.asked:
            event = self.plan.events[origin.task, refusal]
            return event, _REASON if refusal else origin.path
        answer = f"response:{self.plan.components[origin.task][0]}"
        return answer, f"@error.{self.plan.error(origin.task, refusal)}" if refusal else origin.path

    def _bring(self, task: Task, path: str, origin: Birth, *, copied: bool) -> None:
        if origin.kind != INPUT and origin.task not in self.business.tasks:
            return
        contract, at = self.born(origin, task.id)
        if contract.startswith(("request:", "response:")):
            kind, _, owner = contract.partition(":")
            self.blueprint.contract(contract, kind, owner)
        self.blueprint.put(contract, at)
        self._born.setdefault(origin, (contract, at))
        machine, components = self.plan.machines.get(task.id), self.plan.components[task.id]
        found: At | None = None
        for who in (machine,) if machine else components:
            found = self._to(origin, who, task, (contract, at))
            if found:
                self.take(who, *found)
        for who in components:
            if machine and who != machine:
                request = f"request:{who}"
                self.blueprint.put(request, path)
                if path != WHOLE or len(task.needs) == 1:
                    self.take(who, request, path)
                if found:
                    self.blueprint.made(request, path, found, machine, copied=copied)

    def _to(self, origin: Birth, who: str, task: Task, born: At) -> At | None:
        """Where a component takes a value; None where it has it."""
        contract, path = born
        kind, _, owner = contract.partition(":")
        machines = {*self.plan.machines.values()}
        if kind == "request" and owner == who:
            return born
        if who in machines and kind == "response" and self.plan.machines[origin.task] == who:
            return born
        start = self.business.entry_of(task.id) if origin.kind == INPUT else origin.task
        refusal = origin.path if origin.kind == ERROR else ""
        if start == task.id:
            return born
        if not refusal and who not in machines and self._remembers(start, task):
            return None
        name = _REASON if refusal else path.removeprefix("@error.")
        if refusal or self.carry or who in machines:  # a machine does not remember
            return self._carried(start, refusal, task, born, name)
        return self._noted(start, who, task, born, name)

    def _remembers(self, start: str, task: Task) -> bool:
        """Whether who needs a value is of the service that had it first, and so keeps it."""
        first = self.business.tasks[start]
        owners = [each.service or each.doer for each in (first, task)]
        return start not in self.plan.asked and owners[0] == owners[1]

    def _noted(self, start: str, who: str, task: Task, born: At, name: str) -> At:
        """Heard where it is first said, and kept."""
        event = self._saying(start, "")
        trigger = event in self._triggers(task)
        if not trigger:
            self.hear(who, task, event, name=event)
        return self._put(event, name, born, start)

    def _carried(self, start: str, refusal: str, task: Task, born: At, name: str) -> At | None:
        """From event to event on the shortest way; None where none leads there."""
        outcomes = (refusal, *self.business.tasks[start].outcomes)
        ways = (self.business.way(start, each, task.id) for each in outcomes)
        way = next((each for each in ways if each is not None), None)
        if way is None:
            return None
        here = born
        machine = self.plan.machines.get(task.id)
        for each, outcome in way:
            if not (machine and self.plan.machines.get(each) == machine):
                here = self._put(self._saying(each, outcome), name, here, each)
        return here

    def _saying(self, task: str, outcome: str) -> str:
        """The event that tells an outcome; a machine says it too, once somebody must hear it."""
        event = self.plan.events[task, outcome]
        if event not in self.blueprint.kinds:
            self.tell(self.business.tasks[task], outcome)
        return event

    def _put(self, event: str, name: str, source: At, task: str) -> At:
        """A field of an event, made by whoever says it."""
        by = self.plan.deciding(task)
        self.blueprint.put(event, name, self.business.tasks[task].evidence)
        if source != (event, name):
            self.blueprint.made(event, name, source, by)
            self.take(by, *source)
        return event, name

    def _gives(self, task: Task) -> None:
        """What a task's answer is made of, as far as anybody needs it."""
        asked = task.id in self.plan.asked
        if self._as_today(task):
            return
        for who in self.plan.components[task.id]:
            here = f"response:{who}" if asked else self.plan.events[task.id, ""]
            for path, sources in task.gives.items():
                for origin, copied in sources if path in self.blueprint.fields[here] else ():
                    source = self._given(task, origin, who, asked=asked)
                    if source and source[0] in self.blueprint.kinds:
                        self.blueprint.made(here, path, source, who, copied=copied)

    def _given(self, task: Task, origin: Birth, who: str, *, asked: bool) -> At | None:
        for path, sources in task.needs.items():
            if any(each == origin for each, _ in sources):
                return (f"request:{who}", path) if asked else self.born(origin, task.id)
        return None

    def _requests(self) -> None:
        """The fields that each state passes, for whoever reads its definition."""
        for task, state in self.plan.states.items():
            node = self.blueprint.nodes[state]
            who = self.plan.components[task][0]
            paths = sorted(self.blueprint.fields[f"request:{who}"])
            if (
                paths
                and "request" not in node.attributes
                and (who, f"request:{who}") not in self.blueprint.unknown
            ):
                known = {**node.attributes, "request": paths}
                self.blueprint.nodes[state] = replace(node, attributes=known)

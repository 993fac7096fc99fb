"""Where each value that a task takes is born: outside, in another's answer, or in a refusal."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.dependency.parts import ASKED
from analysis.facts import Contract, Field, Lineage, Read
from analysis.prediction.lookup import World
from analysis.prediction.names import words
from analysis.redesign.business import ANSWER, ERROR, INPUT, Birth, Business, Sources, Task
from analysis.walking import grouped

ERRORS = "@error."
_IDENTIFYING = ("id", "key", "number", "reference")
_SEVERAL = 3  # event types of which an envelope can be told


def with_values(world: World, business: Business) -> Business:
    """The business with what each task takes and gives, and what one case is known by."""
    asked, heard = _Asked(world, business), _Heard(world, business)
    tasks = {
        id_: asked.filled(task) if task.decider else heard.filled(task)
        for id_, task in business.tasks.items()
    }
    key = asked.key or heard.key
    return replace(
        business,
        tasks=tasks,
        key=key,
        inputs=frozenset({*asked.inputs, *heard.inputs(tasks), *([key] if key else [])}),
        envelope=heard.opened,
        origins={**dict(asked.origins()), **dict(heard.origins())},
    )


@dataclass(frozen=True)
class _Values:
    world: World
    business: Business

    @cached_property
    def contracts(self) -> Mapping[str, Contract]:
        return {each.id: each for each in self.world.system.facts.contracts}

    @cached_property
    def made(self) -> Mapping[str, list[Lineage]]:
        return grouped((each.contract, each) for each in self.world.plausible.facts.lineage)

    def read(self, component: str, contract: str) -> tuple[str, ...] | None:
        """The paths that a component reads; None where it is not known."""
        found = self._reads.get((component, contract))
        return None if found is None else _paths(found.fields)

    @cached_property
    def _reads(self) -> Mapping[tuple[str, str], Read]:
        return {(each.component, each.contract): each for each in self.world.system.facts.reads}


@dataclass(frozen=True)
class _Asked(_Values):
    """The tasks that a machine asks for: it passes each what it needs."""

    @cached_property
    def tasks(self) -> Mapping[str, list[Task]]:
        """By who does them."""
        asked = (task for task in self.business.tasks.values() if task.decider)
        return grouped((doer, task) for task in asked for doer in task.doers)

    @cached_property
    def machines(self) -> frozenset[str]:
        return frozenset(task.decider for task in self.business.tasks.values()) - {""}

    @cached_property
    def inputs(self) -> frozenset[str]:
        known = (self.contracts.get(f"request:{each}") for each in self.machines)
        return frozenset(path for each in known if each for path in _paths(each.fields) or ())

    @cached_property
    def key(self) -> str:
        """The input that most requests pass on of those that identify something."""
        passed = Counter(
            each.from_path
            for task in self.business.tasks.values()
            if task.decider
            for each in self.made[f"request:{task.doer}"]
            if each.from_contract.partition(":")[2] in self.machines
            and each.from_contract.startswith("request:")
            and identifies(each.from_path)
        )
        return max(passed, key=lambda path: (passed[path], path)) if passed else ""

    def origins(self) -> Iterator[tuple[tuple[str, str], Birth]]:
        """Where the value of each field of a request or an answer is born."""
        for contract in self.contracts.values():
            kind, _, who = contract.id.partition(":")
            for path in _paths(contract.fields) or () if kind in ASKED else ():
                born = set(self._of(_itself(contract.id, path)))
                if kind == "request" and who not in self.machines:
                    born = {
                        o for e in self.made[contract.id] if e.path == path for o in self._of(e)
                    }
                if len(born) == 1:
                    yield (contract.id, path), min(born)

    def filled(self, task: Task) -> Task:
        request = self.contracts.get(f"request:{task.doer}")
        if request is None or task.homeless:
            return task
        inner = self.read(task.doer, request.id)
        needs = self._needs(request.id, inner)
        whole = not _paths(request.fields) and inner is None
        return replace(task, needs=needs, gives=self._gives(task, needs), whole=whole)

    def _needs(self, request: str, inner: tuple[str, ...] | None) -> Mapping[str, Sources]:
        """What is passed on, without what is handed over and never looked into."""
        found: dict[str, set[tuple[Birth, bool]]] = defaultdict(set)
        for each in self.made[request]:
            found[each.path] |= {(origin, each.copied) for origin in self._of(each)}
        return {
            path: frozenset(sources)
            for path, sources in found.items()
            if inner is None or path == "$" or any(overlapping(path, each) for each in inner)
        }

    def _of(self, each: Lineage) -> Iterator[Birth]:
        kind, _, who = each.from_contract.partition(":")
        if kind == "request" and who in self.machines:
            yield Birth(INPUT, "", each.from_path)
        elif kind == "response" and each.from_path.startswith(ERRORS):
            name = each.from_path.removeprefix(ERRORS)
            for task in self.tasks[who]:
                refused = (id_ for id_, said in task.refusals.items() if said == name)
                yield from (Birth(ERROR, task.id, id_) for id_ in refused)
        elif kind == "response":
            yield from (Birth(ANSWER, task.id, each.from_path) for task in self.tasks[who])

    def _gives(self, task: Task, needs: Mapping[str, Sources]) -> Mapping[str, Sources]:
        response = self.contracts.get(f"response:{task.doer}")
        paths = _paths(response.fields) or () if response else ()
        return {
            path: frozenset(
                (_within(needs, each.from_path), each.copied)
                for each in self.made[f"response:{task.doer}"]
                if each.path == path
            )
            for path in paths
            if not path.startswith(ERRORS)
        }


@dataclass(frozen=True)
class _Heard(_Values):
    """The tasks that nobody asks for: each takes what it needs of what it hears."""

    @cached_property
    def events(self) -> Mapping[str, Contract]:
        return self.world.events

    @cached_property
    def _common(self) -> frozenset[str]:
        """What every event says, where there are enough to tell."""
        known = [{*paths} for each in self.events.values() if (paths := _paths(each.fields))]
        return frozenset(set.intersection(*known)) if len(known) >= _SEVERAL else frozenset()

    @cached_property
    def _said_key(self) -> str:
        """By which path events say what they are about: what most of them say."""
        said = Counter(
            path
            for each in self.events.values()
            for path in _paths(each.fields) or ()
            if identifies(path)
        )
        shared = sorted(path for path in self._common if identifies(path))
        return next(iter((*shared, *(path for path, _ in said.most_common(1)))), "")

    @cached_property
    def envelope(self) -> frozenset[str]:
        return self._common - {self._said_key}

    @property
    def opened(self) -> Mapping[str, bool]:
        """What is in the envelope, and whether anybody reads it."""
        events = self.events
        reads = (e for e in self.world.system.facts.reads if e.contract in events)
        read = {path for each in reads for path in _paths(each.fields) or ()}
        return {path: path in read for path in sorted(self.envelope)}

    def origins(self) -> Iterator[tuple[tuple[str, str], Birth]]:
        """Where the value of each event's field is born."""
        for each in self.events.values():
            for path in _paths(each.fields) or ():
                born = self._born(each.id, path)
                if len(born) == 1 and path not in self.envelope:
                    yield (each.id, path), min(born)

    @cached_property
    def key(self) -> str:
        """The same, by the path by which it comes in."""
        if not self._said_key:
            return ""
        origins = (o for each in self.events for o in self._born(each, self._said_key))
        return next((each.path for each in origins if each.kind == INPUT), self._said_key)

    def inputs(self, tasks: Mapping[str, Task]) -> Iterator[str]:
        sources = (s for t in tasks.values() for needs in t.needs.values() for s in needs)
        yield from (origin.path for origin, _ in sources if origin.kind == INPUT)

    def filled(self, task: Task) -> Task:
        needs: dict[str, set[tuple[Birth, bool]]] = defaultdict(set)
        whole = False
        for path in self._asked(task):
            needs[path].add((Birth(INPUT, "", path), True))
        for who, event in self._awaited[task.id]:
            paths = self.read(who, event)
            whole = whole or paths is None
            for path in {*(paths or ())} - self.envelope - {self._said_key}:
                if not self._passed_by(task, event, path):
                    needs[path] |= {(origin, True) for origin in self._born(event, path)}
        if self._said_key:
            needs[self._said_key].add((Birth(INPUT, "", self.key), True))
        found = {path: frozenset(each) for path, each in needs.items() if each}
        return replace(task, needs=found, gives=self._gives(task), whole=whole)

    @cached_property
    def _awaited(self) -> Mapping[str, list[tuple[str, str]]]:
        links = (each for each in self.world.process.links if each.on in self.events)
        return grouped((each.after, (who, each.on)) for each in links for who in each.waiting)

    def _asked(self, task: Task) -> Iterator[str]:
        """What whoever begins is told from outside."""
        request = self.contracts.get(f"request:{task.doer}")
        if request is not None and not self.world.process.triggers(task.id):
            read = self.read(task.doer, request.id)
            paths = _paths(request.fields) if read is None else read
            yield from (path for path in paths or () if path != "$")

    def _gives(self, task: Task) -> Mapping[str, Sources]:
        said = self.events.get(task.id)
        return {
            path: frozenset(self._made_of(task.id, path))
            for path in (_paths(said.fields) or () if said else ())
            if path not in self.envelope | {self._said_key}
            and Birth(ANSWER, task.id, path) in self._born(task.id, path)
        }

    def _made_of(self, event: str, path: str) -> Iterator[tuple[Birth, bool]]:
        for each in self.made[event]:
            if each.path == path and each.from_contract.startswith("request:"):
                yield Birth(INPUT, "", each.from_path), each.copied
            elif each.path == path and each.from_contract in self._outcomes:
                born = self._born(each.from_contract, each.from_path)
                yield from ((origin, each.copied) for origin in born)

    def _passed_by(self, task: Task, event: str, path: str) -> bool:
        """Whether it is only copied into an event of its own that somebody hears: no use of it."""
        heard = {each.on for each in self.world.process.links}
        return any(
            each.copied
            and (each.from_contract, each.from_path) == (event, path)
            and each.path not in self.envelope
            and each.contract in heard
            for each in self.made[task.id]
        )

    @cached_property
    def _outcomes(self) -> Mapping[str, tuple[str, str]]:
        """The task of each event, and the refusal that it is."""
        steps = self.world.process.steps.values()
        found = {step.id: (step.id, "") for step in steps}
        return found | {each.id: (step.id, each.id) for step in steps for each in step.refusals}

    def _born(
        self, event: str, path: str, seen: frozenset[tuple[str, str]] = frozenset()
    ) -> set[Birth]:
        """Where a value of an event was first, followed from copy to copy."""
        if (event, path) in seen:
            return set()
        found = set[Birth]()
        for each in self.made[event]:
            if each.path == path and each.copied:
                if each.from_contract.startswith("request:"):
                    found.add(Birth(INPUT, "", each.from_path))
                elif each.from_contract in self._outcomes:
                    further = seen | {(event, path)}
                    found |= self._born(each.from_contract, each.from_path, further)
        if found or event not in self._outcomes:
            return found
        task, refusal = self._outcomes[event]
        return {Birth(ERROR, task, refusal) if refusal else Birth(ANSWER, task, path)}


def identifies(path: str) -> bool:
    """Whether a path's last name says which one of many: `order_id`, and not `id` alone."""
    said = words(path.rpartition(".")[2])
    return len(said) > 1 and said[-1] in _IDENTIFYING


def overlapping(one: str, other: str) -> bool:
    """Whether one path is the other, or is in it."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _itself(contract: str, path: str) -> Lineage:
    return Lineage(contract, path, contract, path, "")


def _within(needs: Mapping[str, Sources], path: str) -> Birth:
    """Where what a task finds at a path of its request was born."""
    if path in needs:
        return min(needs[path])[0]
    for above, sources in needs.items():
        if path.startswith(f"{above}."):
            origin = min(sources)[0]
            rest = path[len(above) + 1 :]
            return replace(origin, path=rest if origin.path == "$" else f"{origin.path}.{rest}")
    return Birth(INPUT, "", path)


def _paths(fields: tuple[Field, ...] | None) -> tuple[str, ...] | None:
    return None if fields is None else tuple(each.path for each in fields)

"""Where each value that a task takes is born: outside, in another's answer, or in a refusal."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.dependency.parts import ASKED
from analysis.facts import Contract, Field, Lineage
from analysis.prediction.lookup import World
from analysis.prediction.names import words
from analysis.redesign.business import ANSWER, ERROR, INPUT, Birth, Business, Sources, Task
from analysis.walking import grouped

ERRORS = "@error."
_IDENTIFYING = ("id", "key", "number", "reference")
_SEVERAL = 3  # event types of which an envelope can be told
_At = tuple[str, str]


def with_values(world: World, business: Business) -> Business:
    """The business with what each task takes and gives, and what one case is known by."""
    values = _Values(world, business)
    tasks = {id_: values.filled(task) for id_, task in business.tasks.items()}
    return replace(
        business,
        tasks=tasks,
        key=values.key,
        inputs=frozenset(values.inputs(tasks)),
        envelope=values.opened,
        origins=dict(values.origins()),
    )


@dataclass(frozen=True)
class _Values:
    """What is asked for is passed what it needs; all others take it of what they hear."""

    world: World
    business: Business

    @cached_property
    def contracts(self) -> Mapping[str, Contract]:
        return {each.id: each for each in self.world.system.facts.contracts}

    @cached_property
    def made(self) -> Mapping[str, list[Lineage]]:
        return grouped((each.contract, each) for each in self.world.plausible.facts.lineage)

    @cached_property
    def _reads(self) -> Mapping[_At, tuple[str, ...] | None]:
        return {(e.component, e.contract): _paths(e.fields) for e in self.world.system.facts.reads}

    def _said(self, contract: str) -> tuple[str, ...]:
        known = self.contracts.get(contract)
        return _paths(known.fields) or () if known else ()

    @cached_property
    def machines(self) -> frozenset[str]:
        return frozenset(task.decider for task in self.business.tasks.values()) - {""}

    @cached_property
    def _asked(self) -> Mapping[str, list[Task]]:
        """The tasks that a machine asks for, by who does them."""
        asked = (task for task in self.business.tasks.values() if task.decider)
        return grouped((doer, task) for task in asked for doer in task.doers)

    @cached_property
    def _outcomes(self) -> Mapping[str, Birth]:
        """What is born in each event: a task's answer, or its refusal."""
        steps = self.world.process.steps.values()
        found = {step.id: Birth(ANSWER, step.id, "") for step in steps}
        return found | {
            each.id: Birth(ERROR, step.id, each.id) for step in steps for each in step.refusals
        }

    def _itself(self, contract: str, path: str) -> Iterator[Birth]:
        """What is born right there."""
        kind, _, who = contract.partition(":")
        if contract in self._outcomes:
            born = self._outcomes[contract]
            yield replace(born, path=path) if born.kind == ANSWER else born
        elif kind == "request":
            yield Birth(INPUT, "", path)
        elif kind == "response" and path.startswith(ERRORS):
            name = path.removeprefix(ERRORS)
            for task in self._asked[who]:
                refused = (id_ for id_, said in task.refusals.items() if said == name)
                yield from (Birth(ERROR, task.id, id_) for id_ in refused)
        elif kind == "response":
            yield from (Birth(ANSWER, task.id, path) for task in self._asked[who])

    def born(self, contract: str, path: str, seen: frozenset[_At] = frozenset()) -> set[Birth]:
        """Where what is found at a path was first, followed from copy to copy."""
        kind, _, who = contract.partition(":")
        found = set[Birth]()
        if not (kind == "response" or (kind == "request" and who in self.machines)):
            for each in self.made[contract]:
                source = _inside(each, path) if each.copied else None
                if source is not None and (contract, path) not in seen:
                    further = seen | {(contract, path)}
                    found |= self.born(each.from_contract, source, further)
        return found or ({*self._itself(contract, path)} if (contract, path) not in seen else set())

    def _made_of(self, contract: str, path: str) -> Sources:
        return frozenset(
            (origin, each.copied)
            for each in self.made[contract]
            if each.path == path
            for origin in self.born(each.from_contract, each.from_path)
        )

    def filled(self, task: Task) -> Task:
        """The task with what it takes and gives."""
        if not task.decider:
            return self._hearing(task)
        request, response = f"request:{task.doer}", f"response:{task.doer}"
        if request not in self.contracts or task.homeless:
            return task
        inner = self._reads.get((task.doer, request))
        passed = dict.fromkeys(each.path for each in self.made[request])
        needs = {
            path: self._made_of(request, path)
            for path in passed
            if inner is None or path == "$" or any(overlapping(path, each) for each in inner)
        }
        answers = (path for path in self._said(response) if not path.startswith(ERRORS))
        gives = {path: self._made_of(response, path) for path in answers}
        whole = not self._said(request) and inner is None
        return replace(task, needs=needs, gives=gives, whole=whole)

    def _hearing(self, task: Task) -> Task:
        needs: dict[str, set[tuple[Birth, bool]]] = defaultdict(set)
        whole, aside = False, {*self.opened, self._said_key}
        for path in self._from_outside(task):
            needs[path].add((Birth(INPUT, "", path), True))
        for who, event in self._awaited[task.id]:
            paths = self._reads.get((who, event))
            whole = whole or paths is None
            for path in {*(paths or ())} - aside:
                if not self._passed_by(task, event, path):
                    needs[path] |= {(origin, True) for origin in self.born(event, path)}
        if self._said_key:
            needs[self._said_key].add((Birth(INPUT, "", self.key), True))
        own = (path for path in self._said(task.id) if path not in aside)
        gives = {
            path: self._made_of(task.id, path)
            for path in own
            if Birth(ANSWER, task.id, path) in self.born(task.id, path)
        }
        found = {path: frozenset(each) for path, each in needs.items() if each}
        return replace(task, needs=found, gives=gives, whole=whole)

    @cached_property
    def _awaited(self) -> Mapping[str, list[_At]]:
        links = (each for each in self.world.process.links if each.on in self.world.events)
        return grouped((each.after, (who, each.on)) for each in links for who in each.waiting)

    def _from_outside(self, task: Task) -> Iterator[str]:
        """What whoever begins is told from outside."""
        request = f"request:{task.doer}"
        if request in self.contracts and not self.world.process.triggers(task.id):
            read = self._reads.get((task.doer, request))
            paths = self._said(request) if read is None else read
            yield from (path for path in paths if path != "$")

    def _passed_by(self, task: Task, event: str, path: str) -> bool:
        """Whether it is only copied into an event of its own that somebody hears: no use of it."""
        heard = {each.on for each in self.world.process.links}
        return any(
            each.copied
            and (each.from_contract, each.from_path) == (event, path)
            and each.path not in self.opened
            and each.contract in heard
            for each in self.made[task.id]
        )

    @cached_property
    def _common(self) -> frozenset[str]:
        """What every event says, where there are enough to tell."""
        known = [{*paths} for each in self.world.events if (paths := self._said(each))]
        return frozenset(set.intersection(*known)) if len(known) >= _SEVERAL else frozenset()

    @cached_property
    def _said_key(self) -> str:
        """By which path events say what they are about: what most of them say."""
        paths = (path for each in self.world.events for path in self._said(each))
        said = Counter(path for path in paths if identifies(path))
        shared = sorted(path for path in self._common if identifies(path))
        return next(iter((*shared, *(path for path, _ in said.most_common(1)))), "")

    @cached_property
    def opened(self) -> Mapping[str, bool]:
        """What is in the envelope, and whether anybody reads it."""
        reads = (paths for (_, event), paths in self._reads.items() if event in self.world.events)
        read = {path for paths in reads for path in paths or ()}
        return {path: path in read for path in sorted(self._common - {self._said_key})}

    @cached_property
    def key(self) -> str:
        """What most requests pass on of what comes in and identifies; else what events say."""
        passed = Counter(
            each.from_path
            for task in self.business.tasks.values()
            for each in self.made[f"request:{task.doer}"] if task.decider
            if each.from_contract in {f"request:{machine}" for machine in self.machines}
            and identifies(each.from_path)
        )  # fmt: skip
        if passed:
            return max(passed, key=lambda path: (passed[path], path))
        key = self._said_key
        births = (o for each in self.world.events for o in self.born(each, key) if key)
        return next((each.path for each in births if each.kind == INPUT), key)

    def inputs(self, tasks: Mapping[str, Task]) -> Iterator[str]:
        """The paths of all that comes from outside."""
        yield from (path for each in self.machines for path in self._said(f"request:{each}"))
        heard = (task.needs.values() for task in tasks.values() if not task.decider)
        sources = (each for needs in heard for several in needs for each in several)
        yield from (origin.path for origin, _ in sources if origin.kind == INPUT)
        yield from (self.key,) if self.key else ()

    def origins(self) -> Iterator[tuple[_At, Birth]]:
        """Where the value of each field of a request, an answer or an event is born."""
        for contract in self.contracts.values():
            if contract.kind in ASKED or contract.id in self.world.events:
                for path in self._said(contract.id):
                    born = self.born(contract.id, path)
                    if len(born) == 1 and not (contract.kind == "event" and path in self.opened):
                        yield (contract.id, path), min(born)


def identifies(path: str) -> bool:
    """Whether a path's last name says which one of many: `order_id`, and not `id` alone."""
    said = words(path.rpartition(".")[2])
    return len(said) > 1 and said[-1] in _IDENTIFYING


def overlapping(one: str, other: str) -> bool:
    """Whether one path is the other, or is in it."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _inside(made: Lineage, path: str) -> str | None:
    """Where what a path has was before it was made so; None where it is made of something else."""
    if made.path == path:
        return made.from_path
    if not path.startswith(f"{made.path}."):
        return None
    rest = path[len(made.path) + 1 :]
    return rest if made.from_path == "$" else f"{made.from_path}.{rest}"


def _paths(fields: tuple[Field, ...] | None) -> tuple[str, ...] | None:
    return None if fields is None else tuple(each.path for each in fields)

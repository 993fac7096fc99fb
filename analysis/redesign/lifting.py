"""From a system that was read to its business: the process without who asks and who announces."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.graph import Edge
from analysis.graph.model import CONTRACT, FIRM
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name, said_alike
from analysis.prediction.process import Step, Succession
from analysis.redesign.business import Business, Follow, Task
from analysis.redesign.naming import compact, spoken
from analysis.redesign.origins import with_values
from analysis.redesign.surroundings import Surroundings
from analysis.refusals import Refused
from analysis.walking import grouped
from analysis.wording import counted, some

_FAILED = "failed"
_ANY_ERROR = (_FAILED, "States.ALL", "States.TaskFailed")


class NothingToRedesign(Refused):
    """No other design can be derived of a system without guessing; the text says why."""


def lift(world: World) -> Business:
    """The business of a system.

    Raises:
        NothingToRedesign: nothing is seen to follow anything, or everything comes round again.
    """
    return with_values(world, _Lifting(world).business())


@dataclass(frozen=True)
class _Lifting:
    world: World

    def business(self) -> Business:
        process = self.world.process
        follows = tuple(_joined(self._follows()))
        if not follows:
            raise NothingToRedesign(
                f"{self.world.title} has {counted(len(process.steps), 'step')} and none that is "
                "seen to follow another, so there is no process to ask for or to announce: what a "
                "change touches as it is, `ripple impact` still answers."
            )
        tasks = {step.id: self._task(step, follows) for step in self.world.ordered}
        found = Business(self.world, tasks, follows, guesses=tuple(self._guesses(tasks)))
        followed = {each.after for each in follows}
        if followed >= tasks.keys():
            raise NothingToRedesign(
                f"In {self.world.title} every step follows another, so that where it begins would "
                "be a guess: what a change touches as it is, `ripple impact` still answers."
            )
        return found

    def _task(self, step: Step, follows: tuple[Follow, ...]) -> Task:
        homeless = step.decider != "" and step.doers == (step.decider,)
        acts = self._acts(step)
        doers = (f"{compact(step.name)}Function",) if homeless else step.doers
        said, refused = self._said(step)
        return Task(
            step.id,
            self._name(step),
            doers,
            self._home(acts) if homeless else self._service(step.doers[0]),
            step.decider,
            step.back,
            {**{each.id: each.name for each in step.refusals}, **_caught(step, follows)},
            said,
            refused,
            not step.decider and not said,
            homeless,
            acts=acts,
            evidence=step.evidence,
        )

    def _name(self, step: Step) -> str:
        if step.decider:
            return step.name
        alone = [each for each in step.aliases if each not in self._components]
        like = [each for each in alone if "_" in each and said_alike(each, step.name)]
        return spoken(next(iter((*like, step.called, *alone)), "") or step.name)

    @cached_property
    def _components(self) -> set[str]:
        return {part.id for part in self.world.system.parts}

    def _said(self, step: Step) -> tuple[str, Mapping[str, str]]:
        """The event types that say how it ends: of a state, those for which others wait."""
        events = self.world.events
        if not step.decider:
            refused = {each.id: each.id for each in step.refusals if each.id in events}
            return step.id if step.id in events else "", refused
        told = [e for e in self._out[step.id] if e.on in events and e.waiting]
        done = next((each.on for each in told if not each.refused), "")
        return done, {each.on: each.on for each in told if each.refused}

    @cached_property
    def _out(self) -> Mapping[str, list[Succession]]:
        return grouped((each.before, each) for each in self.world.process.links)

    def _service(self, doer: str) -> str:
        known = self.world.system.by_id.get(doer)
        return known.service if known else ""

    def _home(self, acts: tuple[Edge, ...]) -> str:
        """Whose task it is of which a machine does all itself: his who writes what it touches."""
        homes = {each for edge in acts for each in self._writers[edge.target]}
        homes = homes or {self._service(edge.target) for edge in acts} - {""}
        return min(homes) if len(homes) == 1 else ""

    @cached_property
    def _writers(self) -> Mapping[str, list[str]]:
        graph = self.world.system.flow
        return grouped(
            (edge.target, self._service(edge.source))
            for edge in graph.flow
            if edge.relation == "writes" and self._service(edge.source)
        )

    @cached_property
    def _around(self) -> Surroundings:
        return Surroundings(self.world, self.world.process.steps)

    def _acts(self, step: Step) -> tuple[Edge, ...]:
        """What its doers do beside the process: tables, others' services."""
        doing = {step.id} if step.decider else set[str]()
        doing |= {*step.doers} - {step.decider}
        return tuple(each for one in sorted(doing) for each in self._around.beside[one])

    def _follows(self) -> Iterator[Follow]:
        process = self.world.process
        near = set(process.neighbours)
        for link in process.links:
            back = process.steps[link.before].back != process.steps[link.after].back
            if link.before == link.after or not (
                link.refused or link in near or back or not link.join
            ):
                continue
            certainty = "declared" if self._seen(link) else "assumed"
            refusals = self._refusals(link) if link.refused else ("",)
            for refusal in refusals:
                steps = (process.steps[link.before], process.steps[link.after])
                alone = not steps[0].decider or steps[0].decider != steps[1].decider
                handed = not link.on and not link.refused and alone
                yield Follow(
                    link.before, link.after, refusal, link.join, link.part, handed, certainty,
                    link.evidence,
                )  # fmt: skip

    def _refusals(self, link: Succession) -> tuple[str, ...]:
        return _refused_by(self.world.process.steps[link.before], link.on)

    def _seen(self, link: Succession) -> bool:
        """Whether no guess says that the one announces it, or that the other hears of it."""
        if link.on in self.world.events:
            told = (self._told[link.on, each] for each in CONTRACT)
            return all(any(each in FIRM for each in several) for several in told if several)
        return self._firm is None or (link.before, link.after, link.on) in self._firm

    @cached_property
    def _told(self) -> Mapping[tuple[str, str], list[str]]:
        """How sure it is who says an event, and who hears it."""
        return grouped(
            ((e.target if e.relation == CONTRACT[0] else e.source, e.relation), e.certainty)
            for e in self.world.system.flow.contracts
        )

    @cached_property
    def _firm(self) -> set[tuple[str, str, str]] | None:
        """What follows what without a guess, None where nothing is guessed."""
        if self.world.firm is self.world:
            return None
        return {(each.before, each.after, each.on) for each in self.world.firm.process.links}

    def _guesses(self, tasks: Mapping[str, Task]) -> Iterator[str]:
        for task in tasks.values():
            if task.homeless:
                home = task.service or f"a new function, {task.doer}, of no service"
                yield f"{task.name} is done by {task.decider} itself; as events it is {home}'s."
        links = self.world.process.links
        followed = {each.after for each in links}
        entries = [tasks[each].name for each in tasks if each not in followed]
        guessed = [each for each in links if not self._seen(each)]
        shared = Counter(doer for task in tasks.values() for doer in task.doers)
        several = {
            "No service is named for {}: each stands for itself.": sorted(
                {t.doer for t in tasks.values() if not t.service and not t.homeless}
            ),
            "Done by more than one: {}.": [t.name for t in tasks.values() if len(t.doers) > 1],
            f"It begins in {len(entries)} ways: {{}}; each is thought to begin by itself.": entries
            if len(entries) > 1
            else [],
            "On what it depends which comes next is not carried over: {}.": [
                task.name for task in tasks.values() if task.decider and self._chooses(task)
            ],
            "What a catch of any error catches is told as one refusal: {}.": [
                task.name for task in tasks.values() if {*_ANY_ERROR} & {*task.refusals.values()}
            ],
            "That {} lead back is told by their names alone.": sorted(
                map(event_name, self.world.process.by_name)
            ),
            "What follows what rests on a guess: {}.": list(
                dict.fromkeys(f"{tasks[e.before].name} → {tasks[e.after].name}" for e in guessed)
            ),
            "Which tables each deed of {} uses is not told apart.": sorted(
                doer for doer, count in shared.items() if count > 1
            ),
        }
        yield from (said.format(some(names)) for said, names in several.items() if names)

    def _chooses(self, task: Task) -> bool:
        return sum(not each.refused and not each.on for each in self._out[task.id]) > 1


def _caught(step: Step, follows: tuple[Follow, ...]) -> Mapping[str, str]:
    """The refusals that are no more than whatever is caught."""
    known = {each.id for each in step.refusals}
    more = {each.refusal for each in follows if each.before == step.id and each.refusal}
    return dict.fromkeys(more - known, _FAILED)


def _refused_by(step: Step, on: str) -> tuple[str, ...]:
    """The refusals that are meant by an event's id, or by the errors that are caught."""
    names = {*on.split(", ")}
    found = tuple(each.id for each in step.refusals if each.id == on or each.name in names)
    return found or (f"{step.id}/{_FAILED}",)


def _joined(follows: Iterator[Follow]) -> Iterator[Follow]:
    """Each once; a join of which no other part is left is none."""
    several = list(dict.fromkeys(follows))
    parts = grouped(((each.after, each.join), each.part) for each in several if each.join)
    for each in several:
        alone = each.join and len({*parts[each.after, each.join]}) < 2
        yield replace(each, join="", part="") if alone else each

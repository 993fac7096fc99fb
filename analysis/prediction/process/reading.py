"""All steps of a system, whoever decides that they run."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from analysis.dependency.model import Dependencies
from analysis.dependency.parts import homes
from analysis.graph.kinds import with_trait
from analysis.graph.waiting import answers, messages
from analysis.prediction.names import event_name
from analysis.prediction.process.choreographed import Choreography
from analysis.prediction.process.leading import Leading
from analysis.prediction.process.orchestrated import Workflows, spoken
from analysis.prediction.process.reactions import Reactions
from analysis.prediction.process.refusing import Refusing
from analysis.prediction.process.roles import with_roles
from analysis.prediction.process.states import CALLS
from analysis.prediction.process.steps import RELAY, Act, Pair, Process, Step, Succession
from analysis.walking import grouped


def process(system: Dependencies) -> Process:
    """The system's steps, those of state machines and those of services that hear events.

    Who neither says nor hears an event has a step where it hands something on, or takes it: by a
    message, a write or a call.
    """
    leading = Leading(system)
    workflows = Workflows(leading.hearing)
    refusing = Refusing(leading)
    choreography = Choreography(leading, refusing, workflows)
    acts, pairs = _acts(refusing, workflows)
    steps = [
        *map(partial(_called, acts), choreography.steps()),
        *map(partial(_also_refused, choreography), workflows.steps()),
    ]
    links = [*choreography.links(), *workflows.links()]
    decided = {*workflows.pairs()}
    handed = list(_handed_on(choreography, acts, [each for each in pairs if each not in decided]))
    links = [_until_answered(pairs, each) for each in links]
    steps += _silent(acts, handed, {step.id for step in steps})
    links = list(dict.fromkeys([*links, *handed]))
    return Process(
        {step.id: step for step in _on_the_way_back(_named_by_doers(steps), links)},
        tuple(links),
        acts,
        pairs,
        leading.by_name | refusing.by_name,
    )


def _called(acts: Sequence[Act], step: Step) -> Step:
    """The step by the name of the deed that comes to it last: who only takes note comes before."""
    names = [act.name for act in acts if step.id in act.says and act.name in step.aliases]
    return replace(step, called=next(iter((*names, *step.aliases)), ""))


def _also_refused(choreography: Choreography, step: Step) -> Step:
    """A state with the events that refuse it; one that says but refusals is on the way back."""
    more, back = choreography.refusals_of(step.id), choreography.leads_back(step.id)
    return replace(step, refusals=(*step.refusals, *more), back=step.back or back)


def _acts(refusing: Refusing, workflows: Workflows) -> tuple[tuple[Act, ...], tuple[Pair, ...]]:
    tasks = list(workflows.acts())
    coordinated = frozenset(act.component for act in tasks)
    found = [*tasks, *Reactions(refusing, coordinated).acts()]
    pairs = [*workflows.pairs(), *Pairing(refusing.leading, workflows, found).pairs()]
    linked = {end for pair in pairs for end in (pair.before, pair.after)}
    kept = [
        act for act in found
        if act.id in linked or act.role == RELAY or act.coordinator or act.on
    ]  # fmt: skip
    return with_roles(kept, pairs)


def _handed_on(
    choreography: Choreography, acts: Sequence[Act], pairs: Sequence[Pair]
) -> Iterator[Succession]:
    """The links by a message, a write or a call, between acts of which no event tells."""
    by_id = {act.id: act for act in acts}
    events = choreography.leading.events
    for pair in pairs:
        before, after = by_id[pair.before], by_id[pair.after]
        if pair.by in events:
            continue
        waiting = (after.coordinator or after.component,)
        join = pair.through[0] if _answers(pair) else ""
        for one in _steps(choreography, before):
            for other in _steps(choreography, after):
                if one != other:
                    part = one if join else ""
                    yield Succession(one, other, "", False, waiting, pair.evidence, join, part)


def _answers(pair: Pair) -> bool:
    """Whether it brings back a token; then it goes through the state that waits for that."""
    return pair.by == CALLS and bool(pair.through)


def _until_answered(pairs: Sequence[Pair], link: Succession) -> Succession:
    """What comes after a state that waits for a token comes when the token is back too."""
    answered = {(pair.through[0], pair.after) for pair in pairs if _answers(pair)}
    if (link.before, link.after) not in answered or link.refused:
        return link
    return replace(link, join=link.before, part=link.before)


def _steps(choreography: Choreography, act: Act) -> tuple[str, ...]:
    """The steps that an act is done for: those of what it says, or that of its component."""
    if act.coordinator:
        return (act.id,)
    said = dict.fromkeys(each for event in act.says for each in choreography.own_steps_of(event))
    alone = dict.fromkeys(choreography.alone(act.component, event) for event in act.on)
    return tuple(said) or tuple(alone) or (act.component,)


def _silent(acts: Sequence[Act], handed: Sequence[Succession], known: set[str]) -> Iterator[Step]:
    ends = {end for link in handed for end in (link.before, link.after)} - known
    components = {act.component for act in acts}
    for end in sorted(ends):
        component = end if end in components else end.rpartition("/")[0]
        mine = [act for act in acts if act.component == component]
        yield Step(
            end,
            end if end == component else event_name(end),
            (component,),
            aliases=tuple(act.name for act in mine),
            evidence=tuple(at for act in mine for at in act.evidence),
        )


def _on_the_way_back(steps: list[Step], links: Sequence[Succession]) -> list[Step]:
    """What only refusals, and what comes of them, set to work is on the way back too.

    So is what a workflow's events, or events that start a workflow, have others do.
    """
    into = grouped((link.after, link) for link in links if link.before != link.after)
    back = {step.id for step in steps if step.back}
    left = [step.id for step in steps if not step.back and into[step.id]]
    while True:
        more = {
            each
            for each in left
            if each not in back and all(e.refused or e.before in back for e in into[each])
        }
        if not more:
            return [replace(step, back=step.id in back) for step in steps]
        back |= more


def _named_by_doers(steps: list[Step]) -> list[Step]:
    """A component that does one step forward only is a name of that step too."""
    does = Counter(doer for step in steps if not step.back for doer in step.doers)
    return [
        step
        if step.decider
        else replace(
            step,
            aliases=step.aliases
            + tuple(
                alias
                for doer in step.doers
                if does[doer] == 1 and not step.back
                for alias in spoken(doer)
            ),
        )
        for step in steps
    ]


_DOERS = with_trait("runs code")


@dataclass(frozen=True)
class Pairing:
    """The pairs of acts without a transition; an outbox is passed, and named."""

    leading: Leading
    workflows: Workflows
    acts: Sequence[Act]

    def pairs(self) -> Iterator[Pair]:
        """Each once."""
        seen: set[tuple[str, str, str]] = set()
        for pair in (
            *self._by_event(), *self._by_message(), *self._by_call(), *self._by_answer()
        ):  # fmt: skip
            key = (pair.before, pair.after, pair.by)
            if key not in seen and pair.before != pair.after:
                seen.add(key)
                yield pair

    def _by_event(self) -> Iterator[Pair]:
        hearing = self.leading.hearing
        for act in self.acts:
            for event in act.says if act.role != RELAY else ():
                says = {each: at[event] for each, at in hearing.says.items() if event in at}
                relays = tuple(each.id for each in self.acts
                               if each.role == RELAY and each.component in says)  # fmt: skip
                through = () if act.component in says or act.coordinator in says else relays
                said = tuple(at for each in says.values() for at in each)
                for taker in self.leading.takers.get(event, ()):
                    at = (*said, *hearing.hears[taker][event])
                    for after in self._triggered(taker, event):
                        yield Pair(act.id, after, event, through, at)

    def _by_message(self) -> Iterator[Pair]:
        graph, taking = self.leading.system.flow, self.leading.hearing.taking
        sends = (edge for edge in graph.flow if edge.relation in ("publishes", "writes"))
        channels = grouped((edge.source, edge.target) for edge in sends)
        for edge in messages(graph, taking.fed):
            for act in self._from(edge.target):
                known = sorted(channels[edge.target])
                by = next((e for e in known if edge.source in taking.fed.by(e)), "message")
                for after in self._triggered(edge.source, ""):
                    if not self._told_apart(act, after):
                        yield Pair(act.id, after, by, (), edge.evidence)

    def _by_answer(self) -> Iterator[Pair]:
        """Who brings a token back has the machine that waits for it go on."""
        for edge in answers(self.leading.system.flow):
            for act in self._from(edge.target):
                for state, way in self.workflows.states.resumed(edge.source):
                    yield Pair(act.id, way.state, CALLS, (state,), edge.evidence)

    def _told_apart(self, act: Act, after: str) -> bool:
        """Whether an act is known to have another say things, and none of those of this one."""
        component = next((each.component for each in self.acts if each.id == after), "")
        leading = self.leading
        if not leading.hearing.known(act.component, component):
            return False
        says = {event for each in self.acts if each.id == after for event in each.says}
        return not any(leading.hearing.brings_about(act.component, component, e) for e in says)

    def _by_call(self) -> Iterator[Pair]:
        """Who calls another, which helps a task of a machine, unless that is a machine itself."""
        for edge in self.leading.system.flow.flow:
            if edge.relation == "invokes" and self._kind(edge.source) in _DOERS:
                for act in self._from(edge.source):
                    for after in self._triggered(edge.target, ""):
                        if not act.coordinator or after in self.workflows.states.working:
                            yield Pair(act.id, after, CALLS, (), edge.evidence)

    def _from(self, actor: str) -> list[Act]:
        """The acts that somebody does, be it as the task of a workflow."""
        if self._kind(actor) == "state":
            return [act for act in self.acts if act.id == actor]
        return [act for act in self._of[self._homes.get(actor, actor)] if act.role != RELAY]

    def _triggered(self, actor: str, event: str) -> Iterator[str]:
        """What begins in a component: a machine's first tasks, a function's own act."""
        for taker in self.leading.hearing.taking.by(actor):
            yield from self._begun(taker, event if taker == actor else "")

    def _begun(self, actor: str, event: str) -> Iterator[str]:
        if self._kind(actor) == "state machine":
            yield from self.workflows.starts(actor, event)
            return
        for act in self._of[actor]:
            waiting = event in act.on if event else not act.on
            if waiting and not act.coordinator and act.role != RELAY:
                yield act.id

    @cached_property
    def _of(self) -> Mapping[str, list[Act]]:
        return grouped((act.component, act) for act in self.acts)

    @cached_property
    def _homes(self) -> Mapping[str, str]:
        return homes(self.leading.system.flow)

    def _kind(self, id_: str) -> str:
        node = self.leading.system.flow.by_id.get(id_)
        return node.kind if node else ""

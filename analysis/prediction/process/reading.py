"""All steps of a system, whoever decides that they run."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from analysis.dependency.model import Dependencies
from analysis.prediction.process.choreographed import Choreography
from analysis.prediction.process.leading import Leading
from analysis.prediction.process.model import RELAY, Act, Link, Pair, Process, Step
from analysis.prediction.process.orchestrated import Workflows, spoken
from analysis.prediction.process.pairing import Pairing
from analysis.prediction.process.reactions import Reactions
from analysis.prediction.process.refusing import Refusing
from analysis.prediction.process.roles import with_roles


def process(system: Dependencies) -> Process:
    """The system's steps, those of state machines and those of services that hear events.

    Who neither says nor hears an event has a step where it hands something on, or takes it: by a
    message, a write or a call.
    """
    leading, workflows = Leading(system), Workflows(system)
    refusing = Refusing(leading)
    choreography = Choreography(refusing, workflows)
    acts, pairs = _acts(refusing, workflows)
    steps = [*map(partial(_called, acts), choreography.steps()), *workflows.steps()]
    links = [*choreography.links(), *workflows.links()]
    handed = list(_handed_on(choreography, acts, pairs))
    steps += _silent(acts, handed, {step.id for step in steps})
    return Process(
        {step.id: step for step in _named_by_doers(steps)},
        tuple(dict.fromkeys([*links, *handed])),
        acts,
        pairs,
        leading.by_name | refusing.by_name,
    )


def _called(acts: Sequence[Act], step: Step) -> Step:
    """The step by the name of the deed that comes to it last: who only takes note comes before."""
    names = [act.name for act in acts if step.id in act.says and act.name in step.aliases]
    return replace(step, called=next(iter((*names, *step.aliases)), ""))


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
) -> Iterator[Link]:
    """The links by a message, a write or a call, between acts of which no event tells."""
    by_id = {act.id: act for act in acts}
    events = choreography.leading.events
    for pair in pairs:
        before, after = by_id[pair.before], by_id[pair.after]
        if pair.by in events or (before.coordinator and before.coordinator == after.coordinator):
            continue
        for one in _steps(choreography, before):
            for other in _steps(choreography, after):
                if one != other:
                    yield Link(one, other, "", False, (after.component,), pair.evidence)


def _steps(choreography: Choreography, act: Act) -> tuple[str, ...]:
    """The steps that an act is done for: those of what it says, or that of its component."""
    if act.coordinator:
        return (act.id,)
    said = dict.fromkeys(map(choreography.step, act.says))
    return tuple(said) or (act.component,)


def _silent(acts: Sequence[Act], handed: Sequence[Link], known: set[str]) -> Iterator[Step]:
    ends = {end for link in handed for end in (link.before, link.after)} - known
    for component in sorted(ends):
        mine = [act for act in acts if act.component == component]
        yield Step(
            component,
            component,
            (component,),
            aliases=tuple(act.name for act in mine),
            evidence=tuple(at for act in mine for at in act.evidence),
        )


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

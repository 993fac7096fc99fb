"""Operators on the order of steps that there are: swap, remove, run in parallel."""

from analysis.prediction.drafting import Draft
from analysis.prediction.hits import Hop
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.process import Link, Step
from analysis.prediction.undoing import evidence_of, keeps, lacks_undo, new_undo, undo_of

CONTROL = "control"


def swap_steps(world: World, draft: Draft) -> Impact:
    """Whoever waits for A or for B, and their undo paths."""
    before, after = _pair(world, draft)
    if before.decider:
        _land_on_machine(draft, before, f"runs {before.name} before {after.name}", world)
        _undo_newly(world, draft, after, before)
    else:
        for step, other in ((before, after), (after, before)):
            for doer in step.doers:
                draft.start(
                    doer,
                    CONTROL,
                    f"must {step.deed} {_when(step is before)} {other.name}",
                    evidence_of(world, step),
                )
        _who_waits(world, draft, before, after)
        _undo_newly(world, draft, after, before)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def remove_step(world: World, draft: Draft) -> Impact:
    """Whoever waits for the step, its undo path, and whoever did nothing else."""
    step = world.step(draft.change.names[0])
    if step.decider:
        _land_on_machine(draft, step, f"decides that {step.name} runs", world)
        _out_of_work(world, draft, step)
    else:
        for doer in step.doers:
            draft.start(doer, CONTROL, f"must {step.deed} no more", evidence_of(world, step))
        _who_waits(world, draft, step)
    return draft.closed(lambda part: world.why_not(part, (step,)))


def parallel_steps(world: World, draft: Draft) -> Impact:
    """Whoever does B; whoever undoes on A's refusal what must wait until B is undone.

    Who does B says how it ended only once A is done too, so that what the others hear keeps its
    meaning. A coordinator decides all of that alone.
    """
    before, after = _pair(world, draft)
    if before.decider:
        _land_on_machine(draft, before, f"runs {before.name} before {after.name}", world)
    else:
        for doer in after.doers:
            draft.start(
                doer,
                CONTROL,
                f"must {after.deed} without waiting for {before.name}",
                evidence_of(world, after),
            )
        _undo_both(world, draft, before, after)
    _undo_newly(world, draft, after, before)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def _undo_both(world: World, draft: Draft, before: Step, after: Step) -> None:
    """When A refuses, B is undone first; who hears how B ended hears it when A has ended too."""
    for link in world.process.on_refusal(before.id) if keeps(world, after) else ():
        _take(world, draft, link, before, f"once {after.name} is undone")
    said = (after.name, *(each.name for each in after.refusals))
    for link in (*world.process.after(after.id), *world.process.on_refusal(after.id)):
        for waiting in link.waiting:
            reason = f"hearing {' or '.join(said)} as before, only when {before.name} is decided"
            draft.spare(waiting, reason)


def _out_of_work(world: World, draft: Draft, step: Step) -> None:
    """Who did the step, or its undo, for a workflow and nothing else is asked no more, and goes."""
    undo = undo_of(world, step)
    gone = {step.id, *([undo.id] if undo else [])}
    for each in filter(None, (step, undo)):
        for doer in each.doers:
            does = {other.id for other in world.process.steps.values() if doer in other.doers}
            if does <= gone and doer != step.decider:
                reason = f"is asked to run {each.name} no more, and for nothing else"
                draft.hit(doer, CONTROL, reason, by=step.decider, at=each.evidence)


def _pair(world: World, draft: Draft) -> tuple[Step, Step]:
    link = world.pair(*draft.change.names)
    return world.process.steps[link.before], world.process.steps[link.after]


def _when(was_first: bool) -> str:
    return "only after" if was_first else "before"


def _land_on_machine(draft: Draft, step: Step, reason: str, world: World) -> None:
    links = (*world.process.triggers(step.id), *world.process.after(step.id))
    at = [each for link in links for each in link.evidence] or step.evidence
    draft.start(step.decider, CONTROL, reason, dict.fromkeys(at))


def _who_waits(world: World, draft: Draft, *steps: Step) -> None:
    """Choreography: takers of the steps' events, of their refusals, and of their undoing."""
    for step in steps:
        for link in world.process.after(step.id):
            _take(world, draft, link, step)
        for link in world.process.on_refusal(step.id):
            _take(world, draft, link, step)
        undo = undo_of(world, step)
        if undo is None:
            continue
        for doer in undo.doers:
            reason = f"must {undo.deed}, which undoes {step.name}, at another point"
            draft.hit(doer, CONTROL, reason, by=step.id, at=evidence_of(world, undo))
        for link in world.process.after(undo.id):
            _take(world, draft, link, undo)


def _take(world: World, draft: Draft, link: Link, step: Step, when: str = "") -> None:
    """From whoever does the step, by the event that it waits for, to whoever takes that."""
    after = world.process.steps[link.after]
    said = next((e.evidence for e in step.refusals if e.id == link.on), step.evidence)
    first = tuple(
        Hop(doer, link.on, "schema", f"publishes {event_name(link.on)}", said)
        for doer in step.doers[:1]
    )
    for waiting in link.waiting:
        reason = f"waits for {event_name(link.on)} in order to {after.deed}"
        reason += f", which must be {when}" if when else ""
        draft.hit(waiting, CONTROL, reason, by=link.on, at=link.evidence, after=first)


def _undo_newly(world: World, draft: Draft, step: Step, refusing: Step) -> None:
    """A step that will be done when the other refuses must be undone then, on either side."""
    if lacks_undo(world, step, refusing):
        reason = f"undoes {step.name}, which nobody can yet, when {refusing.name} is refused"
        if step.decider:
            new_undo(draft, step, reason)
        for doer in () if step.decider else step.doers:
            must = f"must undo {step.name}, which nobody can yet, when {refusing.name} is refused"
            draft.hit(doer, CONTROL, must, by=refusing.name, at=step.evidence)

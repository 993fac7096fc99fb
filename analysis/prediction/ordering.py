"""Operators on the order of steps: insert, swap, remove, run in parallel."""

from analysis.prediction.drafting import Draft, Path
from analysis.prediction.impact import Hop, Impact
from analysis.prediction.lookup import World
from analysis.prediction.process import Link, Step
from analysis.prediction.undoing import Undo, evidence_of, lacks_undo, to_undo, undo_of

CONTROL = "control"


def insert_step(world: World, draft: Draft, *, compensated: bool = False) -> Impact:
    """X; whoever waits for A in order to do B; whoever must undo, if X can refuse.

    A compensated step is undone between B's undo and A's: whoever undoes A waits for that.
    """
    change, steps = draft.change, world.process.steps
    link = world.pair(*change.between)
    before, after = steps[link.before], steps[link.after]
    new = draft.new(change.names[0], f"runs once {before.name} is done, before {after.name}")
    _put_between(draft, new, link, before, after)
    if change.can_refuse and not before.back:
        _undo_if_refused(world, draft, new, before, after)
    if compensated and not before.back:
        _undo_new(world, draft, new, before, after)
    return draft.closed(lambda part: _not_asked(world, part, (before, after)))


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
                    f"does {step.name}, which now comes {_when(step is before)} {other.name}",
                    evidence_of(world, step),
                )
        _who_waits(world, draft, before, after)
        _undo_newly(world, draft, after, before)
    return draft.closed(lambda part: _not_asked(world, part, (before, after)))


def remove_step(world: World, draft: Draft) -> Impact:
    """Whoever waits for the step, and its undo path."""
    step = world.step(draft.change.names[0])
    if step.decider:
        _land_on_machine(draft, step, f"decides that {step.name} runs", world)
        for doer in step.doers:
            draft.spare(doer, f"is asked for {step.name} no more; deleting it can wait")
    else:
        for doer in step.doers:
            draft.start(doer, CONTROL, f"does {step.name}", evidence_of(world, step))
        _who_waits(world, draft, step)
    return draft.closed(lambda part: _not_asked(world, part, (step,)))


def parallel_steps(world: World, draft: Draft) -> Impact:
    """Whoever waits for A or for B, and their undo paths."""
    before, after = _pair(world, draft)
    if before.decider:
        _land_on_machine(draft, before, f"runs {before.name} before {after.name}", world)
    else:
        for doer in after.doers:
            draft.start(
                doer,
                CONTROL,
                f"waits for {before.name} in order to do {after.name}, and must not any more",
                evidence_of(world, after),
            )
        _who_waits(world, draft, before, after)
    _undo_newly(world, draft, after, before)
    return draft.closed(lambda part: _not_asked(world, part, (before, after)))


def _pair(world: World, draft: Draft) -> tuple[Step, Step]:
    link = world.pair(*draft.change.names)
    return world.process.steps[link.before], world.process.steps[link.after]


def _when(was_first: bool) -> str:
    return "after" if was_first else "before"


def _land_on_machine(draft: Draft, step: Step, reason: str, world: World) -> None:
    links = (*world.process.triggers(step.id), *world.process.after(step.id))
    at = [each for link in links for each in link.evidence] or step.evidence
    draft.start(step.decider, CONTROL, reason, dict.fromkeys(at))


def _put_between(draft: Draft, new: str, link: Link, before: Step, after: Step) -> None:
    if after.decider:
        reason = f"decides that {after.name} runs after {before.name}"
        draft.hit(after.decider, CONTROL, reason, by=new, at=link.evidence)
    for waiting in link.waiting:
        reason = f"waits for {before.name} in order to do {after.name}"
        draft.hit(waiting, CONTROL, reason, by=new, at=link.evidence)


def _undo_if_refused(world: World, draft: Draft, new: str, before: Step, after: Step) -> None:
    """Whoever undoes what was done when B refuses does so when X refuses; else A's undo."""
    taken = [each for each in world.process.on_refusal(after.id) if each.waiting]
    for link in taken:
        undo = world.process.steps[link.after]
        for waiting in link.waiting:
            reason = f"does {undo.name} when {after.name} is refused, and so when {new} refuses"
            draft.hit(waiting, CONTROL, reason, by=new, at=link.evidence)
    if taken:
        return
    path: Path = ()
    when = f"{new} refuses"
    for undo in to_undo(world, before):
        path = _must_undo(world, draft, undo, new, when, path)
        when = f"{undo.of.name} is undone"


def _must_undo(  # noqa: PLR0913, PLR0917 - who undoes what, and how it comes to that
    world: World, draft: Draft, undo: Undo, new: str, when: str, path: Path
) -> Path:
    """Existing undoers must hear one thing more; a step that was never undone learns to be."""
    step = undo.by or undo.of
    if undo.by:
        reason = f"does {step.name} on the way back, and must also when {when}"
    else:
        reason = f"must be able to undo {step.name} when {when}, which nothing does yet"
    at = evidence_of(world, step)
    by = path[-1].target if path else new
    if step.decider:
        if undo.by is None:
            _new_undo(draft, step, f"undoes {step.name} when {when}, which nothing does yet")
            reason = f"must have {step.name} undone when {when}"
        return draft.hit(step.decider, CONTROL, reason, by=new, at=at)[:0]
    made = path
    for doer in step.doers:
        made = draft.hit(doer, CONTROL, reason, by=by, at=at, after=path)
    return made


def _new_undo(draft: Draft, step: Step, reason: str) -> None:
    service = next((draft.service(each) for each in step.doers if draft.service(each)), "")
    draft.new(f"undo of {step.name}", reason, service=service, starting=False)


def _undo_new(world: World, draft: Draft, new: str, before: Step, after: Step) -> None:
    """Refusals from B on undo X before A: whoever hears of them to undo A waits for X's undo."""
    later = (after.id, *world.process.later(after.id))
    refusing = [world.process.steps[each] for each in later if world.process.steps[each].refusals]
    if not refusing:
        draft.note(f"Nothing after {new} can refuse, so nothing would ever undo it.")
        return
    undo = undo_of(world, before)
    for step in [undo] if undo else []:
        reason = f"does {step.name} after a refusal, and must wait until {new} is undone"
        for link in world.process.triggers(step.id):
            for part in link.waiting or (step.decider,):
                draft.hit(part, CONTROL, reason, by=new, at=link.evidence)
    for step in refusing:
        for doer in step.doers:
            said = " or ".join(each.name for each in step.refusals)
            draft.spare(doer, f"says {said} as before: who undoes what then is not its concern")


def _who_waits(world: World, draft: Draft, *steps: Step) -> None:
    """Choreography: takers of the steps' events, of their refusals, and of their undoing."""
    for step in steps:
        for link in world.process.after(step.id):
            _take(world, draft, link, step, f"waits for {step.name}")
        for link in world.process.on_refusal(step.id):
            _take(world, draft, link, step, f"waits for {step.name} to be refused")
        undo = undo_of(world, step)
        if undo is None:
            continue
        for doer in undo.doers:
            reason = f"does {undo.name}, which undoes {step.name}"
            draft.hit(doer, CONTROL, reason, by=step.id, at=evidence_of(world, undo))
        for link in world.process.after(undo.id):
            _take(world, draft, link, undo, f"waits for {undo.name}, which undoes {step.name}")


def _take(world: World, draft: Draft, link: Link, step: Step, reason: str) -> None:
    """From whoever does the step, by the event that it waits for, to whoever takes that."""
    after = world.process.steps[link.after]
    said = next((e.evidence for e in step.refusals if e.id == link.on), step.evidence)
    first = tuple(
        Hop(doer, link.on, "schema", "what it says when it has done it", said)
        for doer in step.doers[:1]
    )
    for waiting in link.waiting:
        why = f"{reason} in order to do {after.name}"
        draft.hit(waiting, CONTROL, why, by=link.on, at=link.evidence, after=first)


def _undo_newly(world: World, draft: Draft, step: Step, refusing: Step) -> None:
    """A step that will be done when the other refuses must be undone then, on either side."""
    if lacks_undo(world, step, refusing):
        reason = f"nothing undoes {step.name} yet, and {refusing.name} may refuse once it is done"
        if step.decider:
            _new_undo(draft, step, reason)
        for doer in () if step.decider else step.doers:
            draft.hit(doer, CONTROL, reason, by=refusing.name, at=step.evidence)


def _not_asked(world: World, part: str, steps: tuple[Step, ...]) -> str:
    names = " or ".join(step.name for step in steps)
    decided = {step.decider for step in world.process.steps.values() if part in step.doers} - {""}
    if decided:
        return f"does its deed when {' or '.join(sorted(decided))} asks, and knows no other step"
    return f"does not wait for {names}"

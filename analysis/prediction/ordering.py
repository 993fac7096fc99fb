"""What operators share that change the order of steps that there are."""

from analysis.dependency.model import Hop
from analysis.prediction.drafting import Draft
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.process import Link, Step
from analysis.prediction.undoing import evidence_of, lacks_undo, new_undo, undo_of

CONTROL = "control"


def neighbours(world: World, draft: Draft) -> tuple[Step, Step]:
    """The two steps that the change names, as neighbours."""
    link = world.pair(*draft.change.names)
    return world.process.steps[link.before], world.process.steps[link.after]


def land_on_machine(draft: Draft, step: Step, reason: str, world: World) -> None:
    """The state machine that decides the step is where the request lands."""
    links = (*world.process.triggers(step.id), *world.process.after(step.id))
    at = [each for link in links for each in link.evidence] or step.evidence
    draft.start(step.decider, CONTROL, reason, dict.fromkeys(at))


def who_waits(world: World, draft: Draft, *steps: Step) -> None:
    """Choreography: takers of the steps' events, of their refusals, and of their undoing."""
    for step in steps:
        for link in world.process.after(step.id):
            take(world, draft, link, step)
        for link in world.process.on_refusal(step.id):
            take(world, draft, link, step)
        undo = undo_of(world, step)
        if undo is None:
            continue
        for doer in undo.doers:
            reason = f"must {undo.deed}, which undoes {step.name}, at another point"
            draft.hit(doer, CONTROL, reason, by=step.id, at=evidence_of(world, undo))
        for link in world.process.after(undo.id):
            take(world, draft, link, undo)


def take(world: World, draft: Draft, link: Link, step: Step, when: str = "") -> None:
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


def undo_newly(world: World, draft: Draft, step: Step, refusing: Step) -> None:
    """A step that will be done when the other refuses must be undone then, in any design."""
    if lacks_undo(world, step, refusing):
        reason = f"undoes {step.name}, which nobody can yet, when {refusing.name} is refused"
        if step.decider:
            new_undo(draft, step, reason)
        for doer in () if step.decider else step.doers:
            must = f"must undo {step.name}, which nobody can yet, when {refusing.name} is refused"
            draft.hit(doer, CONTROL, must, by=refusing.name, at=step.evidence)

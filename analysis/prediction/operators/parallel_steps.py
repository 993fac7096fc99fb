"""Run two neighbouring steps at once."""

from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.operator import ChangeKind, Operator, each_pair
from analysis.prediction.process import Step
from analysis.prediction.undoing import (
    CONTROL,
    by_listeners,
    by_workflow,
    evidence_of,
    keeps,
    land_on_machine,
    neighbours,
    one_machine,
    take,
    undo_newly,
)


def parallel_steps(world: World, draft: ImpactDraft) -> Impact:
    """Whoever does B; whoever undoes on A's refusal what must wait until B is undone.

    Who does B says how it ended only once A is done too, so that what the others hear keeps its
    meaning. A coordinator decides all of that alone.
    """
    before, after = neighbours(world, draft)
    if one_machine(before, after):
        land_on_machine(draft, before, f"runs {before.name} before {after.name}", world)
    else:
        for part in after.deciders:
            draft.start(
                part,
                CONTROL,
                f"must {after.deed} without waiting for {before.name}",
                evidence_of(world, after),
            )
        _tell_sooner(world, draft, before, after)
        _undo_both(world, draft, before, after)
    undo_newly(world, draft, after, before)
    if one_machine(before, after):
        by_workflow(draft, before.decider, f"runs {before.name} and {after.name} at once")
    else:
        by_listeners(draft, f"Whoever does {after.name} waits for {before.name} no more.")
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def _tell_sooner(world: World, draft: ImpactDraft, before: Step, after: Step) -> None:
    """Where a machine runs A and no event tells others that it is about to, it must say so."""
    triggers = world.process.before(before.id)
    if before.decider and not (triggers and all(link.on for link in triggers)):
        reason = f"must have {after.name} begin when it runs {before.name}, which it tells nobody"
        draft.start(before.decider, CONTROL, reason, evidence_of(world, before))


def _undo_both(world: World, draft: ImpactDraft, before: Step, after: Step) -> None:
    """When A refuses, B is undone first; who hears how B ended hears it when A has ended too."""
    for link in world.process.on_refusal(before.id) if keeps(world, after) else ():
        take(world, draft, link, before, f"once {after.name} is undone")
    said = (after.name, *(each.name for each in after.refusals))
    for link in (*world.process.after(after.id), *world.process.on_refusal(after.id)):
        for waiting in link.waiting:
            reason = f"hearing {' or '.join(said)} as before, only when {before.name} is decided"
            draft.spare(waiting, reason)


OPERATOR = Operator(
    "parallel-steps",
    ChangeKind.ORDER,
    ("A", "B"),
    "two neighbouring steps run at once",
    (parallel_steps,),
    each_pair,
    rank=5,
)

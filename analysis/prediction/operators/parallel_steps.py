"""Run two neighbouring steps at once."""

from collections.abc import Sequence

from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.operator import ChangeKind, Operator, each_pair
from analysis.prediction.process import Step
from analysis.prediction.reordering import begins, follow_both, followers, unknown
from analysis.prediction.undoing import (
    CONTROL,
    by_one_workflow,
    evidence_of,
    keeps,
    neighbours,
    one_machine,
    take,
    undo_newly,
)
from analysis.prediction.way import YES


def workflow_runs_both(world: World, draft: ImpactDraft) -> Impact | None:
    """The workflow that decides both runs them at once."""
    return by_one_workflow(
        world, draft, lambda one, other: f"runs {one.name} and {other.name} at once"
    )


def second_keeps_its_answer(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever does B; whoever undoes on A's refusal what must wait until B is undone.

    Who does B says how it ended only once A is done too, so that what the others hear keeps its
    meaning.
    """
    before, after = neighbours(world, draft)
    if one_machine(before, after):
        return None
    sooner = _begins_sooner(world, draft, before, after)
    _undo_both(world, draft, before, after)
    said = (after.name, *(each.name for each in after.refusals))
    for link in (*world.process.after(after.id), *world.process.on_refusal(after.id)):
        for waiting in link.waiting:
            reason = f"hearing {' or '.join(said)} as before, only when {before.name} is decided"
            draft.spare(waiting, reason)
    draft.way(
        "the second keeps its answer",
        f"Whoever does {after.name} begins without {before.name}, and says how it ended once "
        f"{before.name} is decided too.",
        underway=f"whatever {before.name} sets off is done then, unless it is done already",
    )
    _deploy(world, draft, (before, after), sooner, after.deciders)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def followers_wait_for_both(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever does B says at once how it ended; whoever waited for B waits for A too.

    Whoever undoes A on B's refusal may hear of that before A is done.
    """
    before, after = neighbours(world, draft)
    if one_machine(before, after) or not followers(world, after):
        return None
    joining = list(follow_both(world, draft, after, before))
    for link in world.process.on_refusal(after.id):
        undo = world.process.steps[link.after]
        reason = f"must {undo.deed} also where {before.name} is not done yet, and never will be"
        for part in link.waiting:
            draft.hit(part, CONTROL, reason, by=link.on, at=link.evidence)
            joining.append(part)
    sooner = _begins_sooner(world, draft, before, after)
    _undo_both(world, draft, before, after)
    draft.way(
        "whoever follows waits for both",
        f"Whoever does {after.name} begins without {before.name}, and whoever follows goes on once "
        "both are done.",
        underway=f"whatever {before.name} sets off is done then, unless it is done already",
    )
    _deploy(world, draft, (before, after), joining, sooner, after.deciders)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def _deploy(
    world: World, draft: ImpactDraft, steps: tuple[Step, Step], *turns: Sequence[str]
) -> None:
    """Who follows first, then B's doers, and whoever undoes last."""
    before, after = steps
    if begins(world, before):
        unknown(draft, f"nothing comes before {before.name} that sets {after.name} off too")
        return
    named = [part for turn in turns for part in turn]
    undoing = [part for part in draft.causes if part not in named]
    why = (
        f"{after.name} begins sooner and hears how {before.name} ends; until whoever undoes waits "
        "for both, either is undone at its own time"
    )
    draft.deploy(YES, *named, *undoing, why=why)


def _begins_sooner(world: World, draft: ImpactDraft, before: Step, after: Step) -> tuple[str, ...]:
    """Whoever does B no longer waits for A; who must tell it that it can begin, if anybody.

    Where a machine runs A and no event tells others that it is about to, it must say so.
    """
    for part in after.deciders:
        reason = f"must {after.deed} without waiting for {before.name}"
        draft.start(part, CONTROL, reason, evidence_of(world, after))
    triggers = world.process.before(before.id)
    if before.decider and not (triggers and all(link.on for link in triggers)):
        reason = f"must have {after.name} begin when it runs {before.name}, which it tells nobody"
        draft.start(before.decider, CONTROL, reason, evidence_of(world, before))
        return (before.decider,)
    return ()


def _undo_both(world: World, draft: ImpactDraft, before: Step, after: Step) -> None:
    """When A refuses, B is undone first."""
    for link in world.process.on_refusal(before.id) if keeps(world, after) else ():
        take(world, draft, link, before, f"once {after.name} is undone")
    undo_newly(world, draft, after, before)


OPERATOR = Operator(
    "parallel-steps",
    ChangeKind.ORDER,
    ("A", "B"),
    "two neighbouring steps run at once",
    (workflow_runs_both, second_keeps_its_answer, followers_wait_for_both),
    each_pair,
    rank=5,
)

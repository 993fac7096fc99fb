"""Remove a step."""

from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.operator import ChangeKind, Operator, each_step
from analysis.prediction.process import Step
from analysis.prediction.undoing import (
    CONTROL,
    UNDER_WAY,
    by_listeners,
    evidence_of,
    land_on_machine,
    undo_of,
    who_misses,
    written_by,
)
from analysis.prediction.way import YES


def remove_step(world: World, draft: ImpactDraft) -> Impact:
    """Whoever waits for the step, its undo path, and whoever did nothing else."""
    step = world.step(draft.change.names[0])
    if step.decider:
        land_on_machine(draft, step, f"decides that {step.name} runs", world)
        _out_of_work(world, draft, step)
        draft.way(
            "the workflow decides it",
            f"{step.decider} runs {step.name} no more.",
            underway=UNDER_WAY,
        )
        gone = [part for part in draft.causes if part != step.decider]
        why = "what is asked no more goes when the last execution that asks it has ended"
        draft.deploy(YES, step.decider, *gone, why=why)
        if who_misses(world, draft, step):
            by_listeners(draft, f"Whoever waited for {step.name} hears what led to it.")
    else:
        for doer in step.doers:
            at = dict.fromkeys((*written_by(world, doer, step), *evidence_of(world, step)))
            draft.start(doer, CONTROL, f"must {step.deed} no more", at)
        who_misses(world, draft, step)
        by_listeners(draft, f"Whoever waited for {step.name} hears what led to it.")
        if {*draft.causes} <= draft.starting and not world.process.after(step.id):
            draft.deploy(YES, *draft.causes, why="nobody waited for it")
    return draft.closed(lambda part: world.why_not(part, (step,)))


def _out_of_work(world: World, draft: ImpactDraft, step: Step) -> None:
    """Who did the step, or its undo, for a workflow and nothing else is asked no more, and goes."""
    undo = undo_of(world, step)
    gone = {step.id, *([undo.id] if undo else [])}
    for each in filter(None, (step, undo)):
        for doer in each.doers:
            does = {other.id for other in world.process.steps.values() if doer in other.doers}
            if does <= gone and doer != step.decider and not world.outside(doer):
                reason = f"is asked to run {each.name} no more, and for nothing else"
                draft.hit(doer, CONTROL, reason, by=step.decider, at=each.evidence)


OPERATOR = Operator(
    "remove-step",
    ChangeKind.ORDER,
    ("A",),
    "a step is done no more",
    (remove_step,),
    each_step,
    rank=6,
)

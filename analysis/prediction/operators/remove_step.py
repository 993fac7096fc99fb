"""Remove a step."""

from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.operator import ChangeKind, Operator, each_step
from analysis.prediction.process import Step
from analysis.prediction.reordering import BEGUN, BOUNDARY, begins, in_turn, unknown
from analysis.prediction.undoing import (
    CONTROL,
    UNDER_WAY,
    evidence_of,
    land_on_machine,
    same_home,
    undo_of,
    who_misses,
    written_by,
)
from analysis.prediction.way import NO, YES
from analysis.wording import listed


def workflow_leaves_it_out(world: World, draft: ImpactDraft) -> Impact | None:
    """The workflow runs the step no more; whoever did nothing else goes."""
    step = world.step(draft.change.names[0])
    if not step.decider:
        return None
    land_on_machine(draft, step, f"decides that {step.name} runs", world)
    _out_of_work(world, draft, step)
    draft.way(
        "the workflow decides it",
        f"{step.decider} runs {step.name} no more.",
        underway=UNDER_WAY,
    )
    gone = [part for part in draft.causes if part != step.decider]
    if who_misses(world, draft, step):
        _each_hears_another(draft, step)
        unknown(draft, BOUNDARY)
    else:
        why = "what is asked no more goes when the last execution that asks it has ended"
        draft.deploy(YES, step.decider, *gone, why=why)
    return draft.closed(lambda part: world.why_not(part, (step,)))


def each_hears_another(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever waits for the step, and its undo path, hears what led to it."""
    step = world.step(draft.change.names[0])
    if step.decider:
        return None
    for doer in step.doers:
        at = dict.fromkeys((*written_by(world, doer, step), *evidence_of(world, step)))
        draft.start(doer, CONTROL, f"must {step.deed} no more", at)
    who_misses(world, draft, step)
    _each_hears_another(draft, step)
    _deploy(world, draft, step)
    return draft.closed(lambda part: world.why_not(part, (step,)))


def _each_hears_another(draft: ImpactDraft, step: Step) -> None:
    draft.way(
        "each hears something else",
        f"Whoever waited for {step.name} hears what led to it.",
        underway=BEGUN,
    )


def _deploy(world: World, draft: ImpactDraft, step: Step) -> None:
    """Who hears of it first, its doers last; there is no such order where it can refuse."""
    heard = [*world.process.after(step.id), *world.process.on_refusal(step.id)]
    if {*draft.causes} <= draft.starting and not heard:
        draft.deploy(YES, *draft.causes, why="nobody waited for it")
    elif begins(world, step):
        unknown(draft, f"what set {step.name} off must come to whoever follows instead")
    elif step.refusals:
        why = (
            f"while {step.name} is still done, what it refuses goes on all the same, and without "
            "it nobody says what the others wait for: deploy its doer twice, first so that it says "
            f"{step.name} without doing it, or hold new orders back until what began has ended"
        )
        draft.deploy(NO, why=why)
    else:
        why = (
            f"whoever waited for {step.name} hears both for a time, and acts on the first; nobody "
            "needs it by then"
        )
        in_turn(world, draft, why, (), step.doers)


def says_so_all_the_same(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever does the step, and whoever undoes it, says so without doing it; nobody else knows."""
    step = world.step(draft.change.names[0])
    if step.decider or not any(each.waiting for each in world.process.after(step.id)):
        return None
    undo = undo_of(world, step)
    for each in filter(None, (step, undo)):
        for part in each.deciders:
            reason = f"must go on to {each.deed}, without doing anything"
            draft.start(part, CONTROL, reason, evidence_of(world, each))
    draft.way(
        "it says so without doing it",
        f"{listed(step.doers)} says {step.name} at once, and refuses nothing: an empty step.",
        underway="whatever has not come to it yet passes through",
        hidden=True,
    )
    draft.deploy(YES, *draft.causes, why="what the others hear stays as it is")
    return draft.closed(lambda part: world.why_not(part, (step,)))


def _out_of_work(world: World, draft: ImpactDraft, step: Step) -> None:
    """Who did the step, or its undo, for a workflow and nothing else is asked no more, and goes."""
    undo = undo_of(world, step)
    # What others run to end a process is no undo of this one alone.
    undo = undo if undo and same_home(world, step, undo) else None
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
    (workflow_leaves_it_out, each_hears_another, says_so_all_the_same),
    each_step,
    rank=6,
)

"""Operators on waiting: for a person, for longer, more often."""

from analysis.dependency.queries import holders
from analysis.prediction.drafting import Draft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.process import Step
from analysis.prediction.undoing import evidence_of

OWN = "its own timeout"


def wait_for_person(world: World, draft: Draft) -> Impact:
    """Whoever holds the wait: the coordinator of the step, or else whoever does it."""
    step = world.step(draft.change.at)
    if step.decider:
        reason = f"must wait for a person before it runs {step.name}"
        draft.start(step.decider, "control", reason, step.evidence)
    for doer in () if step.decider else step.doers:
        reason = f"must keep what comes in until a person agrees, and only then {step.deed}"
        draft.start(doer, "control", reason, evidence_of(world, step))
    draft.note("Who takes the person's answer in is new on either design, and not counted.")
    return draft.closed(lambda part: _why_not(part, step))


def change_policy(world: World, draft: Draft) -> Impact:
    """Whoever holds the timeout, or the retry, of a step.

    A retry is held by whoever asks again, not by who is asked; a timeout by both.
    """
    step = world.step(draft.change.names[0])
    retry = draft.change.operator == "change-retry"
    for doer in step.doers:
        held = [each for each in holders(world.system, doer) if _of(world, each.part, step)]
        asking = [each for each in held if each.why != OWN]
        for each in (asking or held) if retry else held:
            what = "retry" if retry else "timeout"
            reason = f"holds the {what} of {step.name}: {each.why}"
            draft.start(each.part, "runtime", reason, each.evidence)
    if retry and not draft.causes:
        for doer in step.doers:
            draft.start(doer, "runtime", f"holds the retry of {step.name}", step.evidence)
    return draft.closed(lambda part: _why_not(part, step))


def _of(world: World, part: str, step: Step) -> bool:
    """Whether the holder holds it for this step: of workflows, only the one that decides it."""
    known = world.system.by_id.get(part)
    machine = known is not None and known.kind == "state machine"
    return not machine or part == step.decider


def _why_not(part: str, step: Step) -> str:
    if part in step.doers:
        return f"doing {step.name} when asked, however long that took"
    return f"holding no such policy for {step.name}"

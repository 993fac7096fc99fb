"""Operators on waiting: for a person, for longer, more often, no longer than so."""

from analysis.dependency.queries import holders
from analysis.prediction.drafting import Draft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.process import Step
from analysis.prediction.undoing import evidence_of

OWN = "its own timeout"


def wait_for_person(world: World, draft: Draft) -> Impact:
    """Whoever holds the wait, and whoever asks the person and takes the answer in.

    The wait is held by the coordinator of the step, or else by whoever does it; the question is
    about the step, so it is the step's service that asks.
    """
    step = world.step(draft.change.at)
    if step.decider:
        reason = f"must wait for a person before it runs {step.name}"
        draft.start(step.decider, "control", reason, step.evidence)
        service = next((draft.service(each) for each in step.doers if draft.service(each)), "")
        asks = f"asks the person about {step.name}, and takes the answer in"
        draft.new(f"question before {step.name}", asks, service=service, starting=False)
    for doer in () if step.decider else step.doers:
        reason = f"must keep what comes in until a person agrees, and only then {step.deed}"
        draft.start(doer, "control", reason, evidence_of(world, step))
    draft.note(f"Where somebody else is asked than who does {step.name}, they are hit instead.")
    return draft.closed(lambda part: _why_not(part, step))


def expire_step(world: World, draft: Draft) -> Impact:
    """Whoever holds what A did, and whoever must never do B once that is given up.

    Only who does B knows whether it was done at the last moment, so the holder cannot decide alone;
    its answer is what B's refusal is, and whoever undoes on that hears what it always heard. A
    coordinator holds the wait, and has to have both asked.
    """
    link = world.pair(*draft.change.names)
    before, after = world.process.steps[link.before], world.process.steps[link.after]
    holds = f"says for how long what {before.name} did may be held without {after.name}"
    never = f"must never {after.deed} once what {before.name} did is given up"
    if before.decider:
        reason = f"must give up {after.name} in time, and have {before.name} undone"
        draft.start(before.decider, "control", reason, link.evidence)
        for what, step, why in (
            (f"time left of {before.name}", before, holds),
            (f"giving up {after.name}", after, f"says whether it is done, and else {never}"),
        ):
            service = next((draft.service(each) for each in step.doers if draft.service(each)), "")
            draft.new(what, why, service=service, starting=False)
        return draft.closed(lambda part: world.why_not(part, (before, after)))
    for doer in before.doers:
        draft.start(doer, "control", holds, evidence_of(world, before))
    for doer in after.doers:
        draft.hit(doer, "control", never, by=before.id, at=evidence_of(world, after))
    for refused in world.process.on_refusal(after.id):
        for waiting in refused.waiting:
            said = event_name(refused.on)
            draft.spare(waiting, f"taking {said} as before, which is said also when time is over")
    return draft.closed(lambda part: world.why_not(part, (before, after)))


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

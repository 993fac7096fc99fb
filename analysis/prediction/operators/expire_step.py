"""Have what a step did end by itself."""

from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.operator import ChangeKind, Operator, each_pair
from analysis.prediction.undoing import by_workflow, evidence_of, offer, one_machine
from analysis.prediction.way import YES
from analysis.wording import listed


def expire_step(world: World, draft: ImpactDraft) -> Impact:
    """Whoever holds what A did, and whoever must never do B once that is given up.

    Only who does B knows whether it was done at the last moment, so the holder cannot decide alone;
    its answer is what B's refusal is, and whoever undoes on that hears what it always heard. A
    coordinator holds the wait, and has to have both asked.
    """
    link = world.pair(*draft.change.names)
    before, after = world.process.steps[link.before], world.process.steps[link.after]
    holds = f"says for how long what {before.name} did may be held without {after.name}"
    never = f"must never {after.deed} once what {before.name} did is given up"
    if one_machine(before, after):
        reason = f"must give up {after.name} in time, and have {before.name} undone"
        draft.start(before.decider, "control", reason, link.evidence)
        for what, step, why in (
            (f"time left of {before.name}", before, holds),
            (f"giving up {after.name}", after, f"says whether it is done, and else {never}"),
        ):
            offer(draft, step, what, why)
        by_workflow(draft, before.decider, f"gives up {after.name} in time")
        return draft.closed(lambda part: world.why_not(part, (before, after)))
    for part in before.deciders:
        draft.start(part, "control", holds, evidence_of(world, before))
    for part in after.deciders:
        draft.hit(part, "control", never, by=before.id, at=evidence_of(world, after))
    for refused in world.process.on_refusal(after.id):
        for waiting in refused.waiting:
            said = event_name(refused.on)
            draft.spare(waiting, f"taking {said} as before, which is said also when time is over")
    draft.way(
        "the holder's time, the doer's answer",
        f"{listed(before.deciders)} says how long, and {listed(after.deciders)} gives up for good.",
        underway="what is held already has no end, until whoever holds it gives it one",
    )
    draft.knows(after.deciders, before.deciders, "hears that time is over")
    why = "nobody says that time is over before it is heard"
    draft.deploy(YES, *after.deciders, *before.deciders, why=why)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


OPERATOR = Operator(
    "expire-step",
    ChangeKind.POLICY,
    ("A", "B"),
    "what A did ends by itself unless B is done in time",
    (expire_step,),
    each_pair,
    rank=12,
)

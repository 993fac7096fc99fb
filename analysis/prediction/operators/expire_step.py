"""Have what a step did end by itself."""

from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.operator import ChangeKind, Operator, each_pair
from analysis.prediction.process import Step, Succession
from analysis.prediction.undoing import (
    UNDER_WAY,
    by_workflow,
    evidence_of,
    offer,
    one_machine,
)
from analysis.prediction.way import YES
from analysis.wording import listed


def _both(world: World, draft: ImpactDraft) -> tuple[Succession, Step, Step]:
    link = world.pair(*draft.change.names)
    return link, world.process.steps[link.before], world.process.steps[link.after]


def workflow_gives_up(world: World, draft: ImpactDraft) -> Impact | None:
    """The workflow holds the wait, and has both asked: for how long, and whether B was done."""
    link, before, after = _both(world, draft)
    if not one_machine(before, after):
        return None
    reason = f"must give up {after.name} in time, and have {before.name} undone"
    draft.start(before.decider, "control", reason, link.evidence)
    for what, step, why in (
        (f"time left of {before.name}", before, _holds(before, after)),
        (f"giving up {after.name}", after, _says_whether(before, after)),
    ):
        offer(draft, step, what, why)
    by_workflow(draft, before.decider, f"gives up {after.name} in time")
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def workflow_says_how_long(world: World, draft: ImpactDraft) -> Impact | None:
    """The workflow says by itself for how long, where whoever does B says whether it was done."""
    link, before, after = _both(world, draft)
    if not one_machine(before, after):
        return None
    reason = f"must wait for {after.name} for a time of its own, and have {before.name} undone"
    draft.start(before.decider, "control", reason, link.evidence)
    offer(draft, after, f"giving up {after.name}", _says_whether(before, after))
    others = [part for part in draft.causes if part != before.decider]
    draft.way(
        "the workflow says how long",
        f"{before.decider} gives up {after.name} after a time that it has of itself; whoever holds "
        f"what {before.name} did has no word in it.",
        underway=UNDER_WAY,
        hidden=True,
    )
    why = "nobody runs what is new before the workflow does"
    draft.deploy(YES, *others, before.decider, why=why)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def task_looks_at_the_time(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever does B for the workflow refuses by itself once it comes too late."""
    link, before, after = _both(world, draft)
    doers = [each for each in after.doers if each != after.decider]
    if not one_machine(before, after) or not after.refusals or not doers:
        return None
    said = " or ".join(each.name for each in after.refusals)
    for part in doers:
        reason = f"must refuse once what {before.name} did is held for too long"
        draft.start(part, "control", reason, after.evidence)
    since = f"must tell {listed(doers)} since when what {before.name} did is held"
    draft.hit(after.decider, "schema", since, by=after.name, at=link.evidence)
    draft.way(
        "the task looks at the time by itself",
        f"{listed(doers)} answers {said} when it comes too late; the workflow shows no such end.",
        underway="executions that run do not say since when, and never come too late",
        hidden=True,
    )
    why = f"{listed(doers)} knows of no time before the workflow tells it one"
    draft.deploy(YES, after.decider, *doers, why=why)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def holder_and_doer(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever holds what A did, and whoever must never do B once that is given up.

    Only who does B knows whether it was done at the last moment, so the holder cannot decide alone;
    its answer is what B's refusal is, and whoever undoes on that hears what it always heard.
    """
    _, before, after = _both(world, draft)
    if one_machine(before, after):
        return None
    for part in before.deciders:
        draft.start(part, "control", _holds(before, after), evidence_of(world, before))
    for part in after.deciders:
        never = _never(before, after)
        draft.hit(part, "control", never, by=before.id, at=evidence_of(world, after))
    _undone_as_ever(world, draft, after)
    draft.way(
        "the holder's time, the doer's answer",
        f"{listed(before.deciders)} says how long, and {listed(after.deciders)} gives up for good.",
        underway="what is held already has no end, until whoever holds it gives it one",
    )
    draft.knows(after.deciders, before.deciders, "hears that time is over")
    why = "nobody says that time is over before it is heard"
    draft.deploy(YES, *after.deciders, *before.deciders, why=why)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def doer_gives_up(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever does B refuses by itself once it has waited for too long."""
    _, before, after = _both(world, draft)
    heard = any(each.waiting for each in world.process.on_refusal(after.id))
    if one_machine(before, after) or after.decider or not heard:
        return None
    for part in after.doers:
        reason = f"must refuse by itself what it could not {after.deed} in time"
        draft.start(part, "control", reason, evidence_of(world, after))
    _undone_as_ever(world, draft, after)
    draft.way(
        "the doer gives up by itself",
        f"{listed(after.doers)} counts the time, and says its refusal when it is over; whoever "
        f"holds what {before.name} did has no word in it.",
        underway=f"what has come to {listed(after.doers)} already has no end, until it counts",
        hidden=True,
    )
    draft.deploy(YES, *after.doers, why="what the others hear stays as it is")
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def _undone_as_ever(world: World, draft: ImpactDraft, after: Step) -> None:
    for refused in world.process.on_refusal(after.id):
        for waiting in refused.waiting:
            said = event_name(refused.on)
            draft.spare(waiting, f"taking {said} as before, which is said also when time is over")


def _holds(before: Step, after: Step) -> str:
    return f"says for how long what {before.name} did may be held without {after.name}"


def _never(before: Step, after: Step) -> str:
    return f"must never {after.deed} once what {before.name} did is given up"


def _says_whether(before: Step, after: Step) -> str:
    return f"says whether it is done, and else {_never(before, after)}"


OPERATOR = Operator(
    "expire-step",
    ChangeKind.POLICY,
    ("A", "B"),
    "what A did ends by itself unless B is done in time",
    (
        workflow_gives_up,
        workflow_says_how_long,
        task_looks_at_the_time,
        holder_and_doer,
        doer_gives_up,
    ),
    each_pair,
    rank=12,
)

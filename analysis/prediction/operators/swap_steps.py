"""Swap two neighbouring steps."""

from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.operator import ChangeKind, Operator, each_pair
from analysis.prediction.process import Step
from analysis.prediction.reordering import (
    BEGUN,
    BOUNDARY,
    at_once,
    begins,
    follow_both,
    followers,
    in_turn,
    unknown,
)
from analysis.prediction.undoing import (
    CONTROL,
    by_one_workflow,
    evidence_of,
    neighbours,
    one_machine,
    undo_newly,
    who_waits,
)


def workflow_swaps(world: World, draft: ImpactDraft) -> Impact | None:
    """The workflow that decides both runs them the other way round."""
    return by_one_workflow(world, draft, lambda one, other: f"runs {other.name} before {one.name}")


def followers_wait_for_both(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever waits for A or for B, and their undo paths; who follows waits for both for good.

    So both may be done at once for a while, and each may be deployed before the other.
    """
    before, after = neighbours(world, draft)
    heard = before.decider or after.decider or begins(world, before)
    if heard or not followers(world, after):
        return None
    following = follow_both(world, draft, after, before)
    _each_changes(world, draft, before, after)
    draft.way(
        "whoever follows waits for both",
        f"{_names(before, after)} are done the other way round, and whoever follows goes on "
        "once both are done, whichever is later.",
        underway=BEGUN,
    )
    why = (
        f"first whoever follows waits for both, then {after.name} may begin while {before.name} "
        f"does, whoever undoes hears of either, and at last {before.name} waits for {after.name}"
    )
    in_turn(world, draft, why, following, after.deciders, before.deciders)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def each_hears_another(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever waits for A or for B, and their undo paths, hears another from one moment on."""
    before, after = neighbours(world, draft)
    if one_machine(before, after):
        return None
    _each_changes(world, draft, before, after)
    draft.way(
        "each hears something else",
        f"Whoever waited for {before.name} or {after.name} hears another.",
        underway=BEGUN,
    )
    if before.decider or after.decider:
        unknown(draft, BOUNDARY)
    elif begins(world, before):
        unknown(draft, f"whoever sets {before.name} off must come to {after.name} instead")
    elif followers(world, after):
        at_once(draft, before, after)
    else:
        why = f"both are done at once until {before.name} waits for {after.name}; nobody follows"
        in_turn(world, draft, why, after.deciders, before.deciders)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def _each_changes(world: World, draft: ImpactDraft, before: Step, after: Step) -> None:
    for step, other in ((before, after), (after, before)):
        for part in step.deciders:
            when = "only after" if step is before else "before"
            reason = f"must {step.deed} {when} {other.name}"
            draft.start(part, CONTROL, reason, evidence_of(world, step))
    who_waits(world, draft, before, after)
    undo_newly(world, draft, after, before)


def _names(*steps: Step) -> str:
    return " and ".join(each.name for each in steps)


OPERATOR = Operator(
    "swap-steps",
    ChangeKind.ORDER,
    ("A", "B"),
    "two neighbouring steps change places",
    (workflow_swaps, followers_wait_for_both, each_hears_another),
    each_pair,
    rank=4,
)

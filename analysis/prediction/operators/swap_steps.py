"""Swap two neighbouring steps."""

from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.operator import ChangeKind, Operator, each_pair
from analysis.prediction.undoing import (
    CONTROL,
    by_listeners,
    by_workflow,
    evidence_of,
    land_on_machine,
    neighbours,
    one_machine,
    undo_newly,
    who_waits,
)


def swap_steps(world: World, draft: ImpactDraft) -> Impact:
    """Whoever waits for A or for B, and their undo paths."""
    before, after = neighbours(world, draft)
    if one_machine(before, after):
        land_on_machine(draft, before, f"runs {before.name} before {after.name}", world)
        undo_newly(world, draft, after, before)
        by_workflow(draft, before.decider, f"runs {after.name} before {before.name}")
    else:
        for step, other in ((before, after), (after, before)):
            for part in step.deciders:
                draft.start(
                    part,
                    CONTROL,
                    f"must {step.deed} {_when(step is before)} {other.name}",
                    evidence_of(world, step),
                )
        who_waits(world, draft, before, after)
        undo_newly(world, draft, after, before)
        by_listeners(draft, f"Whoever waited for {before.name} or {after.name} hears another.")
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def _when(was_first: bool) -> str:
    return "only after" if was_first else "before"


OPERATOR = Operator(
    "swap-steps",
    ChangeKind.ORDER,
    ("A", "B"),
    "two neighbouring steps change places",
    (swap_steps,),
    each_pair,
    rank=4,
)

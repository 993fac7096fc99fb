"""Have a step wait until a person agrees."""

from collections.abc import Iterator

from analysis.prediction.changes import Arguments
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.operators.change_policy import holds_none
from analysis.prediction.undoing import evidence_of


def wait_for_person(world: World, draft: ImpactDraft) -> Impact:
    """Whoever holds the wait, and whoever asks the person and takes the answer in.

    The wait is held by the coordinator of the step, or else by whoever does it; the question is
    about the step, so it is the step's service that asks.
    """
    step = world.step(*draft.change.options["--at"])
    if step.decider:
        reason = f"must wait for a person before it runs {step.name}"
        draft.start(step.decider, "control", reason, step.evidence)
        asks = f"asks the person about {step.name}, and takes the answer in"
        draft.offer(f"question before {step.name}", asks, step.doers)
    for doer in () if step.decider else step.doers:
        reason = f"must keep what comes in until a person agrees, and only then {step.deed}"
        draft.start(doer, "control", reason, evidence_of(world, step))
    draft.note(f"Where somebody else is asked than who does {step.name}, they are hit instead.")
    return draft.closed(lambda part: holds_none(part, step))


def everywhere(world: World) -> Iterator[Arguments]:
    """Every step."""
    return (((), {"--at": (step.id,)}) for step in world.ordered)


OPERATOR = Operator(
    "wait-for-person",
    ChangeKind.POLICY,
    (),
    "a step waits until a person agrees",
    wait_for_person,
    everywhere,
    options={"--at": ("A",)},
    rank=11,
)

"""Have a step wait until a person agrees."""

from collections.abc import Iterator

from analysis.prediction.changes import Arguments
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.operators.change_policy import holds_none
from analysis.prediction.undoing import evidence_of
from analysis.prediction.way import YES
from analysis.wording import listed


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
        question = f"question before {step.name}"
        draft.offer(question, asks, step.doers)
        draft.way(
            "the workflow waits",
            f"{step.decider} has the person asked, and goes on when the answer comes.",
            underway="executions that run keep the definition that they began with, and ask nobody",
        )
        draft.deploy(YES, question, step.decider, why="nobody asks before the workflow does")
    for doer in () if step.decider else step.doers:
        reason = f"must keep what comes in until a person agrees, and only then {step.deed}"
        draft.start(doer, "control", reason, evidence_of(world, step))
    if not step.decider:
        draft.way(
            "the doer waits",
            f"{listed(step.doers)} keeps what comes in until a person agrees.",
            underway="whatever has not come in yet is asked about, wherever it began",
        )
        draft.deploy(YES, *step.doers, why="nobody else takes part")
    draft.note(f"Where somebody else is asked than who does {step.name}, they are hit instead.")
    return draft.closed(lambda part: holds_none(part, step))


def owner_withholds(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever says what the step waits for says it only once a person agrees."""
    step = world.step(*draft.change.options["--at"])
    links = [each for each in world.process.neighbours if each.after == step.id and each.waiting]
    owners = {each.on: world.process.steps[each.before].deciders for each in links}
    if step.decider or len(owners) != 1:
        return None
    ((said, parts),) = owners.items()
    if not world.asks(*parts):
        return None
    for part in parts:
        reason = f"must keep {event_name(said)} to itself until a person agrees"
        draft.start(part, "control", reason, evidence_of(world, step))
    for part in step.doers:
        draft.spare(part, f"hearing {event_name(said)} as before, said only once a person agrees")
    draft.way(
        "the owner withholds it",
        f"{listed(parts)} says {event_name(said)} only once a person agrees.",
        underway=f"where {event_name(said)} is out already, nobody is asked",
        undone=1,
    )
    draft.deploy(YES, *parts, why="nobody else takes part")
    return draft.closed(lambda part: holds_none(part, step))


def everywhere(world: World) -> Iterator[Arguments]:
    """Every step."""
    return (((), {"--at": (step.id,)}) for step in world.ordered)


OPERATOR = Operator(
    "wait-for-person",
    ChangeKind.POLICY,
    (),
    "a step waits until a person agrees",
    (wait_for_person, owner_withholds),
    everywhere,
    options={"--at": ("A",)},
    rank=11,
)

"""Have a step wait until a person agrees."""

from collections.abc import Iterator

from analysis.prediction.changes import Arguments
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.operators.change_policy import holds_none
from analysis.prediction.process import Step
from analysis.prediction.undoing import evidence_of
from analysis.prediction.way import YES
from analysis.wording import listed


def workflow_waits(world: World, draft: ImpactDraft) -> Impact | None:
    """The workflow holds the wait, and the step's service asks the person and takes the answer."""
    return _workflow_holds(
        world,
        draft,
        "the workflow waits",
        "has the person asked, and goes on when the answer comes",
        ("question", "and takes the answer in"),
    )


def workflow_looks_again(world: World, draft: ImpactDraft) -> Impact | None:
    """The workflow rests and looks again, until the step's service has an answer."""
    return _workflow_holds(
        world,
        draft,
        "the workflow looks again",
        "has the person asked, rests, and asks for the answer until it is there",
        ("answer", "and says whether the answer is there"),
    )


def _workflow_holds(
    world: World, draft: ImpactDraft, name: str, does: str, task: tuple[str, str]
) -> Impact | None:
    """The workflow holds the wait; ``task`` is what it asks for, and how that ends."""
    step = world.step(*draft.change.options["--at"])
    if not step.decider:
        return None
    asked = f"{task[0]} before {step.name}"
    reason = f"must wait for a person before it runs {step.name}"
    draft.start(step.decider, "control", reason, step.evidence)
    draft.offer(asked, f"asks the person about {step.name}, {task[1]}", step.doers)
    draft.deploy(YES, asked, step.decider, why="nobody asks before the workflow does")
    draft.way(
        name,
        f"{step.decider} {does}.",
        underway="executions that run keep the definition that they began with, and ask nobody",
    )
    return _closed(draft, step)


def task_waits(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever does the step for a workflow asks the person by itself, and answers only then."""
    step = world.step(*draft.change.options["--at"])
    doers = [each for each in step.doers if each != step.decider]
    if not step.decider or not doers:
        return None
    for part in doers:
        reason = f"must ask a person by itself before it does {step.name}"
        draft.start(part, "control", reason, step.evidence)
    draft.way(
        "the task waits by itself",
        f"{listed(doers)} answers once a person agrees. The workflow shows no such wait, and its "
        "time for the task must allow for it.",
        underway=f"whatever has not come to {step.name} yet is asked about, wherever it began",
        hidden=True,
    )
    draft.deploy(YES, *doers, why="nobody else takes part")
    return _closed(draft, step)


def doer_waits(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever does the step, and nobody decides it, keeps what comes in until a person agrees."""
    step = world.step(*draft.change.options["--at"])
    if step.decider:
        return None
    for doer in step.doers:
        reason = f"must keep what comes in until a person agrees, and only then {step.deed}"
        draft.start(doer, "control", reason, evidence_of(world, step))
    draft.way(
        "the doer waits",
        f"{listed(step.doers)} keeps what comes in until a person agrees.",
        underway="whatever has not come in yet is asked about, wherever it began",
    )
    draft.deploy(YES, *step.doers, why="nobody else takes part")
    return _closed(draft, step)


def _closed(draft: ImpactDraft, step: Step) -> Impact:
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
    (workflow_waits, workflow_looks_again, task_waits, doer_waits, owner_withholds),
    everywhere,
    options={"--at": ("A",)},
    rank=11,
)

"""Add a consumer: somebody new hears of an event."""

from collections.abc import Iterator

from analysis.prediction.changes import Arguments, CannotApply, UnknownName
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import find, listed, nearest
from analysis.prediction.needing import Need, after
from analysis.prediction.operator import NEEDS, ChangeKind, Operator
from analysis.prediction.process import Refusal, Step
from analysis.prediction.way import YES

NEW = "new consumer"


def add_consumer(world: World, draft: ImpactDraft) -> Impact:
    """The new service; and, where a coordinator decides what runs, the coordinator.

    Where there is no such event, the end of a state machine's step, or an error that it catches,
    is what the new service wants to hear of.
    """
    name = _name(draft)
    try:
        event = world.event(draft.change.names[0])
    except UnknownName as unknown:
        return _told_by_machine(world, draft, name, unknown)
    draft.new(name, f"hears {event.name}, and subscribes by itself")
    for owner in event.owners:
        draft.spare(owner, f"publishing {event.name} whoever listens")
    draft.way(
        "the newcomer subscribes by itself",
        f"{name} hears {event.name}; nobody is asked.",
        underway=f"what was said before {name} listened is not heard",
    )
    draft.knows([name], event.owners, f"hears {event.name}")
    draft.deploy(YES, name, why="nobody waits for it")
    Need(world, draft, name).supplied(_needs(draft))
    return draft.closed(lambda _: f"having nothing to do with who else hears {event.name}")


def _name(draft: ImpactDraft) -> str:
    return "".join(draft.change.names[1:]) or NEW


def _needs(draft: ImpactDraft) -> tuple[str, ...]:
    return draft.change.options.get("--needs", ())


def told_by_task(world: World, draft: ImpactDraft) -> Impact | None:
    """Where a workflow decides: whoever does the step tells the newcomer by itself."""
    name = _name(draft)
    try:
        world.event(draft.change.names[0])
    except UnknownName as unknown:
        step, refusal = _outcome(world, draft.change.names[0], unknown)
    else:
        return None
    doers = [each for each in step.doers if each != step.decider]
    if refusal or not doers:
        return None
    draft.new(name, f"is told when {step.name} is done")
    for doer in doers:
        reason = f"does {step.name}, and must tell {name}"
        draft.hit(doer, "runtime", reason, by=name, at=step.evidence)
    draft.spare(step.decider, f"running {step.name} as before, whomever that tells")
    draft.way(
        "a task tells it by itself",
        f"{listed(doers)} tells {name} when {step.name} is done; the workflow shows no such step.",
        underway=f"{name} is told of whatever comes to {step.name} from then on",
        hidden=True,
    )
    draft.knows(doers, [name], "tells it")
    draft.deploy(YES, name, *doers, why=f"nobody tells {name} before it is there")
    late = after(world, *world.process.later(step.id))
    Need(world, draft, name, step.decider, doers, late).supplied(_needs(draft))
    return draft.closed(lambda _: "asked for one deed, knowing nobody who is told")


def everywhere(world: World) -> Iterator[Arguments]:
    """Of every event; where a state machine decides, of the end of every step and every error."""
    return (((name, NEW), {}) for name in (*world.events, *outcomes(world)))


def outcomes(world: World) -> dict[str, tuple[Step, Refusal | None]]:
    """What a new consumer may want to hear of where state machines decide: by its written name."""
    found: dict[str, tuple[Step, Refusal | None]] = {}
    for step in world.process.steps.values():
        if step.decider:
            found[step.id] = (step, None)
            found |= {each.id: (step, each) for each in step.refusals}
    return found


def _told_by_machine(world: World, draft: ImpactDraft, name: str, unknown: UnknownName) -> Impact:
    known = outcomes(world)
    if not known:
        raise unknown
    step, refusal = _outcome(world, draft.change.names[0], unknown)
    what = f"{step.name} is refused by {refusal.name}" if refusal else f"{step.name} is done"
    draft.new(name, f"is asked when {what}")
    at = refusal.evidence if refusal else step.evidence
    reason = f"decides what runs when {what}"
    draft.hit(step.decider, "control", reason, by=name, at=at)
    draft.way(
        "the workflow asks",
        f"{step.decider} runs {name} when {what}.",
        underway="executions that run keep the definition that they began with, and go without "
        f"{name}",
    )
    draft.contract(f"new: the request and the response of {name}")
    draft.knows([step.decider], [name], "runs it")
    draft.deploy(YES, name, step.decider, why="nobody runs it before the workflow does")
    late = after(world, *world.process.later(step.id))
    Need(world, draft, name, step.decider, late=late).supplied(_needs(draft))
    return draft.closed(lambda _: "asked for one deed, knowing nobody who is told")


def _outcome(world: World, wanted: str, unknown: UnknownName) -> tuple[Step, Refusal | None]:
    known = {
        id_: (refusal.name, f"{step.name}/{refusal.name}")
        if refusal
        else (step.name, *step.aliases)
        for id_, (step, refusal) in outcomes(world).items()
    }
    try:
        return outcomes(world)[find(wanted, known, "event or step", world.title)]
    except UnknownName as nothing:
        if world.events:
            raise unknown from None
        if "could be" in str(nothing):
            raise
        steps = [step.name for step in world.ordered if step.decider]
        raise CannotApply(
            f"There is no event {wanted!r} in {world.title}, where no step publishes any: name the "
            f"step after which the new consumer is asked, such as "
            f"{listed(nearest(wanted, steps) or steps)}."
        ) from None


OPERATOR = Operator(
    "add-consumer",
    ChangeKind.ADDITIVE,
    ("EVENT", "[NEW]"),
    "somebody new wants to hear of it",
    (add_consumer, told_by_task),
    everywhere,
    several=NEEDS,
    new=NEW,
    example="audit",
    rank=1,
)

"""Insert a step between two; one that later refusals undo is compensated."""

from collections.abc import Iterator
from functools import partial

from analysis.prediction.changes import Arguments
from analysis.prediction.drafting import ImpactDraft, Path
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.operator import ChangeKind, Operator, pairs
from analysis.prediction.process import Step, Succession
from analysis.prediction.undoing import Undo, evidence_of, new_undo, to_undo, undo_of

CONTROL = "control"
NEW = "new step"


def between(world: World) -> Iterator[Arguments]:
    """A new step between every two neighbours."""
    return (((NEW,), {"--between": pair}) for pair in pairs(world))


def insert(world: World, draft: ImpactDraft, *, compensated: bool) -> Impact:
    """X; whoever waits for A in order to do B; whoever must undo, if X can refuse.

    Who does B may refuse in its own name what X refuses: then whoever undoes on B's refusal hears
    what it always heard. A compensated step is undone between B's undo and A's: whoever undoes A
    waits for that; nobody waits for the deed itself where it cannot refuse.
    """
    change, steps = draft.change, world.process.steps
    can_refuse = change.options.get("--can-refuse") != ("no",)
    link = world.pair(*change.options["--between"])
    before, after = steps[link.before], steps[link.after]
    new = draft.new(change.names[0], f"runs once {before.name} is done, before {after.name}")
    beside = compensated and not can_refuse and not after.back
    _put_between(draft, new, link, before, after, beside=beside)
    if after.back:
        draft.note(f"{new} runs on the way back, where nothing may refuse: nothing undoes an undo.")
    elif can_refuse:
        _undo_if_refused(world, draft, new, link, before, after)
    if compensated and not after.back:
        _undo_new(world, draft, new, before, after)
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def _put_between(
    draft: ImpactDraft, new: str, link: Succession, before: Step, after: Step, *, beside: bool
) -> None:
    if after.decider:
        reason = f"decides that {after.name} runs after {before.name}"
        draft.hit(after.decider, CONTROL, reason, by=new, at=link.evidence)
    for waiting in link.waiting:
        if beside:
            # It refuses nothing and is undone by itself, so it may as well run at the same time.
            reason = f"waiting for {before.name} as before: {new} hears that too, and cannot refuse"
            draft.spare(waiting, reason)
            continue
        reason = f"waits for {before.name} in order to {after.deed}, and must wait for {new}"
        draft.hit(waiting, CONTROL, reason, by=new, at=link.evidence)


def _undo_if_refused(
    world: World, draft: ImpactDraft, new: str, link: Succession, before: Step, after: Step
) -> None:
    """Whoever undoes what was done when B refuses does so when X refuses; else A's undo."""
    taken = [each for each in world.process.on_refusal(after.id) if each.waiting]
    hidden = bool(link.waiting) and set(link.waiting) <= set(after.doers)
    for refused in taken:
        undo, said = world.process.steps[refused.after], event_name(refused.on)
        for waiting in refused.waiting:
            if hidden:
                by = " and ".join(link.waiting)
                reason = f"taking {said} as before, which {by} says also when {new} refuses"
                draft.spare(waiting, reason)
            else:
                reason = f"must {undo.deed} when {new} refuses, as it does on {said}"
                draft.hit(waiting, CONTROL, reason, by=new, at=refused.evidence)
    if taken and hidden:
        draft.note(f"Where {new} says its refusal itself, whoever undoes must hear that too.")
    if taken:
        return
    path: Path = ()
    when = f"{new} refuses"
    for each in to_undo(world, before):
        path = _must_undo(world, draft, each, new, when, path)
        when = f"{each.of.name} is undone"


def _must_undo(
    world: World, draft: ImpactDraft, undo: Undo, new: str, when: str, path: Path
) -> Path:
    """Existing undoers must hear one thing more; a step that was never undone learns to be."""
    step = undo.by or undo.of
    if undo.by:
        reason = f"must {step.deed} also when {when}"
    else:
        reason = f"must undo {step.name} when {when}, which nobody can yet"
    at = evidence_of(world, step)
    by = path[-1].target if path else new
    if step.decider:
        if undo.by is None:
            new_undo(draft, step, f"undoes {step.name} when {when}, which nobody can yet")
            reason = f"must have {step.name} undone when {when}"
        return draft.hit(step.decider, CONTROL, reason, by=new, at=at)[:0]
    made = path
    for doer in step.doers:
        made = draft.hit(doer, CONTROL, reason, by=by, at=at, after=path)
    return made


def _undo_new(world: World, draft: ImpactDraft, new: str, before: Step, after: Step) -> None:
    """Refusals from B on undo X before A: whoever hears of them to undo A waits for X's undo."""
    later = (after.id, *world.process.later(after.id))
    refusing = [world.process.steps[each] for each in later if world.process.steps[each].refusals]
    if not refusing:
        draft.note(f"Nothing after {new} can refuse, so nothing would ever undo it.")
        return
    undo = undo_of(world, before)
    for step in [undo] if undo else []:
        reason = f"must {step.deed} only once {new} is undone"
        for link in world.process.triggers(step.id):
            for part in link.waiting or (step.decider,):
                draft.hit(part, CONTROL, reason, by=new, at=link.evidence)
    for step in refusing:
        for doer in step.doers:
            said = " or ".join(each.name for each in step.refusals)
            draft.spare(doer, f"saying {said} as before, whoever undoes what then")


_operator = partial(
    Operator,
    kind=ChangeKind.ADDITIVE,
    takes=("NEW",),
    everywhere=between,
    options={"--between": ("A", "B")},
    choices={"--can-refuse": ("yes", "no")},
    new=NEW,
)

OPERATORS = (
    _operator(
        "insert-step",
        asks="a new step runs between two",
        work=partial(insert, compensated=False),
        example="fraud check",
        rank=2,
    ),
    _operator(
        "add-compensated-step",
        asks="a new step that later refusals undo",
        work=partial(insert, compensated=True),
        example="gift card",
        rank=3,
    ),
)

"""Change the timeout or the retry of a step: how long, or how often, it is waited for."""

from functools import partial

from analysis.dependency.queries import holders
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.operator import ChangeKind, Operator, each_step
from analysis.prediction.process import Step
from analysis.prediction.way import YES

OWN = "its own timeout"


def change_policy(world: World, draft: ImpactDraft, *, retry: bool) -> Impact:
    """Whoever holds the timeout, or the retry, of a step.

    A retry is held by whoever asks again, not by who is asked; a timeout by both.
    """
    step = world.step(draft.change.names[0])
    for doer in step.doers:
        held = [each for each in holders(world.system, doer) if _of(world, each.part, doer, step)]
        asking = [each for each in held if each.why != OWN]
        for each in (asking or held) if retry else held:
            what = "retry" if retry else "timeout"
            reason = f"holds the {what} of {step.name}: {each.why}"
            draft.start(each.part, "runtime", reason, each.evidence)
    if retry and not draft.causes:
        for doer in step.doers:
            draft.start(doer, "runtime", f"holds the retry of {step.name}", step.evidence)
    what = "retry" if retry else "timeout"
    draft.way(
        f"whoever holds the {what} says another",
        underway="what waits already waits as it began, or as the new one says from the next try",
    )
    draft.deploy(YES, *draft.causes, why="each by itself, in any order")
    return draft.closed(lambda part: holds_none(part, step))


def _of(world: World, part: str, doer: str, step: Step) -> bool:
    """Whether the holder holds it for this step.

    Of workflows that is only the one that decides it, of what delivers events only what delivers
    those on which it is done.
    """
    known = world.system.by_id.get(part)
    if known is not None and known.kind == "state machine":
        return part == step.decider
    delivered = {
        event
        for edge in world.system.flow.flow
        if (edge.source, edge.target) == (part, doer) and edge.relation in ("triggers", "delivers")
        for event in edge.events
    }
    awaited = {link.on for link in world.process.triggers(step.id) if doer in link.waiting}
    return not delivered or step.decider != "" or bool(delivered & awaited)


def holds_none(part: str, step: Step) -> str:
    """Why a component that holds no wait of the step need not change."""
    if part in step.doers:
        return f"doing {step.name} when asked, however long that took"
    return f"holding no such policy for {step.name}"


_operator = partial(Operator, kind=ChangeKind.POLICY, takes=("A",), everywhere=each_step)

OPERATORS = (
    _operator(
        "change-timeout",
        asks="a step may take longer, or less long",
        ways=(partial(change_policy, retry=False),),
        rank=13,
    ),
    _operator(
        "change-retry",
        asks="a step is tried more often, or less often",
        ways=(partial(change_policy, retry=True),),
        rank=14,
    ),
)

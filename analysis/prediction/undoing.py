"""What operators share that change the order of steps: who waits, and who undoes what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.dependency.model import Hop
from analysis.graph import Evidence
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.process import Step, Succession
from analysis.prediction.way import YES


@dataclass(frozen=True, slots=True)
class Undo:
    """What must be undone once a step refuses: ``of`` by ``by``, or by nothing yet."""

    of: Step
    by: Step | None


def undo_of(world: World, step: Step) -> Step | None:
    """The step that undoes this one.

    It runs when the next step that can refuse does so, and not when this one itself refuses,
    unless each step so far is undone by what its own refusal leads to. Of several, that of the
    same component, service or store. To look something up, or to tell somebody, undoes nothing,
    and nothing undoes it.
    """
    if step.id not in world.undone:
        world.undone[step.id] = _undo_of(world, step)
    return world.undone[step.id]


def _undo_of(world: World, step: Step) -> Step | None:
    process = world.process
    if step.back or _only_tells(world, step):
        return None
    mine = _own_undo(world, step)
    if mine is not None:
        return mine
    before = set(process.way_back(step.id))
    for later in process.later(step.id):
        back = [each for each in process.way_back(later) if _may_undo(world, process.steps[each])]
        undone = [
            each
            for each in back
            if each not in before and each not in (step.id, *process.later(step.id))
        ]
        if back:
            own = [each for each in undone if same_home(world, step, process.steps[each])]
            found = (own or undone)[:1]
            return process.steps[found[0]] if found else None
    return _undone_beside(world, step)


def _undone_beside(world: World, step: Step) -> Step | None:
    """What undoes a step that no later one refuses, once one that is done beside it does."""
    process = world.process
    for link in process.after(step.id):
        for beside in process.awaited_with(step.id, link.after):
            back = [process.steps[each] for each in process.way_back(beside)]
            for each in back:
                if same_home(world, step, each) and _may_undo(world, each):
                    return each
    return None


def _may_undo(world: World, step: Step) -> bool:
    """Whether what a machine runs on the way back keeps to it, and does more than tell of it."""
    onward = (world.process.steps[each] for each in world.process.later(step.id))
    mends = bool(step.decider) and any(each.decider and not each.back for each in onward)
    return not mends and not _only_tells(world, step)


def _own_undo(world: World, step: Step) -> Step | None:
    """What undoes a step once it has refused itself: there is nothing before that it could undo.

    So it is of the first step that keeps something, and of each later one whose refusal leads to
    one more such step than those before it.
    """
    process = world.process
    known = set[str]()
    for each in reversed((step.id, *process.come_from(step.id))):
        more = [one for one in process.way_back(each) if one not in known]
        back = (process.steps[one] for one in more if process.steps[one].back)
        undo = next((one for one in back if keeps(world, one) and _may_undo(world, one)), None)
        known.update(more)
        if not keeps(world, process.steps[each]):
            continue
        if undo is None or process.steps[each].back:
            return None
        if each == step.id:
            return undo
    return None


def to_undo(world: World, step: Step, after: Step) -> Iterator[Undo]:
    """What must be undone if the step that comes next refuses: first this one, then those before.

    It ends at the first step that something undoes already, since that goes on by itself; and at
    one that learns to be undone and can refuse itself, since then it says so as it always did. A
    step that nothing undoes though later ones can refuse, or that keeps nothing, needs no undo.
    What the next step waits for together with this one is done too.
    """
    told = set[str]()
    for each in (step.id, *world.process.awaited_with(step.id, after.id)):
        for undo in _chain(world, each):
            if undo.of.id not in told:
                told.add(undo.of.id)
                yield undo


def _chain(world: World, step: str) -> Iterator[Undo]:
    for each in (step, *world.process.come_from(step)):
        done = world.process.steps[each]
        undo = undo_of(world, done)
        if undo is not None:
            yield Undo(done, undo)
            return
        if not _refusable(world, done) and keeps(world, done):
            yield Undo(done, None)
            if world.process.on_refusal(each):
                return


def lacks_undo(world: World, step: Step, refusing: Step) -> bool:
    """Whether nothing on the way back from ``refusing`` undoes ``step``, though it keeps something.

    Asked where the step was not done before the refusal, until a change has it so.
    """
    if step.back or not refusing.refusals or not keeps(world, step) or _own_undo(world, step):
        return False
    back = [world.process.steps[each] for each in world.process.way_back(refusing.id)]
    return undo_of(world, step) is None and not any(same_home(world, step, e) for e in back)


def new_undo(draft: ImpactDraft, step: Step, reason: str) -> None:
    """What a step's service must offer anew where a workflow asks for deeds one by one."""
    offer(draft, step, f"undo of {step.name}", reason)


def offer(draft: ImpactDraft, step: Step, name: str, reason: str) -> None:
    """What a workflow asks a step's service for anew; what it does itself, it asks of nobody."""
    if step.doers != (step.decider,):
        draft.offer(name, reason, step.doers)


def keeps(world: World, step: Step) -> bool:
    """Whether whoever does the step writes to a store."""
    return bool(_stores(world, step, ("writes",)))


def same_home(world: World, one: Step, other: Step) -> bool:
    """Whether two steps are done by the same component, in one service, or on one store."""
    if set(one.doers) & set(other.doers):
        return True
    parts = world.system.by_id
    services = [
        {parts[each].service for each in step.doers if each in parts} - {""}
        for step in (one, other)
    ]
    if all(services):
        return bool(services[0] & services[1])
    both = ("reads", "writes")
    return bool(_stores(world, one, both) & _stores(world, other, both))


def evidence_of(world: World, step: Step) -> tuple[Evidence, ...]:
    """Where it is seen what brings the step about."""
    process = world.process
    right = [link for link in process.neighbours if link.after == step.id]
    right += [link for link in process.triggers(step.id) if link.refused]
    at = (each for link in right or process.triggers(step.id) for each in link.evidence)
    return tuple(dict.fromkeys(at)) or step.evidence


def written_by(world: World, doer: str, step: Step) -> tuple[Evidence, ...]:
    """Where somebody writes what another says of it, if that is how the step is announced."""
    event = world.events.get(step.id)
    if event is None or doer in event.owners:
        return ()
    flow = world.system.flow.flow
    told = {e.source for e in flow if e.relation == "triggers" and e.target in event.owners}
    return tuple(
        at
        for edge in flow
        if (edge.source, edge.relation) == (doer, "writes") and edge.target in told
        for at in edge.evidence
    )


def _refusable(world: World, step: Step) -> bool:
    return any(world.process.steps[each].refusals for each in world.process.later(step.id))


def _only_tells(world: World, step: Step) -> bool:
    """Whether all that comes of a machine's step is that something is read, or sent to somebody."""
    acting = (step.id,) if step.doers == (step.decider,) else step.doers
    does = {edge.relation for each in acting for edge in world.doing[each]}
    does -= {"transitions", "redrives"}
    return bool(step.decider and does) and does <= {"reads", "publishes"}


def _stores(world: World, step: Step, relations: tuple[str, ...]) -> set[str]:
    return {
        edge.target
        for each in (step.id, *step.doers)
        for edge in world.doing[each]
        if edge.relation in relations
    }


CONTROL = "control"
UNDER_WAY = "executions that run keep the definition that they began with"


def neighbours(world: World, draft: ImpactDraft) -> tuple[Step, Step]:
    """The two steps that the change names, as neighbours."""
    link = world.pair(*draft.change.names)
    return world.process.steps[link.before], world.process.steps[link.after]


def land_on_machine(draft: ImpactDraft, step: Step, reason: str, world: World) -> None:
    """The state machine that decides the step is where the request lands."""
    links = (*world.process.triggers(step.id), *world.process.after(step.id))
    at = [each for link in links for each in link.evidence] or step.evidence
    draft.start(step.decider, CONTROL, reason, dict.fromkeys(at))


def by_workflow(draft: ImpactDraft, decider: str, what: str) -> None:
    """The way in which a workflow has another order: new tasks first, then the workflow."""
    others = [part for part in draft.causes if part != decider]
    draft.way("the workflow decides it", f"{decider} {what}.", underway=UNDER_WAY)
    draft.deploy(YES, *others, decider, why="nobody runs what is new before the workflow does")


def one_machine(before: Step, after: Step) -> bool:
    """Whether one state machine decides both steps, and so their order, alone."""
    return before.decider == after.decider != ""


def by_one_workflow(
    world: World, draft: ImpactDraft, does: Callable[[Step, Step], str]
) -> Impact | None:
    """The workflow that decides both neighbours runs them otherwise; None where none does."""
    before, after = neighbours(world, draft)
    if not one_machine(before, after):
        return None
    land_on_machine(draft, before, f"runs {before.name} before {after.name}", world)
    undo_newly(world, draft, after, before)
    by_workflow(draft, before.decider, does(before, after))
    return draft.closed(lambda part: world.why_not(part, (before, after)))


def who_misses(world: World, draft: ImpactDraft, step: Step) -> bool:
    """Takers of what a removed step, and its undo, announced, and whoever has the undo run; if any.

    Whoever is set to work without them need not change.
    """
    known = len(draft.causes)
    undo = undo_of(world, step)
    gone = [step, *([undo] if undo else [])]
    for each in gone:
        if each is undo and not step.decider:
            who_undoes(world, draft, step, undo)
        for link in (*world.process.after(each.id), *world.process.on_refusal(each.id)):
            still = world.process.set_off_without(link.after, each.id, {one.id for one in gone})
            if not still:
                take(world, draft, link, each)
            for waiting in link.waiting if still else ():
                others = " or ".join(world.process.steps[one].name for one in still)
                draft.spare(waiting, f"set to work by {others} without {each.name} too")
    return len(draft.causes) > known


def who_waits(world: World, draft: ImpactDraft, *steps: Step) -> None:
    """Choreography: takers of the steps' events, of their refusals, and of their undoing."""
    for step in steps:
        for link in world.process.after(step.id):
            take(world, draft, link, step)
        for link in world.process.on_refusal(step.id):
            take(world, draft, link, step)
        undo = undo_of(world, step)
        if undo is not None:
            who_undoes(world, draft, step, undo)
            for link in world.process.after(undo.id):
                take(world, draft, link, undo)


def who_undoes(world: World, draft: ImpactDraft, step: Step, undo: Step) -> None:
    """Whoever decides that what undoes a step runs."""
    for part in undo.deciders:
        reason = f"must {undo.deed}, which undoes {step.name}, at another point"
        draft.hit(part, CONTROL, reason, by=step.id, at=evidence_of(world, undo))


def take(world: World, draft: ImpactDraft, link: Succession, step: Step, when: str = "") -> None:
    """From whoever does the step, by the event that it waits for, to whoever takes that."""
    after = world.process.steps[link.after]
    said = next((e.evidence for e in step.refusals if e.id == link.on), step.evidence)
    first = tuple(
        Hop(doer, link.on, "schema", f"publishes {event_name(link.on)}", said)
        for doer in step.doers[:1]
        if link.on
    )
    what = event_name(link.on) or f"what {' or '.join(step.doers)} hands on"
    for waiting in link.waiting:
        reason = f"waits for {what} in order to {after.deed}"
        reason += f", which must be {when}" if when else ""
        draft.hit(waiting, CONTROL, reason, by=link.on or step.id, at=link.evidence, after=first)


def undo_newly(world: World, draft: ImpactDraft, step: Step, refusing: Step) -> None:
    """A step that will be done when the other refuses must be undone then, in any design."""
    if lacks_undo(world, step, refusing):
        reason = f"undoes {step.name}, which nobody can yet, when {refusing.name} is refused"
        if step.decider:
            new_undo(draft, step, reason)
        for doer in () if step.decider else step.doers:
            must = f"must undo {step.name}, which nobody can yet, when {refusing.name} is refused"
            draft.hit(doer, CONTROL, must, by=refusing.name, at=step.evidence)

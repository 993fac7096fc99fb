"""Where a fact is, who could say it, and who must carry it to whoever needs it."""

from collections.abc import Iterable, Sequence

from analysis.facts import Contract
from analysis.prediction.contracts import SCHEMA, goes_through, identifies, passers, paths_of
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.lookup import World
from analysis.prediction.names import listed, matches


def saying(world: World, contracts: Iterable[Contract], name: str) -> list[Contract]:
    """Those of the contracts that have a field of that name, at any depth."""
    return [
        each
        for each in contracts
        if any(
            path == name or matches(name, path.rpartition(".")[2])
            for path in paths_of(world.system, each)
        )
    ]


def first_event(world: World, sources: Sequence[str]) -> Contract | None:
    """The first event of these parts that says what it is about, forward ones first."""
    steps = {step.id: (step.back, rank) for rank, step in enumerate(world.ordered)}
    mine = [
        each
        for each in world.events.values()
        if set(each.owners) & set(sources) and each.id in steps and identifies(world.system, each)
    ]
    return min(mine, key=lambda each: steps[each.id], default=None)


def given(world: World, coordinator: str) -> list[Contract]:
    """What a workflow has at hand: what starts it, and what its tasks answer."""
    read = {each.contract for each in world.system.facts.reads if each.component == coordinator}
    return [
        each
        for each in world.system.facts.contracts
        if each.id == f"request:{coordinator}" or (each.kind == "response" and each.id in read)
    ]


def supply(
    world: World,
    draft: ImpactDraft,
    new: str,
    fields: Sequence[str],
    coordinator: str,
    asking: Sequence[str] = (),
) -> None:
    """Whoever must say, or carry, what a newcomer needs to know.

    A workflow, the ``coordinator``, runs it, or those who are ``asking`` it, or else it listens.
    """
    for name in fields:
        if coordinator:
            _passed_on(world, draft, new, name, coordinator)
            _to_who_asks(world, draft, name, coordinator, asking)
        else:
            _heard(world, draft, new, name, asking)


def _to_who_asks(
    world: World, draft: ImpactDraft, name: str, coordinator: str, asking: Sequence[str]
) -> None:
    """The workflow tells a task that asks by itself, unless the task is told already."""
    for task in asking:
        request = [e for e in world.system.facts.contracts if e.id == f"request:{task}"]
        if not saying(world, request, name):
            reason = f"must pass {name} on to {task}"
            at = world.part_evidence(coordinator)
            draft.hit(coordinator, SCHEMA, reason, by=task, at=at)
            draft.contract(f"changed: the request of {task} says {name}")
            draft.before_all(coordinator)


def _heard(
    world: World, draft: ImpactDraft, new: str, name: str, asking: Sequence[str] = ()
) -> None:
    """From an event that says it already, or else from whoever has it first, which must say it.

    Whoever asks passes on what it takes, or says, itself.
    """
    order = {step.id: rank for rank, step in enumerate(world.ordered)}
    events = [each for each in world.events.values() if identifies(world.system, each)]
    known = saying(world, events, name)
    passing = [each for each in known if _have(world, asking, each)]
    if known:
        first = min(passing or known, key=lambda each: order.get(each.id, len(order)))
        if passing:
            draft.note(f"{listed(asking)} has {name} of {first.name}, and passes it on.")
            return
        draft.note(f"{new} takes {name} from {first.name}, which says it already.")
        draft.knows([new], first.owners, f"hears {first.name}")
        return
    event = _sayer(world, name)
    if event is None:
        draft.note(f"Nobody here says {name}, and nobody is known who could.")
        return
    own = {*map(world.home, asking)} & {*map(world.home, event.owners)}
    for owner in event.owners:
        where = f"what it asks {new}" if own else event.name
        reason = f"must say {name} in {where}, which {new} needs and nobody says yet"
        draft.hit(owner, SCHEMA, reason, by=new, at=world.part_evidence(owner))
    if own:
        return
    draft.contract(f"changed: {event.name} says {name}")
    draft.before_all(*event.owners)
    if _have(world, asking, event):
        draft.note(f"{listed(asking)} takes {event.name}, and passes {name} on.")
        return
    draft.knows([new], event.owners, f"hears {event.name}")
    if event.fields is not None and not goes_through(world.system, event):
        draft.note(f"That {event.name} says whom it is about is told by a field's name alone.")


def _have(world: World, asking: Sequence[str], event: Contract) -> bool:
    """Whether each who asks says the event itself, or takes it."""
    takes = {(each.component, each.contract) for each in world.system.facts.reads}
    return bool(asking) and all(
        each in event.owners or (each, event.id) in takes for each in asking
    )


def _sayer(world: World, name: str) -> Contract | None:
    """The first event of whoever is told the fact, or else of whoever begins."""
    asked = [each for each in world.system.facts.contracts if each.kind == "request"]
    told = [owner for each in saying(world, asked, name) for owner in each.owners]
    begin = [
        doer
        for step in world.ordered
        if not step.back and not world.process.before(step.id)
        for doer in step.doers
    ]
    for parts in (told, begin):
        homes = dict.fromkeys(map(world.home, parts))
        for home in homes:
            event = first_event(world, world.services.get(home, (home,)))
            if event is not None:
                return event
    return None


def _passed_on(world: World, draft: ImpactDraft, new: str, name: str, coordinator: str) -> None:
    """By the workflow, which has it, or gets it with what starts it."""
    if saying(world, given(world, coordinator), name):
        draft.note(f"{coordinator} has {name} at hand, and passes it on.")
        return
    start = next(
        (e for e in world.system.facts.contracts if e.id == f"request:{coordinator}"), None
    )
    starting = passers(world.system, start) if start else ()
    for each in starting:
        reason = f"must start {coordinator} with {name}, which {new} needs and nobody says yet"
        draft.hit(each, SCHEMA, reason, by=new, at=world.part_evidence(each))
    draft.contract(f"changed: what starts {coordinator} says {name}")
    draft.before_all(*starting)
    if not starting:
        draft.note(f"{name} comes with what starts {coordinator}, from outside.")

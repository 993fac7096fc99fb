"""Where a fact is, who could say it, and who must carry it to whoever needs it."""

from collections.abc import Iterable, Sequence

from analysis.facts import Contract
from analysis.prediction.contracts import SCHEMA, goes_through, identifies, passers, paths_of
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.lookup import World
from analysis.prediction.names import matches


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
    world: World, draft: ImpactDraft, new: str, fields: Sequence[str], coordinator: str
) -> None:
    """Whoever must say, or carry, what a newcomer needs to know; ``coordinator`` runs it."""
    for name in fields:
        if coordinator:
            _passed_on(world, draft, new, name, coordinator)
        else:
            _heard(world, draft, new, name)


def _heard(world: World, draft: ImpactDraft, new: str, name: str) -> None:
    """From an event that says it already, or else from whoever has it first, which must say it."""
    order = {step.id: rank for rank, step in enumerate(world.ordered)}
    events = [each for each in world.events.values() if identifies(world.system, each)]
    known = saying(world, events, name)
    if known:
        first = min(known, key=lambda each: order.get(each.id, len(order)))
        draft.note(f"{new} takes {name} from {first.name}, which says it already.")
        draft.knows([new], first.owners, f"hears {first.name}")
        return
    event = _sayer(world, name)
    if event is None:
        draft.note(f"Nobody here says {name}, and nobody is known who could.")
        return
    for owner in event.owners:
        reason = f"must say {name} in {event.name}, which {new} needs and nobody says yet"
        draft.hit(owner, SCHEMA, reason, by=new, at=world.part_evidence(owner))
    draft.contract(f"changed: {event.name} says {name}")
    draft.before_all(*event.owners)
    draft.knows([new], event.owners, f"hears {event.name}")
    if event.fields is not None and not goes_through(world.system, event):
        draft.note(f"That {event.name} says whom it is about is told by a field's name alone.")


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

"""Bring a new field from one service to another."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.dependency.model import Hop
from analysis.facts import Contract
from analysis.graph import Evidence
from analysis.prediction.carrying import Carried, Carriers
from analysis.prediction.changes import Arguments, CannotApply, Change
from analysis.prediction.contracts import SCHEMA, goes_through, identifies
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.process import Step

NEW = "fact"


def new_field(world: World, draft: ImpactDraft) -> Impact:
    """S, T, and every intermediary that must carry it.

    Where S publishes an event that T takes, or could take since it says which order it is about,
    nobody else carries it. Where a workflow stands between them, it passes it on.
    """
    name = draft.change.names[0]
    source, sources = world.members(*draft.change.options["--from"])
    target, targets = world.members(*draft.change.options["--for"])
    if set(sources) & set(targets):
        raise CannotApply(f"{source} and {target} are one: it has {name} already.")
    carriers = Carriers(world)
    ways = carriers.ways(sources, targets)
    direct = [way for way in ways if len(way) == 1 and way[0].contract in world.events]
    event = None if direct else _subscribable(world, sources)
    if event is not None:
        _subscribe(world, draft, event, targets, carriers, source, target)
        for way in ways[:1]:
            between = ", ".join(world.system.by_id[e.target].name for e in way[:-1])
            if between:
                draft.note(f"Passed from event to event instead, {between} would carry it too.")
    elif ways:
        _carry(draft, (direct or ways)[0], name)
    else:
        raise CannotApply(
            f"{source} neither publishes an event nor answers anybody who asks {target} in "
            f"{world.title}: nothing there could carry {name}."
        )
    _say_when(world, draft, sources, targets, (source, target, name))
    return draft.closed(lambda _: f"neither having {name} nor needing it, and not on its way")


def everywhere(world: World) -> Iterator[Arguments]:
    """Between every two services of which one can learn what the other has."""
    for source, target in carriable(world):
        yield (NEW,), {"--from": (source,), "--for": (target,)}


def carriable(world: World) -> Iterator[tuple[str, str]]:
    """The services, two by two, of which one can learn what the other has; in order of steps.

    Services without steps of their own take no part: a workflow is nobody's source of facts.
    """
    doers = dict.fromkeys(doer for step in world.ordered for doer in step.doers)
    known = dict.fromkeys(world.home(doer) for doer in doers)
    carriers = Carriers(world)
    for source in known:
        members = [doer for doer in doers if world.home(doer) == source]
        published = _subscribable(world, world.services.get(source, members)) is not None
        reached = {world.home(each) for start in members for each in carriers.reach(start)}
        for target in known:
            if target != source and (published or target in reached):
                yield source, target


def _subscribable(world: World, sources: Sequence[str]) -> Contract | None:
    """The first event of the source that says which order it is about, forward ones first."""
    steps = {step.id: (step.back, rank) for rank, step in enumerate(world.ordered)}
    mine = [
        each
        for each in world.events.values()
        if set(each.owners) & set(sources) and each.id in steps and identifies(world.system, each)
    ]
    return min(mine, key=lambda each: steps[each.id], default=None)


def _subscribe(
    world: World,
    draft: ImpactDraft,
    event: Contract,
    targets: Sequence[str],
    carriers: Carriers,
    source: str,
    target: str,
) -> None:
    name = draft.change.names[0]
    for owner in (each for each in event.owners):
        at = tuple(e for x in event.fields or () for e in x.evidence) or _emitted(world, event)
        draft.start(owner, SCHEMA, f"has {name}, and says it in {event.name}", at)
    reader = min(targets, key=lambda each: carriers.after(event.owners, each))
    reason = f"needs {name}, and subscribes to {event.name} for it"
    draft.start(reader, SCHEMA, reason, world.part_evidence(reader))
    if event.fields is not None and not goes_through(world.system, event):
        draft.note(f"That {event.name} says whom it is about is told by a field's name alone.")
    draft.note(
        f"{target} does not take {event.name} yet, which says whom it is about: it subscribes, so "
        f"that nobody between {source} and {target} carries {name}."
    )


def _carry(draft: ImpactDraft, way: tuple[Carried, ...], name: str) -> None:
    first, last = way[0], way[-1]
    draft.start(first.source, SCHEMA, f"has {name}, and says it in {first.contract}",
                first.evidence)  # fmt: skip
    path: tuple[Hop, ...] = ()
    for each, onward in pairwise(way):
        reason = f"must pass {name} on from {each.contract} to {onward.contract}"
        at = dict.fromkeys((*each.evidence, *onward.evidence))
        path = draft.hit(each.target, SCHEMA, reason, by=each.source, at=at, after=path)
    draft.start(last.target, SCHEMA, f"needs {name}, and takes it from {last.contract}",
                last.evidence)  # fmt: skip


def _emitted(world: World, event: Contract) -> tuple[Evidence, ...]:
    return tuple(
        at for edge in world.system.layer(SCHEMA) if edge.source == event.id for at in edge.evidence
    )


def _say_when(
    world: World,
    draft: ImpactDraft,
    sources: Sequence[str],
    targets: Sequence[str],
    names: tuple[str, str, str],
) -> None:
    """A value that comes only after all that its reader does is worth a word."""
    source, target, name = names
    first = [step for step in world.ordered if set(step.doers) & set(sources) and not step.back]
    reading = [step for step in world.ordered if set(step.doers) & set(targets)]
    if first and reading and not any(_may_follow(world, first[0], each) for each in reading):
        draft.note(
            f"{target} has done its part when {source} knows {name}: it could use it only in "
            f"what it does anew."
        )


def _may_follow(world: World, step: Step, other: Step) -> bool:
    ahead = (step.id, *world.process.later(step.id))
    back = {each for here in ahead for each in world.process.way_back(here)}
    return other.id in ahead or other.id in back


def _about(_world: World, change: Change) -> str:
    (source,), (target,) = change.options["--from"], change.options["--for"]
    return f"{source} → {target}"


OPERATOR = Operator(
    "new-field",
    ChangeKind.ADDITIVE,
    ("NAME",),
    "a service needs to know what another has",
    new_field,
    everywhere,
    options={"--from": ("S",), "--for": ("T",)},
    new=NEW,
    example="weight",
    about=_about,
    rank=10,
)

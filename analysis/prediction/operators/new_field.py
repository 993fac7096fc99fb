"""Bring a new field from one service to another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
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
from analysis.prediction.needing import first_event, given, saying
from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.process import Step
from analysis.prediction.undoing import UNDER_WAY
from analysis.prediction.way import YES

NEW = "fact"


@dataclass(frozen=True)
class Wanting:
    """A field that one service has, or is thought to have, and another needs."""

    world: World
    draft: ImpactDraft
    name: str
    source: str
    sources: tuple[str, ...]
    target: str
    targets: tuple[str, ...]

    @classmethod
    def of(cls, world: World, draft: ImpactDraft) -> "Wanting":
        """What the change asks for.

        Raises:
            CannotApply: both services are one.
        """
        name = draft.change.names[0]
        source, sources = world.members(*draft.change.options["--from"])
        target, targets = world.members(*draft.change.options["--for"])
        if set(sources) & set(targets):
            raise CannotApply(f"{source} and {target} are one: it has {name} already.")
        return cls(world, draft, name, source, sources, target, targets)

    @cached_property
    def carriers(self) -> Carriers:
        """Who hands what to whom."""
        return Carriers(self.world)

    @cached_property
    def known(self) -> Contract | None:
        """An event of the source that says it already, one that the target takes before others."""
        mine = [each for each in self.world.events.values() if {*each.owners} & {*self.sources}]
        said = saying(self.world, mine, self.name)
        taken = [each for each in said if each.id in self.taken]
        able = [each for each in said if identifies(self.world.system, each)]
        return next(iter((*taken, *able)), None)

    @property
    def taken(self) -> set[str]:
        """What the target takes already."""
        reads = self.world.system.facts.reads
        return {each.contract for each in reads if each.component in self.targets}

    @cached_property
    def asking(self) -> Carried | None:
        """How a workflow asks the target, where one stands between it and the source."""
        workflows = {step.decider for step in self.world.process.steps.values()} - {""}
        ways = self.carriers.ways(self.sources, self.targets)
        last = [way[-1] for way in ways if len(way) > 1 and way[-1].source in workflows]
        return next(iter(last), None)

    @cached_property
    def at_hand(self) -> bool:
        """Whether the workflow that asks the target has it already."""
        last = self.asking
        return last is not None and bool(
            saying(self.world, given(self.world, last.source), self.name)
        )

    @property
    def on_its_way(self) -> bool:
        """Whether what the target takes, or the workflow that asks it has, says it already."""
        return self.known is not None or self.at_hand

    def closed(self) -> Impact:
        """Who must change, and a word on when."""
        _say_when(
            self.world, self.draft, self.sources, self.targets,
            (self.source, self.target, self.name),
        )  # fmt: skip
        name = self.name
        return self.draft.closed(
            lambda _: f"neither having {name} nor needing it, and not on its way"
        )


def on_its_way(world: World, draft: ImpactDraft) -> Impact | None:
    """T alone, with the workflow that asks it, where what they have at hand says it already."""
    asked = Wanting.of(world, draft)
    event, last = asked.known, asked.asking
    if event is not None:
        _only_read(asked, event)
    elif last is not None and asked.at_hand:
        _passed_on(asked, last, f"has {asked.name} at hand")
        draft.way(
            "it is on its way already",
            f"{last.source} has it, and passes it on.",
            underway=UNDER_WAY,
        )
    else:
        return None
    return asked.closed()


def _only_read(asked: Wanting, event: Contract) -> None:
    draft, name = asked.draft, asked.name
    reader = min(asked.targets, key=lambda each: asked.carriers.after(event.owners, each))
    taken = event.id in asked.taken
    at = asked.world.schema_evidence(reader, event.id) or asked.world.part_evidence(reader)
    how = "takes" if taken else "subscribes to"
    draft.start(reader, SCHEMA, f"needs {name}, and {how} {event.name}, which says it already", at)
    for owner in event.owners:
        draft.spare(owner, f"saying {name} in {event.name} already")
    draft.way(
        "it is on its way already",
        f"{event.name} says {name}; {reader} reads it.",
        underway=f"what {reader} noted before has no {name}",
    )
    draft.knows([reader], event.owners, f"hears {event.name}")
    draft.deploy(YES, reader, why="nobody else takes part")


def _passed_on(asked: Wanting, last: Carried, why: str) -> None:
    draft, name = asked.draft, asked.name
    draft.start(last.source, SCHEMA, f"{why}, and must pass {name} on in {last.contract}",
                last.evidence)  # fmt: skip
    draft.start(last.target, SCHEMA, f"needs {name}, and takes it from {last.contract}",
                last.evidence)  # fmt: skip
    draft.contract(f"changed: {last.contract} says {name}")
    draft.deploy(YES, last.target, last.source, why="who asks comes last")


def with_what_starts(world: World, draft: ImpactDraft) -> Impact | None:
    """T and the workflow, where S is handed all that starts the workflow: so it has it as well."""
    asked = Wanting.of(world, draft)
    last = asked.asking
    if last is None or not _whole(asked, last.source) or asked.on_its_way:
        return None
    _passed_on(asked, last, f"is started with all that {asked.source} is told")
    draft.way(
        "it comes with what starts the workflow",
        f"{asked.source} is handed all that starts {last.source}, which so has what is told from "
        f"outside.",
        underway=UNDER_WAY,
    )
    draft.note(f"Where {asked.source} works {asked.name} out by itself, it must answer with it.")
    return asked.closed()


def _whole(asked: Wanting, workflow: str) -> bool:
    """Whether the workflow hands its whole input on to the source."""
    requests = {f"request:{each}" for each in asked.sources}
    return any(
        (each.from_contract, each.from_path) == (f"request:{workflow}", "$")
        and each.contract in requests
        for each in asked.world.system.facts.lineage
    )


def said_by_source(world: World, draft: ImpactDraft) -> Impact | None:
    """S, T, and every intermediary that must carry it.

    Where S publishes an event that T takes, or could take since it says which order it is about,
    nobody else carries it. Where a workflow stands between them, it passes it on.
    """
    asked = Wanting.of(world, draft)
    name, sources, targets = asked.name, asked.sources, asked.targets
    if asked.on_its_way:
        return None
    ways = asked.carriers.ways(sources, targets)
    direct = [way for way in ways if len(way) == 1 and way[0].contract in world.events]
    event = None if direct else first_event(world, sources)
    if event is not None:
        _subscribe(world, draft, event, targets, asked.carriers, asked.source, asked.target)
        for way in ways[:1]:
            between = ", ".join(world.system.by_id[e.target].name for e in way[:-1])
            if between:
                draft.note(f"Passed from event to event instead, {between} would carry it too.")
    elif ways:
        _carry(draft, (direct or ways)[0], name)
    else:
        raise CannotApply(
            f"{asked.source} neither publishes an event nor answers anybody who asks "
            f"{asked.target} in {world.title}: nothing there could carry {name}."
        )
    draft.way(
        "the source says it",
        f"{asked.source} says {name}, and {asked.target} reads it.",
        underway=f"what was said before has no {name}: whoever reads it must do without",
    )
    why = f"the last ones read {name} once it is said"
    draft.deploy(YES, *draft.causes, why=why)
    return asked.closed()


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
        published = first_event(world, world.services.get(source, members)) is not None
        reached = {world.home(each) for start in members for each in carriers.reach(start)}
        for target in known:
            if target != source and (published or target in reached):
                yield source, target


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
    draft.contract(f"changed: {event.name} says {name}")
    draft.knows([reader], event.owners, f"hears {event.name}")
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
    for each in way:
        draft.contract(f"changed: {each.contract} says {name}")


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
    (on_its_way, with_what_starts, said_by_source),
    everywhere,
    options={"--from": ("S",), "--for": ("T",)},
    new=NEW,
    example="weight",
    about=_about,
    rank=10,
)

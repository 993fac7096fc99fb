"""What operators share that change a field of a contract."""

from collections import Counter
from collections.abc import Callable, Iterable

from analysis.dependency.queries import FieldReader, field_readers
from analysis.facts import Contract
from analysis.prediction.changes import BadChange, Change, UnknownName
from analysis.prediction.contracts import (
    SCHEMA,
    hands_on,
    label,
    looks_inside,
    owners,
    passers,
    paths_of,
    read_at,
    written,
)
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name, find, matches
from analysis.prediction.way import NO, YES
from analysis.wording import listed, some

_MOST = 4


def step_by_step(world: World, draft: ImpactDraft) -> Impact:
    """Old and new side by side for a time, so that everybody follows alone."""
    gone = draft.change.operator == "remove-field"
    how = (
        "Its readers do without it one by one; then it goes."
        if gone
        else "The owner says both for a time; its readers follow one by one; then the old one goes."
    )
    otherwise = _changed(world, draft)
    owning, reading = _sides(draft)
    draft.way(
        "readers first" if gone else "both for a time",
        how,
        underway="what was said before still has the old one: readers take it as long as such is "
        "under way",
    )
    order = (*reading, *owning) if gone else (*owning, *reading)
    draft.deploy(YES, *order, why="" if gone else "and the owner once more, when all have followed")
    return draft.closed(otherwise)


def at_once(world: World, draft: ImpactDraft) -> Impact | None:
    """Owner and readers in one moment; where there are no readers there is nothing to agree on."""
    otherwise = _changed(world, draft)
    if {*draft.causes} <= draft.starting:
        return None
    draft.way(
        "all at once",
        "Owner and readers are deployed in one moment.",
        underway="what was said before cannot be read",
    )
    draft.deploy(NO, why="whoever is deployed first does not understand the other")
    return draft.closed(otherwise)


def mapped(world: World, draft: ImpactDraft) -> Impact | None:
    """Whoever makes another field of it maps the new one to what that was: its readers stay.

    Of what is gone, nothing can be made.
    """
    if draft.change.operator == "remove-field":
        return None
    contract, path = field_of(world, draft.change.names[0])
    readers = field_readers(world.plausible, contract.id, path)
    if not any(_named_on_the_way(each, path) for each in readers):
        return None
    whole = ImpactDraft(world.system, draft.change)
    _changed(world, whole)
    otherwise = _changed(world, draft, shielded=True)
    rest = [part for part in whole.causes if part not in draft.causes]
    if not rest:
        return None
    for part in rest:
        draft.spare(part, "reading what is made of it, which stays as it was")
    draft.way(
        "whoever hands it on maps it",
        "The owner says both for a time; whoever makes another field of it makes the same as "
        f"before, so that {listed(rest)} reads what it always read.",
        underway="what was said before still has the old one",
        halfway=True,
    )
    owning, reading = _sides(draft)
    draft.deploy(YES, *owning, *reading, why="and the owner once more, when all have followed")
    return draft.closed(otherwise)


def _sides(draft: ImpactDraft) -> tuple[list[str], list[str]]:
    """Who says the field, and who follows."""
    owning = [part for part in draft.causes if part in draft.starting]
    return owning, [part for part in draft.causes if part not in draft.starting]


def _changed(world: World, draft: ImpactDraft, *, shielded: bool = False) -> Callable[[str], str]:
    """The contract's owner, readers of the field, and readers of fields derived from it.

    Whoever fills in a task's request reads it, in that it must know its fields. ``shielded``: not
    who reads only what somebody makes of it, who names it to do so.
    """
    contract, path = field_of(world, draft.change.names[0])
    name = label(contract)
    owning = owners(contract)
    passing = passers(world.system, contract)
    for owner in owning:
        handed = contract.kind == "request" and owner == contract.id.partition(":")[2]
        if handed and not looks_inside(world.system, owner, contract.id, path):
            draft.spare(owner, f"handing on what is around {path} in {name} as it comes")
            continue
        at = read_at(world.system, owner, contract.id, path) if contract.kind == "request" else ()
        at = at or written(contract, path) or world.part_evidence(owner)
        draft.start(owner, SCHEMA, f"decides what is in {name}", at)
    handing = [each for each in passing if hands_on(world.system, each, contract, path)]
    if contract.kind == "request" and len(handing) == len(passing):
        draft.note(f"Who sends {name} is outside, and must change too.")
    for each in handing:
        draft.spare(each, f"handing on what is around {path} in {name} as it comes")
    for each in (one for one in passing if one not in handing):
        reason = f"passes {path} in {name}"
        at = read_at(world.system, each, contract.id, path) or written(contract, path)
        at = at or world.schema_evidence(each, contract.id)
        draft.hit(each, SCHEMA, reason, by=f"{contract.id}.{path}", at=at)
    for reader in field_readers(world.plausible, contract.id, path):
        inside = looks_inside(world.system, reader.component, reader.contract, reader.path)
        inside = inside and not (shielded and _named_on_the_way(reader, path))
        if reader.component not in (*owning, *handing) and inside:
            _hit(draft, reader, contract)
    if contract.fields is None:
        draft.note(f"The fields of {name} could not be read: whoever takes it may be hit.")
    _spare_others(world, draft, contract)
    draft.contract(f"changed: {name} in {path}")
    return lambda _: f"not taking {name}, nor what is made of {path} in it"


def _named_on_the_way(reader: FieldReader, path: str) -> bool:
    """Whether somebody on the way makes another field of this one, and not of all around it."""
    name = path.rpartition(".")[2]
    return any(hop.source.rpartition(".")[2] == name for hop in reader.hops[:-1])


def path_alone(world: World, change: Change) -> str:
    """The field's path without its contract, which other designs may have in theirs."""
    name = change.names[0]
    contracts = [each.id for each in world.system.facts.contracts if name.startswith(f"{each.id}.")]
    return name[len(max(contracts, key=len, default="")) :].removeprefix(".")


def _hit(draft: ImpactDraft, reader: FieldReader, contract: Contract) -> None:
    read = f"{event_name(reader.contract)}.{reader.path}"
    if not reader.known:
        reason = f"takes {event_name(reader.contract)}, and it is not known what it reads of it"
    elif reader.derived:
        reason = f"reads {read}, which is {'a copy' if reader.copied else 'made'} of it"
    else:
        reason = f"reads {read}"
    *hops, last = reader.hops
    already = reader.component in draft.causes and contract.kind == "request"
    if not (already and not reader.derived):
        draft.hit(
            reader.component,
            SCHEMA,
            reason,
            by=last.source,
            at=last.evidence,
            after=tuple(hops),
            known=reader.known,
        )


def _spare_others(world: World, draft: ImpactDraft, contract: Contract) -> None:
    """Who takes the contract but not the field: what is rarest read is what it is there for."""
    reads = [r for r in world.system.facts.reads if r.contract == contract.id and r.fields]
    common = Counter(each.path for read in reads for each in read.fields or ())
    for read in reads:
        paths = sorted({x.path for x in read.fields or ()}, key=lambda path: (common[path], path))
        reading = some(paths, _MOST)
        draft.spare(read.component, f"taking {label(contract)}, but of it reading {reading}")


def field_of(world: World, wanted: str) -> tuple[Contract, str]:
    """A contract and a field of it, by `Contract.field`.

    A task's request comes before its response where a name could be either.

    Raises:
        BadChange: it is not written so.
        UnknownName: there is no such contract, or it has no such field.
    """
    if "." not in wanted.strip("."):
        raise BadChange(f"{wanted!r} names no field: write a contract, a dot, and a field of it.")
    contracts = {each.id: each for each in world.system.facts.contracts}
    names = _names(world, contracts.values())
    found: list[tuple[Contract, str]] = []
    for contract, rest in _splits(wanted, names):
        paths = paths_of(world.system, contracts[contract])
        fits = [each for each in paths if each == rest] or [
            each for each in paths if matches(rest, each) or each.endswith(f".{rest}")
        ]
        found += [(contracts[contract], each) for each in fits]
        if not fits and contracts[contract].fields is None and not paths:
            found.append((contracts[contract], rest))
    if found:
        return _one(found, wanted, world.title)
    raise _unknown(world, wanted, contracts, names)


def _names(world: World, contracts: Iterable[Contract]) -> dict[str, tuple[str, ...]]:
    """What each contract may be called: a task's also as the step that does it."""
    steps: dict[str, set[str]] = {}
    for step in world.process.steps.values():
        for doer in step.doers if step.decider else ():
            steps.setdefault(doer, set()).update((step.id, step.name, *step.aliases))
    found = {}
    for each in contracts:
        kind, colon, task = each.id.partition(":")
        called = steps.get(task, {task}) if each.kind != "event" and colon else set()
        with_kind = (f"{kind}:{name}" for name in sorted(called))
        found[each.id] = (each.name, *sorted(called), *with_kind)
    return found


def _splits(wanted: str, names: dict[str, tuple[str, ...]]) -> Iterable[tuple[str, str]]:
    """Each contract that a beginning of the text names, with the rest; literally if possible."""
    dots = [index for index, sign in enumerate(wanted) if sign == "."]
    for exact in (True, False):
        found = [
            (id_, wanted[dot + 1 :])
            for dot in dots
            for id_, called in names.items()
            if _named(wanted[:dot], (id_, *called), exact=exact)
        ]
        if found:
            return found
    return []


def _named(wanted: str, names: Iterable[str], *, exact: bool) -> bool:
    return any(wanted == name if exact else matches(wanted, name) for name in names)


def _one(found: list[tuple[Contract, str]], wanted: str, where: str) -> tuple[Contract, str]:
    if len({contract.kind for contract, _ in found}) > 1:
        found = [each for each in found if each[0].kind == "request"] or found
    if len(set(found)) == 1:
        return found[0]
    full = " or ".join(f"{contract.id}.{path}" for contract, path in found[:4])
    raise UnknownName(f"{wanted!r} could be {full} in {where}: write one in full.")


def _unknown(
    world: World,
    wanted: str,
    contracts: dict[str, Contract],
    names: dict[str, tuple[str, ...]],
) -> UnknownName:
    named = [id_ for id_, _ in _splits(wanted, names)]
    if not named:
        shown = {id_: (each.name,) for id_, each in contracts.items()}
        try:
            find(wanted.partition(".")[0], shown, "contract", world.title)
        except UnknownName as unknown:
            return unknown
    paths = {path: () for id_ in named for path in paths_of(world.system, contracts[id_])}
    name = contracts[named[0]].name if named else wanted
    try:
        find(wanted.rpartition(".")[2], paths, "field", name)
    except UnknownName as unknown:
        return unknown
    return UnknownName(f"There is no field {wanted!r} in {world.title}.")

"""Operators on a field of a contract: rename, remove, retype."""

from collections.abc import Iterable

from analysis.dependency.lineage import FieldReader, field_readers, overlaps
from analysis.dependency.model import Contract, Dependencies
from analysis.graph import Evidence
from analysis.prediction.drafting import Draft
from analysis.prediction.hits import Hop
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import find, matches
from analysis.prediction.refusals import BadChange, UnknownName

SCHEMA = "schema"


def change_field(world: World, draft: Draft) -> Impact:
    """The contract's owner, readers of the field, and readers of fields derived from it."""
    contract, path = field(world, draft.change.names[0])
    at = written(contract, path)
    for owner in contract.owners:
        draft.start(owner, SCHEMA, f"decides what is in {contract.name}", at)
    for reader in field_readers(world.system, contract.id, path):
        if reader.component in contract.owners:
            continue
        _hit(draft, reader, contract)
    if contract.fields is None:
        draft.note(f"The fields of {contract.name} could not be read: whoever takes it may be hit.")
    others = {
        read.component: _listed(each.path for each in read.fields)
        for read in world.system.facts.reads
        if read.contract == contract.id and read.fields
    }
    for component, fields in others.items():
        draft.spare(component, f"takes {contract.name} but reads only {fields} of it")
    return draft.closed(lambda _: f"does not take {contract.name}, nor what is made from it")


def _hit(draft: Draft, reader: FieldReader, contract: Contract) -> None:
    if not reader.known:
        reason = f"takes {reader.contract}, and it is not known which fields it reads"
    elif reader.derived:
        made = "is a copy of" if reader.copied else "is made from"
        reason = f"reads {_of(reader)}, which {made} the field"
    else:
        reason = f"{'reads' if contract.kind != 'request' else 'passes'} it"
    hops = [Hop(each.source, each.target, SCHEMA, each.what, each.evidence) for each in reader.hops]
    last = hops[-1]
    draft.hit(
        reader.component,
        SCHEMA,
        reason,
        by=last.source,
        at=last.evidence,
        after=tuple(hops[:-1]),
    )


def _of(reader: FieldReader) -> str:
    return f"{reader.contract.rpartition('/')[2]}.{reader.path}"


def field(world: World, wanted: str) -> tuple[Contract, str]:
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


def paths_of(system: Dependencies, contract: Contract) -> tuple[str, ...]:
    """The fields of a contract that are known: written, read, or copied."""
    said = [each.path for each in contract.fields or ()]
    for read in system.facts.reads:
        said += [x.path for x in read.fields or ()] if read.contract == contract.id else []
    for edge in system.layer(SCHEMA):
        said += edge.fields if edge.target == contract.id else ()
    return tuple(sorted(set(said) - {"$", ""}))


def written(contract: Contract, path: str) -> tuple[Evidence, ...]:
    """Where the contract's owner writes the field."""
    return tuple(
        at for each in contract.fields or () if overlaps(each.path, path) for at in each.evidence
    )


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


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))

"""Contracts before and after: which fields they have, what version, and who reads which of them.

A contract is changed by whom the edit touched. Of one at whose ends nobody was, the fields can
differ nevertheless, where shared code writes or checks them: that is told apart.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field, replace

from analysis.dependency.model import Dependencies
from analysis.difference.functions import SHARED
from analysis.difference.resources import ADDED, CHANGED, REMOVED
from analysis.facts import Contract
from analysis.records import dataclass

READ = "read otherwise"
ANY = "*"  # it is not known which fields

Readers = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A contract that was added, removed or changed, or (``how`` is `READ`) is read otherwise.

    ``how`` is `SHARED` where it differs by shared code alone; ``versions`` are that before and that
    after, where they differ.
    Facts have no types: ``retyped`` are the fields that were a single value and have fields of
    their own now, or the other way round. ``readers`` are those after the edit, or before it where
    the contract is gone; the others are who reads it anew, no more, or other fields of it, and for
    these the fields that each reads now and did not, and the other way round.
    """

    id: str
    kind: str
    name: str
    how: str
    owners: tuple[str, ...] = ()
    fields_added: tuple[str, ...] = ()
    fields_removed: tuple[str, ...] = ()
    retyped: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    readers_added: tuple[str, ...] = ()
    readers_removed: tuple[str, ...] = ()
    readers_changed: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    fields_gained: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields_dropped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def contract_changes(
    before: Dependencies, after: Dependencies, spared: Collection[str] = ()
) -> Iterator[ContractChange]:
    """Each contract that is not what it was, in order of id.

    ``spared`` are the components that are known not to have been touched.
    """
    old = {each.id: each for each in before.facts.contracts}
    new = {each.id: each for each in after.facts.contracts}
    was, now = readers(before), readers(after)
    for id_ in sorted({*old, *new}):
        if id_ not in old:
            yield _whole(new[id_], ADDED, now.get(id_, {}))
        elif id_ not in new:
            yield _whole(old[id_], REMOVED, was.get(id_, {}))
        else:
            found = _one(old[id_], new[id_], was.get(id_, {}), now.get(id_, {}))
            if found.how == CHANGED and _by_none_but(spared, found, old[id_], new[id_]):
                found = replace(found, how=SHARED)
            read = found.readers_added or found.readers_removed or found.readers_changed
            if found.how != READ or read:
                yield found


def _by_none_but(
    spared: Collection[str], found: ContractChange, old: Contract, new: Contract
) -> bool:
    """Whether the contract's owners were spared, and nobody else passes a field of his own."""
    owners = {*old.owners, *new.owners}
    if not owners or not owners <= {*spared}:
        return False
    passed = {*found.readers_added, *found.readers_removed, *found.readers_changed}
    return passed <= {*spared} or all(
        _came_along(path, contract)
        for several, contract in ((found.fields_added, new), (found.fields_removed, old))
        for path in several
    )


def _came_along(path: str, contract: Contract) -> bool:
    """Whether a field is said where the whole that it is a part of is: nobody passes it itself."""
    fields = {each.path: each for each in contract.fields or ()}
    whole = fields.get(path.rpartition(".")[0])
    return whole is not None and {*fields[path].evidence} <= {*whole.evidence}


def readers(dependencies: Dependencies) -> dict[str, dict[str, frozenset[str]]]:
    """By contract, who reads or passes it, and which fields."""
    contracts = {each.id for each in dependencies.facts.contracts}
    found: dict[str, dict[str, frozenset[str]]] = {}
    for edge in dependencies.layer("schema"):
        if edge.target in contracts and edge.source not in contracts:
            found.setdefault(edge.target, {})[edge.source] = frozenset(edge.fields or (ANY,))
    return found


def paths(contract: Contract) -> frozenset[str] | None:
    """The paths of a contract's fields, None where they are not known."""
    return None if contract.fields is None else frozenset(each.path for each in contract.fields)


def _whole(contract: Contract, how: str, known: Readers) -> ContractChange:
    fields = tuple(sorted(paths(contract) or ()))
    read = tuple(sorted(known))
    added = how == ADDED
    return ContractChange(
        contract.id,
        contract.kind,
        contract.name,
        how,
        contract.owners,
        fields_added=fields if added else (),
        fields_removed=() if added else fields,
        readers=read,
        readers_added=read if added else (),
        readers_removed=() if added else read,
    )


def _one(old: Contract, new: Contract, was: Readers, now: Readers) -> ContractChange:
    one, other = paths(old), paths(new)
    known = one is not None and other is not None
    one, other = (one or frozenset(), other or frozenset()) if known else (frozenset(),) * 2
    reshaped = {each for each in one & other if _has_fields(each, one) != _has_fields(each, other)}
    both = was.keys() & now.keys()
    versions = (old.version, new.version) if old.version != new.version else ()
    return ContractChange(
        new.id,
        new.kind,
        new.name,
        CHANGED if one != other or versions else READ,
        new.owners,
        tuple(sorted(other - one)),
        tuple(sorted(one - other)),
        tuple(sorted(reshaped)),
        tuple(sorted(now)),
        tuple(sorted(now.keys() - both)),
        tuple(sorted(was.keys() - both)),
        tuple(sorted(each for each in both if was[each] != now[each])),
        versions,
        _more(now, was, both),
        _more(was, now, both),
    )


def _more(these: Readers, than: Readers, readers: Collection[str]) -> dict[str, tuple[str, ...]]:
    """By reader, the fields that it reads of these and not of those."""
    more = {each: tuple(sorted(these[each] - than[each] - {ANY})) for each in sorted(readers)}
    return {each: fields for each, fields in more.items() if fields}


def _has_fields(path: str, among: frozenset[str]) -> bool:
    return any(each.startswith(f"{path}.") for each in among)

"""Who reads a field, directly or in another contract's field that was made from it."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.dependency.model import Dependencies, Dependency, Lineage, Read
from analysis.graph import Evidence


@dataclass(frozen=True, slots=True)
class Hop:
    """One step by which a field's change travels: from whom to whom, and where that is seen."""

    source: str
    target: str
    what: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldReader:
    """A component that depends on a field, by the shortest way that the change takes to it.

    ``contract`` and ``path`` are what it reads: the field itself, or one derived from it.
    ``known`` is False where it is not known which fields it reads, so that it may read this one.
    ``copied`` says that no derivation on the way computes: a value goes through as it is.
    """

    component: str
    contract: str
    path: str
    derived: bool
    known: bool
    copied: bool
    hops: tuple[Hop, ...]


def overlaps(one: str, other: str) -> bool:
    """Whether one dotted path is the other, is above it, or is below it."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def field_readers(
    dependencies: Dependencies, contract: str, path: str, *, derived: bool = True
) -> tuple[FieldReader, ...]:
    """Whom a change of a contract's field hits, owners apart; each reading once, nearest first.

    Readers of derived fields are told apart by ``derived``. Who asks for a task's request field
    that is derived is the task, its owner: it is listed as its reader.
    """
    found: dict[tuple[str, str], FieldReader] = {}
    for each in _followed(dependencies, contract, path, derived=derived):
        for reader in _readers(dependencies, each):
            found.setdefault((reader.component, reader.contract), reader)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Reached:
    contract: str
    path: str
    copied: bool
    hops: tuple[Hop, ...]


def _followed(
    dependencies: Dependencies, contract: str, path: str, *, derived: bool
) -> Iterator[_Reached]:
    """The field, and then the fields derived from it, breadth first."""
    seen = {(contract, path)}
    waiting = [_Reached(contract, path, copied=True, hops=())]
    while waiting:
        here = waiting.pop(0)
        yield here
        for each in dependencies.facts.lineage if derived else ():
            at = (each.contract, each.path)
            if (
                each.from_contract == here.contract
                and overlaps(each.from_path, here.path)
                and at not in seen
            ):
                seen.add(at)
                copied = here.copied and each.copied
                waiting.append(_Reached(*at, copied, (*here.hops, _derivation(each))))


def _derivation(each: Lineage) -> Hop:
    verb = "copies" if each.copied else "computes"
    return Hop(
        f"{each.from_contract}.{each.from_path}",
        f"{each.contract}.{each.path}",
        f"{each.component} {verb} it",
        each.evidence,
    )


def _readers(dependencies: Dependencies, here: _Reached) -> Iterator[FieldReader]:
    reads = {each.component: each for each in dependencies.facts.reads if _about(each, here)}
    owners = _owners(dependencies, here.contract)
    for edge in dependencies.layer("schema"):
        if edge.target == here.contract and edge.source not in owners:
            read = reads.pop(edge.source, None)
            if read is not None and read.fields is not None:
                yield from _reader(read, here)
            elif any(overlaps(field, here.path) for field in edge.fields) or not edge.fields:
                yield _by_edge(edge, here)
    for component in owners if here.hops and here.contract.startswith("request:") else ():
        read = reads.get(component)
        if read is not None and read.fields is not None:
            yield from _reader(read, here)
        else:
            yield _one(component, here, known=False, hop=Hop(f"{here.contract}.{here.path}",
                       component, f"{component} owns it, and may read it"))  # fmt: skip


def _about(read: Read, here: _Reached) -> bool:
    return read.contract == here.contract


def _owners(dependencies: Dependencies, contract: str) -> tuple[str, ...]:
    for each in dependencies.facts.contracts:
        if each.id == contract:
            return each.owners
    return ()


def _reader(read: Read, here: _Reached) -> Iterator[FieldReader]:
    hit = [each for each in read.fields or () if overlaps(each.path, here.path)]
    if hit:
        at = tuple(place for each in hit for place in each.evidence)
        what = f"{read.component} reads {', '.join(each.path for each in hit)}"
        hop = Hop(f"{here.contract}.{here.path}", read.component, what, at)
        yield _one(read.component, here, known=True, hop=hop)


def _by_edge(edge: Dependency, here: _Reached) -> FieldReader:
    hop = Hop(f"{here.contract}.{here.path}", edge.source, edge.reason, edge.evidence)
    return _one(edge.source, here, known=bool(edge.fields), hop=hop)


def _one(component: str, here: _Reached, *, known: bool, hop: Hop) -> FieldReader:
    return FieldReader(
        component,
        here.contract,
        here.path,
        derived=bool(here.hops),
        known=known,
        copied=here.copied,
        hops=(*here.hops, hop),
    )

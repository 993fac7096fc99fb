"""Who reads a field, directly or in another contract's field that was made from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.dependency.model import Dependencies, Dependency, Hop, Lineage, Read
from analysis.walking import grouped

SCHEMA = "schema"


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
    """Whether one dotted path is the other, is above it, or is below it; "$" is above all."""
    return one == other or _above(one, other) or _above(other, one)


def _above(one: str, other: str) -> bool:
    return one == "$" or other.startswith(f"{one}.")


def field_readers(
    dependencies: Dependencies, contract: str, path: str, *, derived: bool = True
) -> tuple[FieldReader, ...]:
    """Whom a change of a contract's field hits, owners apart; each reading once, nearest first.

    Who reads a field is hit by a change of it and of what is above it. A change below it hits only
    where it is not known what is below: who takes a field whole and uses what is in it reads that
    too, and who merely hands it on need not know.

    Readers of derived fields are told apart by ``derived``. A task is a reader of its own request's
    derived fields, and who makes a derived field is no reader of it.
    """
    known = {
        each.id: frozenset(x.path for x in each.fields or ())
        for each in dependencies.facts.contracts
    }
    found: dict[tuple[str, str], FieldReader] = {}
    start = _Reached(contract, path, copied=True)
    for each in _followed(dependencies, start, known, derived=derived):
        for reader in _readers(dependencies, each, known.get(each.contract, frozenset())):
            found.setdefault((reader.component, reader.contract), reader)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Reached:
    contract: str
    path: str
    copied: bool
    hops: tuple[Hop, ...] = ()
    maker: str = ""

    def is_in(self, path: str, known: frozenset[str]) -> bool:
        """Whether who has to do with a path has to do with this."""
        if path == self.path or _above(self.path, path):
            return True
        return _above(path, self.path) and self.path not in known


def _followed(
    dependencies: Dependencies,
    start: _Reached,
    known: Mapping[str, frozenset[str]],
    *,
    derived: bool,
) -> Iterator[_Reached]:
    """The field, and then the fields derived from it, breadth first."""
    made = grouped((each.from_contract, each) for each in dependencies.facts.lineage if derived)
    seen = {(start.contract, start.path)}
    waiting = [start]
    while waiting:
        here = waiting.pop(0)
        yield here
        for each in made[here.contract]:
            at = (each.contract, each.path)
            fields = known.get(here.contract, frozenset())
            if here.is_in(each.from_path, fields) and at not in seen:
                seen.add(at)
                copied = here.copied and each.copied
                hops = (*here.hops, _derivation(each))
                waiting.append(_Reached(*at, copied, hops, each.component))


def _derivation(each: Lineage) -> Hop:
    verb = "copies" if each.copied else "computes"
    return Hop(
        f"{each.from_contract}.{each.from_path}",
        f"{each.contract}.{each.path}",
        SCHEMA,
        f"{each.component} {verb} it",
        each.evidence,
    )


def _readers(
    dependencies: Dependencies, here: _Reached, known: frozenset[str]
) -> Iterator[FieldReader]:
    reads = {x.component: x for x in dependencies.facts.reads if x.contract == here.contract}
    owners = _owners(dependencies, here.contract)
    for edge in dependencies.layer(SCHEMA):
        if edge.target == here.contract and edge.source not in (*owners, here.maker):
            read = reads.get(edge.source)
            if read is not None and read.fields is not None:
                yield from _reader(read, here, known)
            elif not edge.fields or any(here.is_in(field, known) for field in edge.fields):
                yield _by_edge(edge, here)
    for component in owners if here.hops and here.contract.startswith("request:") else ():
        read = reads.get(component)
        if read is not None and read.fields is not None:
            yield from _reader(read, here, known)
        else:
            what = f"{component} owns it, and may read it"
            hop = Hop(f"{here.contract}.{here.path}", component, SCHEMA, what)
            yield _one(component, here, known=False, hop=hop)


def _owners(dependencies: Dependencies, contract: str) -> tuple[str, ...]:
    for each in dependencies.facts.contracts:
        if each.id == contract:
            return each.owners
    return ()


def _reader(read: Read, here: _Reached, known: frozenset[str]) -> Iterator[FieldReader]:
    hit = [each for each in read.fields or () if here.is_in(each.path, known)]
    if hit:
        at = tuple(place for each in hit for place in each.evidence)
        what = f"{read.component} reads {', '.join(each.path for each in hit)}"
        hop = Hop(f"{here.contract}.{here.path}", read.component, SCHEMA, what, at)
        yield _one(read.component, here, known=True, hop=hop)


def _by_edge(edge: Dependency, here: _Reached) -> FieldReader:
    field = f"{here.contract}.{here.path}"
    hop = Hop(field, edge.source, SCHEMA, edge.reason, edge.evidence)
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

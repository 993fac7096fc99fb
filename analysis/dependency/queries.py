"""Questions that a change asks: who owns, who reads a field or what was made from it, who waits."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from analysis.dependency.model import Dependencies, Hop
from analysis.dependency.parts import homes
from analysis.dependency.schema import SCHEMA
from analysis.facts import Contract, Lineage, Read
from analysis.graph import Evidence
from analysis.graph.kinds import of_role, with_trait
from analysis.records import dataclass
from analysis.walking import grouped

_PATIENT = (*of_role("channel"), *with_trait("rows"))


def contract(dependencies: Dependencies, id_: str) -> Contract | None:
    """The contract of that id, None where there is none."""
    return next((each for each in dependencies.facts.contracts if each.id == id_), None)


def owners(dependencies: Dependencies, contract_id: str) -> tuple[str, ...]:
    """The components that decide what is in a contract."""
    found = contract(dependencies, contract_id)
    return found.owners if found else ()


@dataclass(frozen=True, slots=True)
class Holder:
    """Where a component's timeout or retry is held: the part, and the service that owns it."""

    part: str
    service: str
    why: str
    evidence: tuple[Evidence, ...] = ()


def holders(dependencies: Dependencies, component: str) -> tuple[Holder, ...]:
    """What must change when a component is to be given more time, or more attempts.

    Who calls it and waits (a workflow in its state, a function in its client) holds a timeout and
    a retry for it, and so does what feeds it (a queue's visibility timeout and redrive, a
    stream's or a topic's retries). Its own timeout is its own: it comes first.
    """
    graph = dependencies.flow
    node = graph.by_id.get(component)
    found: dict[str, Holder] = {}
    if node is not None:
        found[component] = _holder(dependencies, component, "its own timeout", node.evidence)
    home = homes(graph)
    for edge in graph.flow:
        source = graph.by_id.get(edge.source)
        if edge.target != component or source is None or source.id not in home:
            continue
        if edge.relation == "invokes":
            name = f"state {source.name}" if source.kind == "state" else source.id
            here = _holder(dependencies, home[source.id], f"{name} waits for it", edge.evidence)
            found.setdefault(f"{source.id} waits", here)
        elif edge.relation in ("triggers", "delivers") and source.kind in _PATIENT:
            here = _holder(dependencies, source.id, "it delivers again what failed", edge.evidence)
            found.setdefault(source.id, here)
    return tuple(found.values())


def _holder(
    dependencies: Dependencies, part: str, why: str, evidence: tuple[Evidence, ...]
) -> Holder:
    known = dependencies.by_id.get(part)
    return Holder(part, known.service if known else "", why, evidence)


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


_MOST = 2_000  # fields that are told apart from what they are in: copies may be in a ring


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

    def read_by(
        self, component: str, why: str, at: tuple[Evidence, ...] = (), *, known: bool
    ) -> FieldReader:
        """Who reads this, with the whole way that a change takes to it."""
        hops = (*self.hops, Hop(f"{self.contract}.{self.path}", component, SCHEMA, why, at))
        derived = bool(self.hops)
        return FieldReader(component, self.contract, self.path, derived, known, self.copied, hops)


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
            inside = _within(each, here.path) if len(seen) < _MOST else each.path
            at = (each.contract, inside)
            fields = known.get(here.contract, frozenset())
            if here.is_in(each.from_path, fields) and at not in seen:
                seen.add(at)
                copied = here.copied and each.copied
                hops = (*here.hops, _derivation(each))
                waiting.append(_Reached(*at, copied, hops, each.component))


def _within(each: Lineage, path: str) -> str:
    """Where a field is in what was made of it, or of what it is in."""
    if not each.copied or not _above(each.from_path, path):
        return each.path
    rest = path if each.from_path == "$" else path[len(each.from_path) + 1 :]
    return rest if each.path == "$" else f"{each.path}.{rest}"


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
    deciding = owners(dependencies, here.contract)
    for edge in dependencies.layer(SCHEMA):
        if edge.target == here.contract and edge.source not in (*deciding, here.maker):
            read = reads.get(edge.source)
            if read is not None and read.fields is not None:
                yield from _reader(read, here, known)
            elif read is not None and any(here.is_in(x.path, known) for x in read.wiring):
                yield from _reader(replace(read, fields=read.wiring), here, known)
            elif not edge.fields or any(here.is_in(field, known) for field in edge.fields):
                at = edge.evidence
                yield here.read_by(edge.source, edge.reason, at, known=bool(edge.fields))
    for component in deciding if here.hops and here.contract.startswith("request:") else ():
        read = reads.get(component)
        if read is not None and read.fields is not None:
            yield from _reader(read, here, known)
        else:
            yield here.read_by(component, f"{component} owns it, and may read it", known=False)


def _reader(read: Read, here: _Reached, known: frozenset[str]) -> Iterator[FieldReader]:
    hit = [each for each in read.fields or () if here.is_in(each.path, known)]
    if hit:
        at = tuple(place for each in hit for place in each.evidence)
        what = f"{read.component} reads {', '.join(each.path for each in hit)}"
        yield here.read_by(read.component, what, at, known=True)

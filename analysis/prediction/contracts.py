"""Who answers for a contract, who else has a hand in it, and which fields of it are known."""

from collections.abc import Iterable
from typing import TypeVar

from analysis.dependency.model import Dependencies
from analysis.dependency.queries import overlaps
from analysis.dependency.schema import merely_reads
from analysis.facts import Contract, Field, Lineage
from analysis.graph import Evidence
from analysis.graph.kinds import with_trait
from analysis.prediction.names import words
from analysis.walking import components

SCHEMA = "schema"
TASKS = with_trait("of a call")
_MANY = 3
"""Of two events alone, a field in both need not be what they are about."""
_Thing = TypeVar("_Thing")


def label(contract: Contract) -> str:
    """What a sentence calls it."""
    task = contract.id.partition(":")[2]
    if contract.kind == "request":
        return f"the request of {task}"
    return f"the answer of {task}" if contract.kind == "response" else contract.name


def owners(contract: Contract) -> tuple[str, ...]:
    """Who decides what is in it: of an event its publisher, of a task's contracts the task.

    Of what a client outside sends, that is whoever takes it in.
    """
    task = contract.id.partition(":")[2]
    if contract.kind in TASKS and task in contract.owners:
        return (task,)
    return contract.owners


def passers(system: Dependencies, contract: Contract) -> tuple[str, ...]:
    """Who fills in a task's request: whoever asks for it, and does not merely read it too."""
    if contract.kind != "request":
        return ()
    mine = owners(contract)
    edges = (
        edge.source
        for edge in system.layer(SCHEMA)
        if edge.target == contract.id and not merely_reads(edge)
    )
    asking = dict.fromkeys((*contract.owners, *edges))
    return tuple(each for each in asking if each not in mine)


def paths_of(system: Dependencies, contract: Contract) -> tuple[str, ...]:
    """The fields of a contract that are known: written or read."""
    said = [each.path for each in contract.fields or ()]
    for read in system.facts.reads:
        said += [x.path for x in read.fields or ()] if read.contract == contract.id else []
    if contract.fields is None:
        said += [x.from_path for x in system.facts.lineage if x.from_contract == contract.id]
    for edge in system.layer(SCHEMA):
        said += edge.fields if edge.target == contract.id else ()
    return tuple(sorted(set(said) - {"$", ""}))


def written(contract: Contract, path: str) -> tuple[Evidence, ...]:
    """Where the field is filled in."""
    return tuple(
        at for each in contract.fields or () if overlaps(each.path, path) for at in each.evidence
    )


def read_at(system: Dependencies, component: str, contract: str, path: str) -> tuple[Evidence, ...]:
    """Where a component reads the field."""
    read = (each for each in _read_by(system, component, contract) if overlaps(each.path, path))
    return tuple(at for each in read for at in each.evidence)


def _read_by(system: Dependencies, component: str, contract: str) -> list[Field]:
    return [
        field
        for read in system.facts.reads
        if (read.component, read.contract) == (component, contract)
        for field in read.fields or ()
    ]


def looks_inside(system: Dependencies, component: str, contract: str, path: str) -> bool:
    """Whether a component reads the field or what is below it, not just what it is in, as a whole.

    Whoever hands on `lines` as it came need not know that there is a `lines.sku`.
    """
    reads = [read.fields for read in system.facts.reads
             if (read.component, read.contract) == (component, contract)]  # fmt: skip
    if not reads or any(fields is None for fields in reads):
        return True
    paths = (each.path for fields in reads for each in fields or ())
    return any(each == path or each.startswith(f"{path}.") for each in paths)


def hands_on(system: Dependencies, component: str, contract: Contract, path: str) -> bool:
    """Whether a component passes a message as it came, and does not look at a field of it."""
    whole = [
        each
        for each in system.facts.lineage
        if (each.component, each.contract, each.path) == (component, contract.id, "$")
    ]
    return bool(whole) and all(
        each.copied and not looks_inside(system, component, each.from_contract, _joint(each, path))
        for each in whole
    )


def _joint(link: Lineage, path: str) -> str:
    return path if link.from_path == "$" else f"{link.from_path}.{path}"


def identifies(system: Dependencies, contract: Contract) -> bool:
    """Whether an event says what it is about: a field goes through all that come of one another.

    Where code does not show that, it is a field like `order_id`. Unread fields are given the
    benefit.
    """
    return contract.fields is None or goes_through(system, contract) or _named_so(contract)


def goes_through(system: Dependencies, contract: Contract) -> bool:
    """Whether a field of it is copied, unchanged, through every event that it is made with."""
    events = {each.id for each in system.facts.contracts if each.kind == "event"}
    links = [
        ((each.contract, each.path), (each.from_contract, each.from_path), each.copied)
        for each in system.facts.lineage
    ]
    made = _joined((one[0], other[0]) for one, other, _ in links)
    copied = _joined((one, other) for one, other, whole in links if whole)
    along = made.get(contract.id, set()) & events
    fields = [field for field in copied if field[0] == contract.id]
    return len(along) >= _MANY and any(
        along <= {id_ for id_, _ in copied[field]} for field in fields
    )


def _joined(links: Iterable[tuple[_Thing, _Thing]]) -> dict[_Thing, set[_Thing]]:
    """All that each thing is joined to, however far."""
    pairs = list(links)
    parts = components(list(dict.fromkeys(end for pair in pairs for end in pair)), pairs)
    return {each: {*part} for part in parts for each in part}


def _named_so(contract: Contract) -> bool:
    return any(
        len(pieces) > 1 and pieces[-1] in ("id", "key", "number", "reference")
        for pieces in (words(each.path.rpartition(".")[2]) for each in contract.fields or ())
    )

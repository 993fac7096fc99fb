"""Who answers for a contract, who else has a hand in it, and which fields of it are known."""

from analysis.dependency.lineage import overlaps
from analysis.dependency.model import Contract, Dependencies
from analysis.graph import Evidence
from analysis.prediction.names import words

SCHEMA = "schema"
TASKS = ("request", "response")


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
    """Who fills in a task's request: whoever asks for it."""
    if contract.kind != "request":
        return ()
    mine = owners(contract)
    edges = (edge.source for edge in system.layer(SCHEMA) if edge.target == contract.id)
    asking = dict.fromkeys((*contract.owners, *edges))
    return tuple(each for each in asking if each not in mine)


def paths_of(system: Dependencies, contract: Contract) -> tuple[str, ...]:
    """The fields of a contract that are known: written or read."""
    said = [each.path for each in contract.fields or ()]
    for read in system.facts.reads:
        said += [x.path for x in read.fields or ()] if read.contract == contract.id else []
    for edge in system.layer(SCHEMA):
        said += edge.fields if edge.target == contract.id else ()
    return tuple(sorted(set(said) - {"$", ""}))


def written(contract: Contract, path: str) -> tuple[Evidence, ...]:
    """Where the field is filled in."""
    return tuple(
        at for each in contract.fields or () if overlaps(each.path, path) for at in each.evidence
    )


def read_at(
    system: Dependencies, component: str, contract: Contract, path: str
) -> tuple[Evidence, ...]:
    """Where a component reads the field."""
    return tuple(
        at
        for read in system.facts.reads
        if (read.component, read.contract) == (component, contract.id)
        for each in read.fields or ()
        if overlaps(each.path, path)
        for at in each.evidence
    )


def looks_inside(system: Dependencies, component: str, contract: str, path: str) -> bool:
    """Whether a component reads the field or what is below it, not just what it is in, as a whole.

    Whoever hands on `lines` as it came need not know that there is a `lines.sku`.
    """
    fields = [
        each.path
        for read in system.facts.reads
        if (read.component, read.contract) == (component, contract)
        for each in read.fields or ()
    ]
    return not fields or any(each == path or each.startswith(f"{path}.") for each in fields)


def identifies(contract: Contract) -> bool:
    """Whether an event has a field like `order_id`; unread fields are given the benefit."""
    if contract.fields is None:
        return True
    return any(
        len(pieces) > 1 and pieces[-1] in ("id", "key", "number", "reference")
        for pieces in (words(each.path.rpartition(".")[2]) for each in contract.fields)
    )

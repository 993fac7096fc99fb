"""The relation between two nodes, by what the target is: it holds what it gets, or acts on it."""

from collections.abc import Iterable

from analysis.extract.events import Emission
from analysis.extract.reading import Reading
from analysis.extract.resources.shapes import Found, found
from analysis.graph import Evidence
from analysis.graph.kinds import with_trait
from analysis.graph.model import EdgeKey
from analysis.source.resource import Resource

HOLDS, STORES = with_trait("holds"), with_trait("rows")


def pass_on(
    reading: Reading, source: str, values: Iterable[Found], kind: str, stored: str = "writes"
) -> list[EdgeKey]:
    """Edges from a topic, rule, queue, stream ... : `delivers` to what holds, `triggers` what acts.

    ``kind`` is what a plain name or an unresolved target counts as; ``stored`` is the relation
    with a table or a bucket.
    """
    relations = dict.fromkeys(HOLDS, "delivers") | dict.fromkeys(STORES, stored)
    return _join(reading, source, values, kind, (relations, "triggers"))


def act_on(
    reading: Reading, source: str, values: Iterable[Found], kind: str, stored: str = "writes"
) -> list[EdgeKey]:
    """Edges from a function, API, pipe ... : `publishes` to what holds, `invokes` what acts."""
    relations = dict.fromkeys(HOLDS, "publishes") | dict.fromkeys(STORES, stored)
    return _join(reading, source, values, kind, (relations, "invokes"))


def redrive(
    reading: Reading, source: str, values: Iterable[Found], topic: str = "redrives"
) -> list[EdgeKey]:
    """Edges to where what failed goes: `redrives` to a queue or topic, else as a delivery.

    A topic that is told how an invocation ended is no dead-letter topic: ``topic`` says which.
    """
    relations = {"queue": "redrives", "topic": topic, "bus": "publishes", "bucket": "writes"}
    relations["stream"] = "publishes"
    return _join(reading, source, values, "queue", (relations, "invokes"))


def relate(
    reading: Reading, source: str, values: Iterable[Found], kind: str, relation: str
) -> list[EdgeKey]:
    """Edges of one given relation."""
    return _join(reading, source, values, kind, ({}, relation))


def started_by(
    reading: Reading, sources: Iterable[Found], target: str, kind: str, relation: str
) -> list[EdgeKey]:
    """Edges of one given relation from the values to the target."""
    return [
        reading.edge(source, target, relation, where)
        for value, where in sources
        for source in reading.ends(value, kind, where, target)
    ]


def named_in(reading: Reading, resource: Resource, key: str, kind: str) -> list[str]:
    """The nodes that a property of a resource names: whose integration, rotation ... it is."""
    return [
        node
        for value, where in found(resource.properties, key)
        for node in reading.ends(value, kind, where, resource.id)
    ]


def announce(
    reading: Reading,
    keys: Iterable[EdgeKey],
    where: Evidence,
    source: str | None,
    types: Iterable[str],
) -> None:
    """What is said on the channels among the ends of these edges."""
    for publisher, channel, relation in keys:
        if relation in ("publishes", "delivers"):
            said = Emission(publisher, channel, where, source=source or None, types=tuple(types))
            reading.emissions.append(said)


def _join(
    reading: Reading,
    source: str,
    values: Iterable[Found],
    kind: str,
    relations: tuple[dict[str, str], str],
) -> list[EdgeKey]:
    by_kind, other = relations
    return [
        reading.edge(source, target, by_kind.get(_kind(reading, target) or kind, other), where)
        for value, where in values
        for target in reading.ends(value, kind, where, source)
    ]


def _kind(reading: Reading, target: str) -> str:
    """What the target counts as; a log group holds what it is told, as a stream does."""
    node = reading.found(target)
    if node is None or node.unresolved:
        return ""
    return "stream" if node.type == "AWS::Logs::LogGroup" else node.kind

"""The relation between two nodes, by what the target is: it holds what it gets, or acts on it."""

from collections.abc import Iterable

from analysis.extract.reading import Reading
from analysis.extract.resources.shapes import Found
from analysis.graph import Evidence
from analysis.graph.kinds import with_trait

HOLDS, STORES = with_trait("holds"), with_trait("rows")
Key = tuple[str, str, str]


def pass_on(
    reading: Reading, source: str, values: Iterable[Found], kind: str, stored: str = "writes"
) -> list[Key]:
    """Edges from a topic, rule, queue, stream ... : `delivers` to what holds, `triggers` what acts.

    ``kind`` is what a plain name or an unresolved target counts as; ``stored`` is the relation
    with a table or a bucket.
    """
    relations = dict.fromkeys(HOLDS, "delivers") | dict.fromkeys(STORES, stored)
    return _join(reading, source, values, kind, (relations, "triggers"))


def act_on(
    reading: Reading, source: str, values: Iterable[Found], kind: str, stored: str = "writes"
) -> list[Key]:
    """Edges from a function, API, pipe ... : `publishes` to what holds, `invokes` what acts."""
    relations = dict.fromkeys(HOLDS, "publishes") | dict.fromkeys(STORES, stored)
    return _join(reading, source, values, kind, (relations, "invokes"))


def redrive(reading: Reading, source: str, values: Iterable[Found]) -> list[Key]:
    """Edges to where what failed goes: `redrives` to a queue, else as any other delivery."""
    relations = {"queue": "redrives", "topic": "publishes", "bus": "publishes", "bucket": "writes"}
    relations["stream"] = "publishes"
    return _join(reading, source, values, "queue", (relations, "invokes"))


def relate(
    reading: Reading, source: str, values: Iterable[Found], kind: str, relation: str
) -> list[Key]:
    """Edges of one given relation."""
    return _join(reading, source, values, kind, ({}, relation))


def started_by(
    reading: Reading, sources: Iterable[Found], target: str, kind: str, relation: str
) -> list[Key]:
    """Edges of one given relation from the values to the target."""
    return [
        _edge(reading, (source, target, relation), where)
        for value, where in sources
        for source in reading.ends(value, kind, where, target)
    ]


def _join(
    reading: Reading,
    source: str,
    values: Iterable[Found],
    kind: str,
    relations: tuple[dict[str, str], str],
) -> list[Key]:
    made = []
    for value, where in values:
        for target in reading.ends(value, kind, where, source):
            known = _kind(reading, target) or kind
            made.append(
                _edge(reading, (source, target, relations[0].get(known, relations[1])), where)
            )
    return made


def _kind(reading: Reading, target: str) -> str:
    """What the target counts as; a log group holds what it is told, as a stream does."""
    node = reading.found(target)
    if node is None or node.unresolved:
        return ""
    return "stream" if node.type == "AWS::Logs::LogGroup" else node.kind


def _edge(reading: Reading, key: Key, where: Evidence) -> Key:
    reading.edge(*key, where)
    return key

"""What wiring reads of events: patterns, filters, input paths and templates, by whom it serves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from analysis.code.aws.transports import ATTRIBUTES
from analysis.extract.events.changing import (
    Alteration,
    Answered,
    Delivered,
    Filled,
    Hole,
    holes,
    origins,
)
from analysis.extract.events.channels import Filter, Road
from analysis.extract.events.naming import conventional
from analysis.extract.events.patterns import DEEPEST, is_or
from analysis.fields.attributes import of_attribute
from analysis.fields.drafts import Derivation, FactDrafts, Path
from analysis.graph import Evidence, Graph
from analysis.graph.model import EdgeKey
from analysis.graph.views import owners
from analysis.source.document import at
from analysis.walking import grouped

_CONTENT = ("body", "data", "value")  # of a record
Roads = Mapping[tuple[str, str], Sequence[Road]]


def read_wiring(drafts: FactDrafts, graph: Graph, roads: Roads) -> None:
    """Note the fields that the wiring on an event's way reads, in the name of who gets it.

    Wiring of another service than that of whoever gets the event reads in its own name too.
    """
    services = owners(graph)
    said = grouped(
        (edge.source, edge.target) for edge in graph.contracts if edge.relation == "emits"
    )
    for (event, reader), several in roads.items():
        pipe = graph.kind_of(reader) == "pipe"
        for road in several:
            for out in said.get(reader, ()) if pipe else ():
                _carries(drafts, road, (event, reader, out))
            _reads_answers(drafts, road)
            for path, place, whose in _read_on(road):
                field = _field(drafts, event, path)
                if not field:
                    continue
                drafts.add_wiring(reader, event, field, (place,))
                other = services.get(whose) not in (None, services.get(reader))
                for owner in {whose} if other else {reader} if pipe else ():
                    drafts.add_read(owner, event, field, (place,))


def _carries(drafts: FactDrafts, road: Road, ends: tuple[str, str, str]) -> None:
    """What a pipe makes of an event: each field of what it publishes, of which of the event."""
    event, pipe, out = ends
    steps = [step for step in road.steps if not isinstance(step, Filter)]
    before, last = steps[:-1], steps[-1] if steps else None
    if isinstance(last, Answered):
        _answers(drafts, last, pipe, out)
    if not isinstance(last, Filled):
        return
    for path, made in _parts(last.document, DEEPEST):
        for hole in holes(made):
            for source in _back(before, _of_record(hole.path) if last.of_record else hole.path):
                if field := _field(drafts, event, source):
                    whole = ("detail", *path) if drafts.contract(out).on_bus else path
                    copied = isinstance(made, Hole)
                    link = Derivation(out, whole, event, field, pipe, copied)
                    drafts.add_link(link, (hole.at,))


def _answers(drafts: FactDrafts, answered: Answered, pipe: str, out: str) -> None:
    """What a pipe makes of the answer of whom it asks: the fields of what it publishes."""
    for path, made in _parts(answered.then.document, DEEPEST) if answered.by else ():
        for hole in holes(made):
            whole = ("detail", *path) if drafts.contract(out).on_bus else path
            copied = isinstance(made, Hole)
            link = Derivation(out, whole, f"response:{answered.by}", hole.path, pipe, copied)
            drafts.add_link(link, (hole.at,))


def _parts(document: Any, deep: int) -> Iterator[tuple[Path, Any]]:
    if isinstance(document, dict) and deep:
        for name, each in document.items():
            yield from (((name, *path), made) for path, made in _parts(each, deep - 1))
    else:
        yield (), document


def read_mappings(
    drafts: FactDrafts, graph: Graph, written: Mapping[EdgeKey, Mapping[Path, Evidence]]
) -> None:
    """Note the fields that templates write: APIs' into requests, pipes' into events.

    Whoever writes a request must know what is in it.
    """
    events = grouped(
        ((edge.source, edge.target.rpartition("/")[0]), edge.target)
        for edge in graph.contracts
        if edge.relation == "emits"
    )
    for (source, target, relation), fields in written.items():
        for path, place in fields.items():
            if relation == "invokes":
                drafts.add_read(source, f"request:{target}", path, (place,))
            for event in events.get((source, target), ()):
                drafts.contract(event).owners[source] = None
                whole = ("detail", *path) if drafts.contract(event).on_bus else path
                drafts.add_field(event, whole, (place,))


def _field(drafts: FactDrafts, event: str, path: Path) -> Path:
    """The field of an event that a path is, empty where it is none, or all there is."""
    draft = drafts.contract(event)
    if path[:1] == (ATTRIBUTES,):
        return of_attribute(drafts, event, path[1])
    if draft.on_bus and (path[:1] != ("detail",) or len(path) == 1):
        return ()
    return path


def _read_on(road: Road) -> Iterator[tuple[Path, Evidence, str]]:
    """Each path of the event that is read on a road, where, and by whose wiring."""
    before: list[Alteration] = []
    whose = ""
    for step in road.steps:
        if isinstance(step, Filter):
            whose = step.subscription.subscriber
            for path, place in _asked(step) if step.subscription.certainty == "declared" else ():
                yield from ((each, place, whose) for each in _back(before, path))
            continue
        if isinstance(step, Filled):
            whose = step.owner or whose
            for hole in holes(step.document):
                path = _of_record(hole.path) if step.of_record else hole.path
                yield from ((each, hole.at, whose) for each in _back(before, path))
        before.append(step)


def _reads_answers(drafts: FactDrafts, road: Road) -> None:
    """The parts of an answer that a template takes: not where it goes on as it is."""
    for step in [each for each in road.steps if isinstance(each, Answered)]:
        for hole in holes(step.then.document):
            if hole.path and step.by:
                drafts.add_read(step.then.owner, f"response:{step.by}", hole.path, (hole.at,))


def _asked(step: Filter) -> Iterator[tuple[Path, Evidence]]:
    """The paths of the message that a filter looks at; an attribute that says the type is none."""
    scope, where = step.subscription.scope, step.subscription.at
    for path, place in _leaves(step.subscription.pattern, where, DEEPEST):
        if scope == "MessageAttributes":
            name = ".".join(path)
            found: Path = () if conventional(name) else (ATTRIBUTES, name)
        elif scope == "Record":
            found = _of_record(path)
        else:
            found = path
        if found:
            yield found, place


def _leaves(pattern: Any, where: Evidence, deep: int) -> Iterator[tuple[Path, Evidence]]:
    if isinstance(pattern, list | tuple) and deep:
        for each in pattern:
            yield from _leaves(each, where, deep - 1) if isinstance(each, dict) else ()
    if not isinstance(pattern, dict) or not deep:
        return
    for name, wanted in pattern.items():
        place = at(pattern, name)
        place = place if place.line else where
        if is_or(name, wanted):
            yield from _leaves(wanted, place, deep - 1)
        elif isinstance(wanted, dict):
            for path, inner in _leaves(wanted, place, deep - 1):
                yield (*name.split("."), *path), inner
        else:
            yield tuple(name.split(".")), place


def _of_record(path: Path) -> Path:
    """A path into a polled record as one into the message."""
    if path[:1] == ("messageAttributes",) and len(path) > 1:
        return () if conventional(path[1]) else (ATTRIBUTES, path[1])
    return path[1:] if path[:1] and path[0] in _CONTENT else ()


def _back(before: Iterable[Alteration], path: Path) -> list[Path]:
    """Of what paths of the event this is made, through all that it became before."""
    paths = [path]
    for step in reversed(list(before)):
        paths = [each for one in paths for each in _through(step, one)]
    return [each for each in dict.fromkeys(paths) if each]


def _through(step: Alteration, path: Path) -> Iterator[Path]:
    if isinstance(step, Filled):
        for each in origins(step.document, path):
            yield _of_record(each) if step.of_record else each
    elif isinstance(step, Delivered):
        if step.raw or step.protocol not in ("sqs", "http", "https"):
            yield path
        elif path[:1] == ("Message",):
            yield path[1:]
        elif path[:1] == ("MessageAttributes",) and len(path) > 1 and not conventional(path[1]):
            yield (ATTRIBUTES, path[1])


def arriving_as(road: Road, path: Path) -> list[Path]:
    """Of what paths of the event something at a path is made, when it has come along a road."""
    return _back((each for each in road.steps if not isinstance(each, Filter)), path)

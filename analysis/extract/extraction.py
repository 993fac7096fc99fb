"""From templates to the graph: every reader in its turn."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from analysis.extract.events import Matched, Subscription, match
from analysis.extract.events.channels import Road
from analysis.extract.events.documents import Path as FieldPath
from analysis.extract.kinds import kind_of
from analysis.extract.policies import (
    Permitted,
    draw_callbacks,
    draw_credentials,
    read_policies,
)
from analysis.extract.reading import Reading
from analysis.extract.resources import READERS
from analysis.extract.resources.aws_events import read_aws_events
from analysis.extract.resources.user_pools import CUSTOM, read_custom
from analysis.extract.unread import read_unread
from analysis.graph import Edge, Evidence, Graph, Node
from analysis.graph.model import EdgeKey
from analysis.memory import laborious
from analysis.source.conditional import left_out
from analysis.source.kept import Kept
from analysis.source.opening import Given, bounded, opened
from analysis.source.resource import Resource
from analysis.source.system import System
from analysis.source.telling import said

_MAPPINGS: Kept[Mapping[EdgeKey, Mapping[FieldPath, Evidence]]] = Kept()
_MATCHED: Kept[Matched] = Kept()
_HEARD: Kept[Sequence[Subscription]] = Kept()


@laborious
def extract(system: System | Sequence[Path], **given: Unpack[Given]) -> Graph:
    """The declared graph of a system, open or in the paths that `open_system` takes.

    Raises:
        BadTemplate: one cannot be read; the text names file, line and remedy.
    """
    system = opened(system, **given)
    with bounded(system.title):
        reading = Reading(system)
        _read(reading)
        remarks = [*said(system.ties), *(e for stack in system.stacks for e in left_out(stack))]
        return _with_events(reading, system.title, [*remarks, *read_unread(reading)])


def mappings(system: System) -> Mapping[EdgeKey, Mapping[FieldPath, Evidence]]:
    """By the edge of a call, the fields that an API's templates write into the request."""
    if system not in _MAPPINGS:
        extract(system)
    return _MAPPINGS[system]


def roads(system: System) -> Mapping[tuple[str, str], tuple[Road, ...]]:
    """By event type and who hears it, the ways on which it comes there."""
    if system not in _MATCHED:
        extract(system)
    return _MATCHED[system].roads


def subscriptions(system: System) -> Sequence[Subscription]:
    """Who hears which channel through which filter."""
    if system not in _HEARD:
        extract(system)
    return _HEARD[system]


def _read(reading: Reading) -> None:
    for resource in reading.system.resources.values():
        _declare(reading, resource)
    for resource in reading.system.resources.values():
        if reader := READERS.get(resource.type):
            reader(resource, reading)
        elif resource.type.startswith(CUSTOM):
            read_custom(resource, reading)
    read_aws_events(reading)
    _read_machines(reading)
    draw_credentials(reading)
    _read_deeds(reading)
    for stack in reading.system.stacks:
        for note in stack.notes:
            reading.unresolved(note.owner, note.what, note.reason, note.at)


# Most templates have neither machines nor code beside them, and are read sooner without these.


def _read_machines(reading: Reading) -> None:
    machines = list(reading.system.of("AWS::StepFunctions::StateMachine"))
    if machines:
        from analysis.extract.machines import read_machine

        for machine in machines:
            read_machine(machine, reading)


def _read_deeds(reading: Reading) -> None:
    """What code does, and what is permitted to those whose code was not read, or not whole."""
    if not any(map(reading.system.entry, reading.system.of("AWS::Lambda::Function"))):
        permitted = Permitted(reading)
        draw_callbacks(permitted, read_policies(permitted))
        return
    from analysis.extract.code.choosing import listen_by_code
    from analysis.extract.code.edges import draw_code, follow_code

    several = follow_code(reading)
    whole = {each.function.id for each in several if each.settled}
    permitted = Permitted(reading, whole, {each.function.id: each.beside for each in several})
    grants = read_policies(permitted)
    edges = draw_code(permitted, several)
    draw_callbacks(permitted, grants)
    edges.answer()
    permitted.confirm()
    listen_by_code(reading, several)


def _with_events(reading: Reading, title: str, remarks: Sequence[str]) -> Graph:
    """All that was found, and the event types that its filters let pass."""
    assumed = {(tie.stack.name, tie.target) for tie in reading.system.ties if tie.assumed}
    nodes = {node.id: node for node in reading.nodes}
    edges = reading.edges
    _MAPPINGS[reading.system] = reading.mappings
    _HEARD[reading.system] = reading.subscriptions
    matched = _MATCHED[reading.system] = match(
        reading.emissions, reading.subscriptions, nodes, edges, reading.alterations
    )
    found = {node.id: node for node in matched.nodes} | nodes
    labelled = _as_sure([*matched.labelled(edges), *matched.edges], found, assumed)
    return Graph.of(title, found.values(), labelled, remarks)


def _as_sure(
    edges: Iterable[Edge], nodes: Mapping[str, Node], assumed: AbstractSet[tuple[str, str]]
) -> list[Edge]:
    """The edges; those between a stack and what it is only assumed to know are assumed."""
    if not assumed:
        return list(edges)

    def crosses(here: str, there: str) -> bool:
        return (_stack(nodes, here), there) in assumed

    return [
        replace(edge, certainty="assumed")
        if crosses(edge.source, edge.target) or crosses(edge.target, edge.source)
        else edge
        for edge in edges
    ]


def _stack(nodes: Mapping[str, Node], id_: str) -> str:
    node = nodes.get(id_)
    return node.stack or id_.partition(":")[0] if node else ""


def _declare(reading: Reading, resource: Resource) -> None:
    if kind := kind_of(resource.type, resource.properties):
        service, team = reading.system.owner_of(resource)
        reading.show(
            resource,
            kind,
            service=service,
            team=team,
            attributes={"conditional": True} if resource.conditional else {},
        )

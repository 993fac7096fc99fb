"""From templates to the graph: every reader in its turn."""

from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from analysis.extract.events import match
from analysis.extract.kinds import kind_of
from analysis.extract.policies import read_policies
from analysis.extract.reading import Reading
from analysis.extract.resources import READERS
from analysis.extract.unread import read_unread
from analysis.graph import Graph
from analysis.source.conditional import left_out
from analysis.source.opening import Given, bounded, opened
from analysis.source.owners import owner_of
from analysis.source.system import System


def extract(system: System | Sequence[Path], **given: Unpack[Given]) -> Graph:
    """The declared graph of a system, open or in the paths that `open_system` takes.

    Raises:
        BadTemplate: one cannot be read; the text names file, line and remedy.
    """
    system = opened(system, **given)
    with bounded(system.title):
        reading = Reading(system)
        _read(reading)
        remarks = [each for stack in system.stacks for each in left_out(stack)]
        return _with_events(reading, system.title, [*remarks, *read_unread(reading)])


def _read(reading: Reading) -> None:
    for resource in reading.system.resources.values():
        _declare(reading, resource.id)
    for resource in reading.system.resources.values():
        if reader := READERS.get(resource.type):
            reader(resource, reading)
    _read_machines(reading)
    read_policies(reading)
    _read_code(reading)
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


def _read_code(reading: Reading) -> None:
    if any(map(reading.system.entry, reading.system.of("AWS::Lambda::Function"))):
        from analysis.extract.code import read_code

        read_code(reading)


def _with_events(reading: Reading, title: str, remarks: Sequence[str]) -> Graph:
    """All that was found, and the event types that its filters let pass."""
    nodes = {node.id: node for node in reading.nodes}
    edges = reading.edges
    matched = match(reading.emissions, reading.subscriptions, nodes, edges)
    found = {node.id: node for node in matched.nodes} | nodes
    labelled = [*matched.labelled(edges), *matched.edges]
    return Graph.of(title, found.values(), labelled, remarks)


def _declare(reading: Reading, resource_id: str) -> None:
    resource = reading.system.resources[resource_id]
    kind = kind_of(resource.type, resource.properties)
    if kind:
        service, team = owner_of(resource.properties)
        reading.node(
            resource.id,
            kind,
            name=resource.logical_id,
            type=resource.type,
            stack=resource.stack if len(reading.system.stacks) > 1 else "",
            service=service,
            team=team,
            evidence=(resource.at,),
            attributes={"conditional": True} if resource.conditional else {},
        )

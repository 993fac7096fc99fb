"""From templates to the graph: every reader in its turn."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.extract.events import match
from analysis.extract.kinds import kind_of
from analysis.extract.policies import read_policies
from analysis.extract.reading import Reading
from analysis.extract.resources import READERS
from analysis.graph import Graph
from analysis.refusals import BadTemplate
from analysis.source.document import as_block
from analysis.source.files import inside
from analysis.source.loading import Given, load, stack_names
from analysis.source.owners import owner_of
from analysis.source.system import Resource, System


def extract(
    paths: Sequence[Path],
    *,
    parameters: Mapping[str, str] | None = None,
    bindings: Mapping[str, str] | None = None,
    title: str | None = None,
) -> Graph:
    """The declared graph of the templates read together.

    ``paths`` are templates, state machine definitions, or folders of them; ``parameters`` and
    ``bindings`` are as in `Given`.

    Raises:
        BadTemplate: one cannot be read; the text names file, line and remedy.
    """
    named = title or paths[0].name
    try:
        stacks = load(paths, Given(parameters or {}, bindings or {}))
        named = title or _title(paths)
        reading = Reading(System(stacks))
        _read(reading)
        return _with_events(reading, named)
    except RecursionError:
        raise BadTemplate(
            f"{named}: its values refer to one another in too long a chain; shorten it."
        ) from None


def _title(paths: Sequence[Path]) -> str:
    """The file's name, or what several are called: not five times template.yaml."""
    if len(paths) == 1:
        return paths[0].name or str(paths[0])
    names = stack_names(paths)
    more = f" and {len(names) - 3} more" if len(names) > 4 else ""
    return ", ".join(names[: 3 if more else 4]) + more


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
    if any(map(_code_at_hand, reading.system.of("AWS::Lambda::Function"))):
        from analysis.extract.code import read_code

        read_code(reading)


def _with_events(reading: Reading, title: str) -> Graph:
    """All that was found, and the event types that its filters let pass."""
    nodes = {node.id: node for node in reading.nodes}
    edges = reading.edges
    matched = match(reading.emissions, reading.subscriptions, nodes, edges)
    found = {node.id: node for node in matched.nodes} | nodes
    return Graph.of(title, found.values(), [*matched.labelled(edges), *matched.edges])


def _code_at_hand(function: Resource) -> bool:
    """Whether the code stands in the template, or in a folder beside it."""
    code = function.properties.get("Code")
    asset = as_block(function.block.get("Metadata")).get("aws:asset:path")
    if isinstance(code, str) and "://" not in code:
        path = inside(function.folder, code, function.root)
        return path is None or path.exists()
    return asset is not None or "ZipFile" in as_block(code)


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

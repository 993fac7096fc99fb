"""Calls of services that the relations have no word for, and calls that act later."""

import re
from collections.abc import Iterator

from analysis.extract.machines.services import Integration
from analysis.extract.machines.state import State
from analysis.extract.machines.targets import Target, ends, parameters, target
from analysis.extract.machines.templates import Leaf, leaves
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.graph.kinds import with_trait
from analysis.source.document import as_block, at
from analysis.source.values import Joined, Reference, alternatives, shown

_NAMESPACES = {"sfn": "stepfunctions", "eventbridge": "events", "lambda": "lambda"}
_NOT_ACTED_ON = (*with_trait("answers"), *with_trait("passes on"))
_CARRYING = with_trait("holds")
_WRITTEN = re.compile(r"output|destination|result|target|log", re.IGNORECASE)


def draw_unlisted(reading: Reading, state: State, found: Integration, where: Evidence) -> None:
    """`invokes` the service's resource that is named, else ``ext:service/action``.

    A bucket of the template that the service is pointed to is read or written in its name, which
    is inferred from the parameter's name.
    """
    named = False
    for leaf, reference in _references(state):
        resource = reading.system.get(reference.resource)
        kind = reading.kind_of(reference.resource)
        if resource is None:
            continue
        if _same_service(resource.type, found.service) and kind not in _NOT_ACTED_ON:
            named = True
            relation = "invokes"
            if kind in ("table", "bucket"):
                relation = "reads" if found.reading else "writes"
            for end in reading.ends(reference, kind, leaf.at, state.id):
                reading.edge(state.id, end, relation, leaf.at)
        elif kind == "bucket":
            relation = "writes" if _WRITTEN.search(leaf.name) else "reads"
            reading.edge(state.id, reference.resource, relation, leaf.at, certainty="inferred")
    if not named:
        node = f"ext:{found.service}/{found.action}"
        reading.node(node, "resource", name=found.name, outside=True, evidence=(where,))
        reading.edge(state.id, node, "invokes", where)


def draw_schedule(reading: Reading, state: State, _found: Integration, where: Evidence) -> None:
    """A schedule made at run time, which will trigger its target."""
    block = parameters(state)
    schedule = f"{state.id}/schedule"
    name = shown(block.get("Name")) or "a schedule made at run time"
    reading.node(schedule, "schedule", name=name, outside=True, evidence=(where,))
    reading.edge(state.id, schedule, "invokes", where)
    named = target(state, as_block(block.get("Target")), ("Arn",))
    named = named or Target("Target", None, where, "its target is chosen at run time")
    for end in ends(reading, state, named, "function"):
        relation = "delivers" if reading.kind_of(end) in _CARRYING else "triggers"
        reading.edge(schedule, end, relation, named.at)


def draw_token(reading: Reading, state: State, _found: Integration, where: Evidence) -> None:
    """A token sent back: whose it is, only the execution knows."""
    reading.node(state.id, "state", attributes={"sends_token": True})
    named = next((key for key in parameters(state) if str(key).startswith("TaskToken")), None)
    place = at(parameters(state), named) if named else where
    reason = "the machine that waits for this token is known at run time only"
    waiting = reading.unresolved(state.id, "TaskToken", reason, place)
    reading.edge(state.id, waiting, "calls_back", where)


def _references(state: State) -> Iterator[tuple[Leaf, Reference]]:
    for leaf in leaves(state.parameters, state.language.jsonata, state.language.budget):
        for value in alternatives(leaf.value):
            if isinstance(value, Reference):
                yield leaf, value
            elif isinstance(value, Joined):
                yield from ((leaf, each) for each in value.references)


def _same_service(resource_type: str, service: str) -> bool:
    parts = resource_type.split("::")
    if len(parts) < 3:
        return False
    mine, theirs = _NAMESPACES.get(service, service), parts[1].lower()
    return mine.startswith(theirs) or theirs.startswith(mine)

"""What a task does, and to whom: functions, activities, and the calls of every service."""

from collections.abc import Callable, Mapping

from analysis.extract.machines.calls import (
    draw_database,
    draw_objects,
    draw_schedule,
    draw_statement,
    draw_token,
    draw_unlisted,
)
from analysis.extract.machines.services import CALLS, Envelope, Integration, integration_of
from analysis.extract.machines.state import State
from analysis.extract.machines.targets import (
    Parameter,
    draw_events,
    emit_messages,
    ends,
    parameters,
    target,
)
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.source.document import as_block, at
from analysis.source.values import alternatives, shown

Drawer = Callable[[Reading, State, Integration, Evidence], None]

_STORAGE: Mapping[str, Drawer] = {
    "dynamodb": draw_database,
    "s3": draw_objects,
    "rdsdata": draw_statement,
    "redshiftdata": draw_statement,
}
_ACTIONS: Mapping[str, Drawer] = {
    "scheduler:createSchedule": draw_schedule,
    "sfn:sendTaskSuccess": draw_token,
    "sfn:sendTaskFailure": draw_token,
    "sfn:sendTaskHeartbeat": draw_token,
}


def integrations(state: State) -> list[Integration]:
    """The integrations that a task's Resource names; none for a function or an activity."""
    written = alternatives(state.block.get("Resource"))
    return [found for each in written if (found := integration_of(shown(each)))]


def envelope_of(state: State) -> Envelope:
    """Where the task's own fields are in what is sent and answered."""
    found = integrations(state)
    return found[0].envelope if found else Envelope()


def draw_task(reading: Reading, state: State) -> None:
    """The edges of a task, and what it says on its way."""
    where = at(state.block, "Resource")
    written = alternatives(state.block.get("Resource"))
    if not written:
        reading.unresolved(state.id, "Resource", "the task names no Resource", state.at)
    for value in written:
        found = integration_of(shown(value))
        if found:
            _draw(reading, state, found, where)
        else:
            _draw_direct(reading, state, Parameter("Resource", value, where))


def _draw_direct(reading: Reading, state: State, named: Parameter) -> None:
    found = target(state, as_block(state.block), ("Resource",)) or named
    known = named if not found.reason else found
    for end in ends(reading, state, known, "function"):
        reading.edge(state.id, end, "invokes", named.at)
        if reading.kind_of(end) == "activity":  # a worker answers with the token it was given
            for node, kind in ((state.id, "state"), (state.machine, "state machine")):
                reading.node(node, kind, attributes={"callback": True})


def _draw(reading: Reading, state: State, found: Integration, where: Evidence) -> None:
    if found.name == "eventbridge:putEvents":
        draw_events(reading, state, where)
    elif drawer := _ACTIONS.get(found.name) or _STORAGE.get(found.service):
        drawer(reading, state, found, where)
    elif found.name in CALLS:
        _draw_call(reading, state, found, where)
    else:
        draw_unlisted(reading, state, found, where)


def _draw_call(reading: Reading, state: State, found: Integration, where: Evidence) -> None:
    call = CALLS[found.name]
    named = target(state, parameters(state), call.arguments)
    if named is None:
        if call.kind in ("container", "api", "topic"):  # a telephone, a cluster of its own
            draw_unlisted(reading, state, found, where)
            return
        reason = f"{found.name} names no {' or '.join(call.arguments)}"
        named = Parameter(call.arguments[0], None, where, reason)
    for end in ends(reading, state, named, call.kind):
        reading.edge(state.id, end, call.relation, named.at)
        if call.relation == "publishes":
            emit_messages(reading, state, end, named.at)

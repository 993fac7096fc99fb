"""Through a definition, however deep: every state with its node, its edges, what it contains."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from analysis.extract.machines.calls import draw_dataset
from analysis.extract.machines.constants import constants_of
from analysis.extract.machines.documents import MOST, FieldBudget
from analysis.extract.machines.evaluating import Environment
from analysis.extract.machines.fields import fields_of
from analysis.extract.machines.integrations import draw_task, envelope_of, integrations
from analysis.extract.machines.state import (
    TYPES,
    Language,
    State,
    has_branches,
    language_of,
)
from analysis.extract.machines.transitions import details, draw_transitions
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.resource import Resource
from analysis.source.values import Unknown, as_text, shown

_NAME = 80  # characters that the name of a state may have
_STATES = 20_000  # states of one machine; Step Functions takes a definition of at most 1 MB


@dataclass(frozen=True, slots=True)
class _Scope:
    """States side by side: the machine's, a branch's or an item processor's."""

    block: Any
    parent: str
    language: Language
    at: Evidence
    branch: int = 0  # of the Parallel around it


@dataclass(slots=True)
class _Machine:
    """A machine while it is read: the names taken, the scopes still to go through."""

    reading: Reading
    resource: Resource
    waiting: list[_Scope]
    taken: set[str] = field(default_factory=set)
    left: int = _STATES
    known: Mapping[str, Environment] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.resource.id


def read_definition(reading: Reading, resource: Resource, definition: Any, at_: Evidence) -> None:
    """Add a machine's definition to the graph; ``at_`` is where the template names it."""
    if not isinstance(definition, Block):
        reason = definition.reason if isinstance(definition, Unknown) else "it is no mapping"
        reading.unresolved(resource.id, "definition", f"its definition is not known: {reason}", at_)
        return
    first = Language(jsonata=False, budget=FieldBudget(), places=has_branches(definition))
    language = language_of(definition, first)
    attributes = {
        "workflow": as_text(resource.properties.get("StateMachineType")) or "STANDARD",
        "query_language": "JSONata" if language.jsonata else "JSONPath",
        "comment": shown(definition.get("Comment")),
    }
    kept = {key: value for key, value in attributes.items() if value}
    reading.node(resource.id, "state machine", attributes=kept)
    scope = _Scope(definition, resource.id, language, at_)
    machine = _Machine(reading, resource, [scope], known=constants_of(definition, language))
    while machine.waiting:
        _read_scope(machine, machine.waiting.pop())
    if language.budget.left < 0:
        reason = f"its states have more than {MOST} fields; the others were not looked at"
        reading.unresolved(resource.id, "fields", reason, at_)


def _read_scope(machine: _Machine, scope: _Scope) -> None:
    block = as_block(scope.block)
    states = block.get("States")
    where = at(block) if block.line else scope.at
    if not isinstance(states, dict) or not states:
        reason = "it has no States" if block else "it is no state machine"
        machine.reading.unresolved(scope.parent, "States", reason, where)
        return
    names: dict[str, str] = {}
    found = list(_declared(machine, scope, as_block(states), names))
    start = shown(block.get("StartAt"))
    if start not in names:
        reason = (
            f"StartAt names no state of it: {start[:_NAME]!r}" if start else "it has no StartAt"
        )
        machine.reading.unresolved(scope.parent, "StartAt", reason, at(block, "StartAt"))
    nested = [each for state in found for each in _read_state(machine, state, start, names)]
    machine.waiting.extend(reversed(nested))


def _declared(
    machine: _Machine, scope: _Scope, states: Block, names: dict[str, str]
) -> Iterator[State]:
    """The states of a scope; ``names`` gets their ids, of an unresolved node where one is bad."""
    reading = machine.reading
    for key, written in states.items():
        name, where = str(key), at(states, key)
        machine.left -= 1
        if machine.left < 0:
            reason = f"it has more than {_STATES} states"
            reading.unresolved(machine.id, "States", reason, where)
            return
        if not isinstance(written, dict) or name in machine.taken:
            reason = (
                f"two states are called {name!r}" if name in machine.taken else "it is no mapping"
            )
            names[name] = reading.unresolved(scope.parent, name[:80], reason, where)
            reading.edge(scope.parent, names[name], "contains", where)
            continue
        machine.taken.add(name)
        names[name] = f"{machine.id}/{name}"
        block = as_block(written)
        language = language_of(block, scope.language)
        known = machine.known.get(name, {})
        yield State(names[name], name, machine.id, block, where, language, known, scope.branch)
        reading.edge(scope.parent, names[name], "contains", where)


def _read_state(
    machine: _Machine, state: State, start: str, names: dict[str, str]
) -> Iterator[_Scope]:
    reading = machine.reading
    owner = reading.found(machine.id)
    fields = fields_of(state.block, state.type, state.language, envelope_of(state))
    attributes: dict[str, Any] = {
        "type": state.type,
        "start": state.name == start,
        "query_language": "JSONata" if state.language.jsonata else "JSONPath",
        "comment": shown(state.block.get("Comment")),
        "branch": state.branch,
    }
    attributes |= _of_task(state) | fields.attributes() | details(state, fields)
    reading.node(
        state.id,
        "state",
        name=state.name,
        stack=owner.stack if owner else "",
        service=owner.service if owner else "",
        team=owner.team if owner else "",
        evidence=(state.at,),
        attributes={key: value for key, value in attributes.items() if value},
    )
    if attributes.get("callback"):
        reading.node(machine.id, "state machine", attributes={"callback": True})
    if state.type not in TYPES:
        reason = f"there is no type of state {state.type!r}" if state.type else "it has no Type"
        reading.unresolved(state.id, "Type", reason, state.at)
    draw_transitions(reading, state, names)
    if state.type == "Task":
        draw_task(reading, state)
    for key in ("ItemReader", "ResultWriter"):
        draw_dataset(reading, state, key)
    yield from _nested(reading, state)


def _of_task(state: State) -> dict[str, Any]:
    """What the task calls, and whether it waits."""
    if state.type != "Task":
        return {}
    found = integrations(state)
    if not found:
        return {"integration": shown(state.block.get("Resource"))}
    return {
        "integration": shown(state.block.get("Resource")),
        "pattern": found[0].pattern,
        "callback": any(each.callback for each in found),
    }


def _nested(reading: Reading, state: State) -> Iterator[_Scope]:
    block, written = state.block, []
    if state.type == "Map":
        written = [(key, block[key]) for key in ("ItemProcessor", "Iterator") if key in block]
    elif state.type == "Parallel":
        written = [("Branches", each) for each in as_items(block.get("Branches"))]
    if state.type in ("Map", "Parallel") and not written:
        what = "ItemProcessor" if state.type == "Map" else "Branches"
        reading.unresolved(state.id, what, f"the {state.type} has no {what}", state.at)
    for place, (key, each) in enumerate(written):
        inner, where = language_of(each, state.language), at(block, key)
        yield _Scope(each, state.id, inner, where, place if key == "Branches" else 0)

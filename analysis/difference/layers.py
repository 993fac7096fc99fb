"""Whose arrows are others than before, layer by layer.

An arrow leaves a unit (a service) and leads to another unit, or to what is no component: a
contract, a channel, a store, a module. It carries what it is about: on the schema layer the fields,
on the control layer the events waited for. A contract folds into its owner: what an owner says in
it (of a request: reads of it) is the owner's own arrow. A state machine folds into its own unit:
the order of its states, and its pauses, are what it decides by itself. How long, and how often,
anybody is waited for is of the runtime layer, be it said in a state, of a queue or of a function.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.dependency.model import LAYERS
from analysis.dependency.parts import homes
from analysis.difference.contracts import ANY, paths
from analysis.difference.machines import Definition
from analysis.difference.same_states import renamed
from analysis.difference.version import Version
from analysis.facts import Contract
from analysis.graph.waiting import Fed, waits

Outgoing = tuple[str, frozenset[str]]
"""Where an arrow leads, and what it carries."""

_DECIDES = (
    "Catch",
    "Choices",
    "MaxConcurrency",
    "Seconds",
    "SecondsPath",
    "Timestamp",
    "TimestampPath",
    "Type",
)
_WAITS = (
    "HeartbeatSeconds",
    "HeartbeatSecondsPath",
    "Retry",
    "TimeoutSeconds",
    "TimeoutSecondsPath",
)
_PATIENCE = (
    "BisectBatchOnFunctionError",
    "DeliveryPolicy",
    "EventInvokeConfig",
    "MaximumEventAgeInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "RedrivePolicy",
    "RetryPolicy",
    "Timeout",
    "VisibilityTimeout",
)
"""What a resource says of how long it waits, and how often it tries."""


def layer_changes(before: Version, after: Version) -> dict[str, tuple[str, ...]]:
    """By layer, the units of which the outgoing arrows differ, sorted; new and removed ones too."""
    before = replace(before, definitions=_as_called_in(after.definitions, before.definitions))
    return {layer: _differing(arrows(before, layer), arrows(after, layer)) for layer in LAYERS}


def _as_called_in(
    after: Mapping[str, Definition], before: Mapping[str, Definition]
) -> dict[str, Definition]:
    """The definitions before, with states that are called otherwise now under that name."""
    empty = Definition()
    return {id_: one.called(renamed(one, after.get(id_, empty))) for id_, one in before.items()}


def arrows(version: Version, layer: str) -> dict[str, set[Outgoing]]:
    """The arrows of each unit on a layer."""
    found: dict[str, set[Outgoing]] = defaultdict(set)
    components = set(version.components)
    contracts = {each.id for each in version.dependencies.facts.contracts}
    for edge in version.dependencies.layer(layer):
        unit = _home(version, edge.source, components)
        if unit and edge.source not in contracts:
            target = version.unit(edge.target) if edge.target in components else edge.target
            carried = (edge.fields or (ANY,)) if layer == "schema" else ()
            if target != unit:
                found[unit].add((target, frozenset(carried)))
    more = {"schema": _own_words, "control": _decisions, "runtime": _patience}.get(layer)
    for unit, arrow in more(version) if more else ():
        found[unit].add(arrow)
    return found


def _differing(
    before: Mapping[str, set[Outgoing]], after: Mapping[str, set[Outgoing]]
) -> tuple[str, ...]:
    units = {*before, *after}
    return tuple(sorted(x for x in units if before.get(x, set()) != after.get(x, set())))


def _home(version: Version, id_: str, components: set[str]) -> str:
    return version.unit(id_) if id_ in components else version.owners.get(id_, "")


def _own_words(version: Version) -> Iterator[tuple[str, Outgoing]]:
    """What the owners of contracts say in them; of a request, what its owner reads of it."""
    facts = version.dependencies.facts
    reads = {
        (each.component, each.contract): frozenset(x.path for x in each.fields or ())
        for each in facts.reads
    }
    for contract in facts.contracts:
        for owner in contract.owners:
            said = _said(contract) if contract.kind != "request" else None
            read = reads.get((owner, contract.id), frozenset())
            yield version.unit(owner), (contract.id, read if said is None else said)


def _said(contract: Contract) -> frozenset[str]:
    found = paths(contract)
    return frozenset((ANY,)) if found is None else found


def _decisions(version: Version) -> Iterator[tuple[str, Outgoing]]:
    """The events that each unit waits for, and what its machines decide by themselves."""
    graph = version.dependencies.flow
    home = homes(graph)
    for edge in waits(graph, Fed(graph)):
        here, there = home.get(edge.source), home.get(edge.target)
        if here and there and version.unit(here) != version.unit(there):
            yield version.unit(here), (version.unit(there), frozenset(edge.events))
    for machine, definition in version.definitions.items():
        yield version.unit(machine), (machine, frozenset(_decided(definition)))


def _decided(definition: Definition) -> Iterator[str]:
    yield from map(str, definition.ways)
    yield from _told(definition, _DECIDES)


def _told(definition: Definition, keys: Sequence[str]) -> Iterator[str]:
    for name, state in definition.states.items():
        told: Mapping[str, Any] = state if isinstance(state, dict) else {}
        for key in keys:
            if key in told:
                yield f"{name}: {key} {told[key]}"


def _patience(version: Version) -> Iterator[tuple[str, Outgoing]]:
    """How long, and how often, each unit's machines, queues and functions wait and try."""
    for machine, definition in version.definitions.items():
        yield version.unit(machine), (machine, frozenset(_told(definition, _WAITS)))
    for id_, resource in version.resources.items():
        told = resource.values.get("Properties", resource.values)
        said = {key: told[key] for key in _PATIENCE if key in told}
        if said and (unit := version.owners.get(id_)):
            yield unit, (id_, frozenset(f"{key} {value}" for key, value in said.items()))

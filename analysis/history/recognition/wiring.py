"""Operators that show in resources and in contracts: clocks, persons, patience, fields."""

import re
from collections.abc import Iterator

from analysis.difference.contracts import READ, ContractChange
from analysis.difference.resources import ADDED, CHANGED
from analysis.history.recognition.sight import Clue, Sight

_CLOCKS = ("AWS::Scheduler::ScheduleGroup", "AWS::Scheduler::Schedule")
_PATIENCE = (
    (
        "change-retry",
        re.compile(
            r"(^|\.)(maxReceiveCount|RedrivePolicy|MaximumRetryAttempts|MaximumEventAgeInSeconds"
            r"|RetryPolicy|DeliveryPolicy|BisectBatchOnFunctionError)(\.|$)"
        ),
    ),
    (
        "change-timeout",
        re.compile(
            r"(^|\.)(Timeout|TimeoutInMillis|TimeoutSeconds|VisibilityTimeout"
            r"|MessageRetentionPeriod)$"
        ),
    ),
)


def in_wiring(sight: Sight) -> Iterator[Clue]:
    """What resources tell that are new, or that say something else."""
    found = sight.difference
    clocks = [x for x in found.resources if x.how == ADDED and x.type in _CLOCKS]
    if clocks and not found.machines:
        if asked := next(_asked_from_outside(sight), ""):
            yield Clue(99, "wait-for-person", f"{asked} is asked from outside; a clock is set")
        else:
            yield Clue(98, "expire-step", f"a clock is set: {clocks[0].id}")
    for each in found.resources:
        if each.how == CHANGED:
            for path in each.what:
                for operator, pattern in _PATIENCE:
                    if pattern.search(path):
                        yield Clue(30, operator, f"{each.id}: {path}")


def _asked_from_outside(sight: Sight) -> Iterator[str]:
    """The new functions that nothing in the system sets off."""
    graph = sight.after.dependencies.flow
    inside = {each.id for each in graph.nodes if not each.outside}
    fed = {edge.target for edge in graph.flow if edge.source in inside}
    for id_ in sorted(sight.came):
        node = graph.by_id.get(id_)
        if node is not None and node.kind == "function" and id_ not in fed:
            yield id_


def in_fields(sight: Sight) -> Iterator[Clue]:
    """What contracts tell that have other fields, or are read in others."""
    for each in sight.difference.contracts:
        if each.how in (CHANGED, READ):
            yield from _field(each)


def _field(change: ContractChange) -> Iterator[Clue]:
    turned = change.fields_gained.keys() & change.fields_dropped.keys()
    more = change.fields_gained.keys() - change.fields_dropped.keys()
    if change.retyped:
        yield Clue(26, "retype-field", f"{change.id}: {', '.join(change.retyped)}")
    if change.fields_added and (change.fields_removed or turned):
        seen = f"{change.id}: {', '.join((*change.fields_removed, *change.fields_added))}"
        yield Clue(28, "rename-field", seen)
    elif change.fields_removed:
        yield Clue(24, "remove-field", f"{change.id}: {', '.join(change.fields_removed)}")
    elif change.fields_added:
        yield Clue(22, "new-field", f"{change.id}: {', '.join(change.fields_added)}")
    elif more:
        yield Clue(21, "new-field", f"{change.id} is read in more fields by {', '.join(more)}")

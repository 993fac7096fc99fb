"""Tasks of an execution, attempt by attempt: what led to each, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.traces.model import Failure, Transition

_ENDS = ("Succeeded", "Failed", "TimedOut")
_TASKS = ("Task", "LambdaFunction", "Activity")
EXECUTION_ENDS = ("ExecutionSucceeded", "ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One scheduling of a task.

    ``result`` is done, retried (it failed and was scheduled again), caught (it failed and the
    workflow went another way), failed (the execution ended with it) or open.
    ``after`` is the id of the attempt this one follows from, None at the start.
    """

    execution: str
    machine: str
    id: int
    state: str
    function: str | None
    number: int
    at: float
    ended: float | None
    error: Failure | None
    result: str
    after: int | None


def attempts_of(transitions: Iterable[Transition]) -> list[Attempt]:
    """Every attempt of every task, as scheduled."""
    by_execution: dict[str, list[Transition]] = {}
    for transition in transitions:
        by_execution.setdefault(transition.execution, []).append(transition)
    return [each for events in by_execution.values() for each in _attempts(events)]


def execution_ended(transitions: Iterable[Transition]) -> bool:
    """Whether the last word of the history is an end."""
    last = list(transitions)[-1:]
    return bool(last) and last[0].type in EXECUTION_ENDS


def _attempts(events: list[Transition]) -> list[Attempt]:
    leading: dict[int, int | None] = {}  # event → the scheduling it follows from
    ends: dict[int, Transition] = {}
    for event in events:
        leading[event.id] = event.id if _schedules(event) else leading.get(event.previous or 0)
        root = leading[event.id]
        if root is not None and event.type.startswith(_TASKS) and event.type.endswith(_ENDS):
            ends.setdefault(root, event)
    found: list[Attempt] = []
    for event in events:
        if not _schedules(event):
            continue
        end = ends.get(event.id)
        after = leading.get(event.previous or 0)
        before = next((a for a in found if a.id == after and a.state == event.state), None)
        again = before is not None and before.result == "retried"
        found.append(
            Attempt(
                execution=event.execution,
                machine=event.machine,
                id=event.id,
                state=event.state or "?",
                function=event.function,
                number=before.number + 1 if before and again else 1,
                at=event.at,
                ended=end.at if end else None,
                error=_error(end),
                result=_result(end, events),
                after=after,
            )
        )
    return found


def _schedules(event: Transition) -> bool:
    return event.type.startswith(_TASKS) and event.type.endswith("Scheduled")


def _error(end: Transition | None) -> Failure | None:
    if end is None or end.type.endswith("Succeeded"):
        return None
    return end.error or Failure(end.type)


def _result(end: Transition | None, events: list[Transition]) -> str:
    if end is None:
        return "open"
    if end.type.endswith("Succeeded"):
        return "done"
    for event in events:
        if event.id > end.id and event.state == end.state:
            if _schedules(event):
                return "retried"
            if event.type.endswith("StateExited"):
                return "caught"
    return "failed" if execution_ended(events) else "open"

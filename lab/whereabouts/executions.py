"""An order led by a state machine is where its execution is: one history says it all."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from lab.deployment import Deployment
from lab.executions import (
    Execution,
    function_asked,
    history_backwards,
    latest,
    state_in,
    why_it_fails,
)
from lab.whereabouts import CERTAIN, At, Evidence, Whereabouts


def locate(
    deployment: Deployment,
    order_ids: Sequence[str],
    statuses: Mapping[str, str | None],
    _since: float,
) -> list[Whereabouts]:
    """Where each order is; a history needs no beginning."""
    return [_locate(deployment, each, statuses[each]) for each in order_ids]


def _locate(deployment: Deployment, order_id: str, status: str | None) -> Whereabouts:
    """Where the order is, from ordering's table and the order's newest execution."""
    known = [Evidence("ordering's table", f"order {order_id}", f"status {status}")]
    execution = latest(deployment, order_id)
    if execution is None:
        known.append(Evidence("Step Functions", f"execution {order_id}", "no such execution"))
        place = "no execution was started"
        return Whereabouts(order_id, status, place, None, tuple(known), sure=CERTAIN)
    known.append(
        Evidence("Step Functions", f"execution {execution.name}", f"status {execution.status}")
    )
    events = history_backwards(deployment, execution)
    state = state_in(events) or "no state yet"
    failure = why_it_fails(execution, events)
    shows = f"in {state}" + (f", last failure: {failure}" if failure else "")
    known.append(Evidence("Step Functions", f"history of {execution.name}", shows))
    place, at = _place(execution, state), At(_service(deployment, events), state)
    return Whereabouts(order_id, status, place, failure, tuple(known), at, CERTAIN, at)


def _service(deployment: Deployment, events: Sequence[Mapping[str, Any]]) -> str:
    """Whose function was asked last, from a history read backwards; else the machine itself."""
    names = {each.name: each.service for each in deployment.functions.values()}
    in_state = takewhile(lambda each: "stateEnteredEventDetails" not in each, events)
    called = next((asked for each in in_state if (asked := function_asked(each))), "")
    return names.get(called, deployment.design.entry)


def _place(execution: Execution, state: str) -> str:
    how = {
        "FAILED": "failed in",
        "TIMED_OUT": "timed out in",
        "ABORTED": "was stopped in",
        "RUNNING": "is in",
        "SUCCEEDED": "ended with",
        "PENDING_REDRIVE": "waits to be redriven in",
    }.get(execution.status, f"is {execution.status.lower()} in")
    return f"execution {execution.name} {how} {state}"

"""Collects the traces of any number of orders in one pass over the logs."""

import time
from collections.abc import Callable, Iterable

from analysis.traces.model import Transition
from lab.deployment import Deployment
from lab.service_logs import read_lines
from lab.trace.history import transitions_of
from lab.trace.spans import spans_by_order
from lab.trace.story import OrderTrace
from lab.trace.wiring import Missing

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0  # seconds


def collect(
    deployment: Deployment,
    order_ids: Iterable[str],
    *,
    settle_logs: float = 10.0,
    since: float = 0.0,
    progress: Callable[[str], None] | None = None,
) -> dict[str, OrderTrace]:
    """Every order's trace, in the order asked for.

    Logs arrive late: what the wiring says must still come is waited for, `settle_logs` seconds
    at most; what is then not there is named in the trace's `missing`. `since`, in seconds since
    the epoch, spares reading the log of earlier runs.
    """
    wanted = list(dict.fromkeys(order_ids))
    names = logical_names(deployment)
    missing: Missing = deployment.design.following.missing(deployment, names)
    until = time.monotonic() + settle_logs
    pause = FIRST_PAUSE
    histories: dict[str, list[Transition]] = {}
    while True:
        found = _read(deployment, wanted, names, missing, histories, since)
        late = sum(bool(trace.missing) for trace in found.values())
        if not late or time.monotonic() + pause > until:
            return found
        if progress:
            progress(f"waiting for the logs of {late} of {len(found)} orders")
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def logical_names(deployment: Deployment) -> dict[str, str]:
    """Logical ids by the last part of the physical ones: names, of ARNs and URLs too."""
    return {
        resource.physical_id.rpartition("/")[2].rpartition(":")[2]: resource.logical_id
        for resource in deployment.resources.values()
        if resource.physical_id
    }


def _read(
    deployment: Deployment,
    wanted: list[str],
    names: dict[str, str],
    missing: Missing,
    histories: dict[str, list[Transition]],
    since: float,
) -> dict[str, OrderTrace]:
    design = deployment.design
    traces = {}
    spans = spans_by_order(read_lines(deployment, since), wanted, names)
    for order_id in wanted:
        transitions = histories.get(order_id, [])
        if not transitions or transitions[-1].type != "ExecutionSucceeded":
            transitions = histories[order_id] = transitions_of(deployment, order_id, names)
        told = design.following.linked(spans[order_id], transitions)
        still = missing(told, transitions)
        traces[order_id] = OrderTrace(order_id, design.name, tuple(told), tuple(transitions), still)
    return traces

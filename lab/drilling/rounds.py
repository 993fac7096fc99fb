"""What no probe can do for one order alone: an execution is stopped, a queue is not there."""

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence

from lab.courier.lines import Line, lines_of
from lab.deployment import Deployment
from lab.deployment.resources import STATE_MACHINE, by_name
from lab.drilling.fates import Fate
from lab.drilling.faults import GONE, STOPPED, Case, steps_at
from lab.drilling.ground import Progress
from lab.drilling.kinds import CONFIRMED, KINDS, Lone
from lab.drilling.outages import Met, Wave
from lab.drills import held, hold
from lab.executions import arn_of
from lab.trace import OrderTrace

SHORT = 5.0  # seconds
LOST_AFTER = 8.0
"""Seconds after which what lies nowhere does not come any more."""

HELD_FOR = 17.0
"""Seconds after which an execution is over that was stopped while a function worked for it: on
this engine it ends when the function does, which gets 15."""


def stopped_cases(ways: Mapping[str, OrderTrace]) -> list[Case]:
    """For each service that a state machine asks: an order whose execution is stopped there."""
    found: dict[str, Case] = {}
    for kind in KINDS:
        for span in ways[kind].spans:
            if span.trigger.kind == "task" and span.service not in found:
                drills = (hold(span.function),)
                step = str(span.trigger.state)
                found[span.service] = Case(STOPPED, span.service, kind, drills, step)
    return list(found.values())


def stop(deployment: Deployment, met: Sequence[Met], progress: Progress) -> list[Fate]:
    """Stop the execution of each order while a function works for it, and see what follows."""
    stopped: set[str] = set()
    machines = by_name(deployment.resources, STATE_MACHINE).values()

    def meanwhile(placed: Sequence[Met]) -> None:
        waiting = {x.order.order_id for x in placed} - stopped
        for order_id in held(deployment, waiting):
            stopped.add(order_id)
            for machine in machines:
                deployment.client("stepfunctions").stop_execution(
                    executionArn=arn_of(machine, order_id)
                )

    return Wave(deployment, met, HELD_FOR, progress=progress, meanwhile=meanwhile).run()


def gone_lines(deployment: Deployment) -> list[Line]:
    """The queues that can be missed, each with the function that it feeds."""
    return list(lines_of(deployment))


def gone(
    deployment: Deployment,
    line: Line,
    orders: Sequence[Lone],
    ways: Mapping[str, OrderTrace],
    progress: Progress,
) -> list[Fate]:
    """Place orders while a queue is not there; then it is, as it was, but for what it held."""
    service = deployment.functions[line.function].service
    steps = {kind: tuple(steps_at(deployment, way, service)) for kind, way in ways.items()}
    met = [Met(Case(GONE, service, x.kind, ()), x, steps[x.kind]) for x in orders]
    with _without(deployment, line) as back:

        def meanwhile(placed: Sequence[Met]) -> None:
            if placed and time.monotonic() - max(x.placed for x in placed) > SHORT - 1:
                back()

        return Wave(deployment, met, SHORT, LOST_AFTER, progress, meanwhile).run()


GONE_KINDS = (CONFIRMED, KINDS[-1])


@contextlib.contextmanager
def _without(deployment: Deployment, line: Line) -> "Iterator[Back]":
    """The deployment without a queue; it is there again after the block, whatever happens."""
    sqs = deployment.client("sqs")
    told = sqs.get_queue_attributes(QueueUrl=line.url, AttributeNames=["All"])["Attributes"]
    back = Back(deployment, line, {k: v for k, v in told.items() if k in SETTABLE and v})
    sqs.delete_queue(QueueUrl=line.url)
    try:
        yield back
    finally:
        back()


SETTABLE = (
    "DelaySeconds", "MaximumMessageSize", "MessageRetentionPeriod", "Policy",
    "ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "VisibilityTimeout",
)  # fmt: skip


class Back:
    """Makes a queue again, once."""

    def __init__(self, deployment: Deployment, line: Line, attributes: Mapping[str, str]) -> None:
        self._deployment, self._line, self._attributes = deployment, line, dict(attributes)
        self._done = False

    def __call__(self) -> None:
        """The queue is there again, as it was when it was new."""
        if not self._done:
            self._done = True
            name = self._line.url.rpartition("/")[2]
            self._deployment.client("sqs").create_queue(QueueName=name, Attributes=self._attributes)

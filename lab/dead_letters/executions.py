"""Executions that ended without reaching one of their workflow's own ends."""

import time
from collections.abc import Callable, Collection

from lab.dead_letters import DeadLetter
from lab.deployment import Deployment
from lab.executions import (
    dead_executions,
    history_backwards,
    latest,
    redrive_execution,
    state_in,
    stillborn,
)

STILLBORN_AFTER = 5.0
"""Seconds for which an execution may run without a history before it is started again."""


def letters(deployment: Deployment) -> list[DeadLetter]:
    """Every order's newest execution that is dead."""
    return [
        DeadLetter(
            letter_id=execution.arn,
            order_id=execution.order_id,
            what=state_in(history_backwards(deployment, execution)) or "start",
            held_in=f"execution {execution.name}",
            service=None,
            reason=execution.reason,
        )
        for execution in dead_executions(deployment)
    ]


def redrive(deployment: Deployment, wanted: Collection[str] | None) -> int:
    """Run those of these orders on, or all; returns how many."""
    chosen = [e for e in dead_executions(deployment) if wanted is None or e.order_id in wanted]
    for execution in chosen:
        redrive_execution(deployment, execution)
    return len(chosen)


def watch(deployment: Deployment) -> Callable[[Collection[str]], Collection[str]]:
    """Asks which of some orders are dead, and starts those again that were never alive."""
    doubted: dict[str, float] = {}

    def dead(order_ids: Collection[str]) -> Collection[str]:
        newest = [found for each in order_ids if (found := latest(deployment, each))]
        for execution in newest:
            if stillborn(deployment, execution):
                since = doubted.setdefault(execution.arn, time.monotonic())
                if time.monotonic() - since > STILLBORN_AFTER:
                    redrive_execution(deployment, execution)
        return {execution.order_id for execution in newest if execution.dead}

    return dead

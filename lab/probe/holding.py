"""Holds an invocation before the service sees it, until the drill that asks for it is cleared."""

import time
from typing import Any

from lab.probe.drilling import Plans, holds
from lab.probe.invocation import Invocation
from lab.probe.triggers import Json

PAUSE = 0.1  # seconds between two looks at the plan
LEFT_TO_HANDLER = 3.0  # seconds of the function's time
WITHOUT_DEADLINE = 10.0  # seconds


class TurnedAway(Exception):
    """The function had no time for this order yet, as if Lambda had throttled it."""


# A runtime reports an error by the name of its class, and a workflow's Retry goes by that.
TurnedAway.__name__ = "Lambda.TooManyRequestsException"


def hold(watch: Invocation, plans: Plans, context: Any) -> float:
    """Wait while an order of this invocation is to be held; milliseconds it was, 0 if none is.

    When the function's time is nearly up, the order is no longer marked as held; raises TurnedAway
    where it is to come again instead, and then it still is.
    """
    waiting = {each: _holding(watch, each) for each in watch.drills}
    waiting = {each: drills for each, drills in waiting.items() if drills and plans.mark(each)}
    if not waiting:
        return 0.0
    began = time.monotonic()
    until = began + _longest(context)
    while waiting and time.monotonic() < until:
        time.sleep(PAUSE)
        watch.drills = plans.of(list(watch.order_ids))
        waiting = {each: drills for each in waiting if (drills := _holding(watch, each))}
    if any(drill.get("then") == "comes again" for drills in waiting.values() for drill in drills):
        raise TurnedAway("held by a drill")
    for order_id in waiting:
        plans.unmark(order_id)
    return round((time.monotonic() - began) * 1000, 3)


def _holding(watch: Invocation, order_id: str) -> list[Json]:
    return holds(watch.drills.get(order_id, []), watch.handled(order_id))


def _longest(context: Any) -> float:
    """Seconds the function may wait and still have time for its work."""
    left = getattr(context, "get_remaining_time_in_millis", None)
    return left() / 1000 - LEFT_TO_HANDLER if left else WITHOUT_DEADLINE

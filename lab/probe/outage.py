"""A function that does not get to its work for an order, or ends in the middle of it."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from lab.probe.drilling import heard
from lab.probe.invocation import Invocation
from lab.probe.transit import hide
from lab.probe.triggers import Json, Record

DOWN = "Runtime.ExitError"
THROTTLED = "Lambda.TooManyRequestsException"
TOO_SLOW = "Sandbox.Timedout"
"""How whoever asked a function is told that its process ended, that it may not run now, and that
its time was up."""

LEFT = 1.0  # seconds of a function's time, in which it answers that the time is up

Taken = Callable[[Invocation, str, Json], bool]


class Unanswered(Exception):
    """Lambda answers in the function's place; the class is named as the error is."""


class Died(BaseException):
    """The process has ended in the middle of this order's work; no handler can catch that."""

    def __init__(self, order_id: str, drill: Json) -> None:
        super().__init__(order_id)
        self.order_id, self.drill = order_id, drill


def kept_out(watch: Invocation, event: Any, taken: Taken) -> tuple[Any, list[str]]:
    """The event without the messages that the function does not get to, and which these are.

    They come again as after an end of the process. Raises Unanswered where nothing else came with
    the order, or where all that came has to come again.
    """
    out = [
        (record, drill)
        for record, drill in _outages(watch)
        if taken(watch, str(record.order_id), drill)
    ]
    if not out:
        return event, []
    if not _apart(watch):
        raise unanswered(out[0][1])
    away = [_put_away(watch, record, drill) for record, drill in out]
    watch.records = [each for each in watch.records if each.identifier not in away]
    return {**event, "Records": [each.source for each in watch.records]}, away


def survivors(watch: Invocation, event: Any, death: Died) -> tuple[Any, list[str]]:
    """The event without the message that the process ended in, and which that is.

    The others of its batch come again too, for whom it is as if it had never been among them.
    Raises Unanswered as `kept_out` does.
    """
    if not _apart(watch):
        raise unanswered(death.drill)
    own = [each for each in watch.records if each.order_id == death.order_id]
    if watch.current is not None and watch.records[watch.current] in own:
        own = [watch.records[watch.current]]
    away = [_put_away(watch, each, death.drill) for each in own]
    rest = [each.source for each in watch.records if each.identifier not in away]
    return {**event, "Records": rest}, away


def wait_out(drill: Json, context: Any) -> None:
    """Let the function's time pass where the drill is that it is too slow."""
    left = getattr(context, "get_remaining_time_in_millis", None)
    if drill.get("error") == TOO_SLOW and left:
        time.sleep(max(0.0, left() / 1000 - LEFT))


def unanswered(drill: Json) -> Unanswered:
    """The error under the name that the drill gives it."""
    named: type[Unanswered] = type(str(drill["error"]), (Unanswered,), {})
    return named(f"drill {drill['id']}")


def _outages(watch: Invocation) -> Iterator[tuple[Record, Json]]:
    for record in watch.records if watch.drills else ():
        kinds = [str(record.trigger.get("event_type"))]
        for drill in watch.drills.get(str(record.order_id), []):
            if drill.get("kind") == "outage" and heard(drill, kinds):
                yield record, drill
                break


def _apart(watch: Invocation) -> bool:
    """Whether each message of the batch comes again by itself."""
    return bool(watch.records) and watch.records[0].trigger["kind"] == "sqs"


def _put_away(watch: Invocation, record: Record, drill: Json) -> str:
    """Leave a message hidden as long as its queue says, or as long as the drill does."""
    if drill.get("rest"):
        hide(watch, record, int(drill["rest"]))
    return str(record.identifier)

"""Keeps orders under way in front of one function each, while the stack is replaced beneath them.

An invocation cannot be kept over an update: MiniStack ends the processes of a function that it
updates (the message then stays invisible for its visibility timeout), where AWS lets them finish.
So an order waits in front of the function, as most orders on their way do at any moment:

- a message in its queue, in the courier's hand: nobody polls, and its time of invisibility runs;
- a change in its table's stream, whose event source mapping is paused and goes on where it was;
- a task of a workflow in the probe's hold drill, before the service's handler is called. If the
  update replaces that function, MiniStack ends the held process, nothing has happened yet, and the
  execution's own Retry hands the order to the new code, where it is held again until released.
  On AWS the held invocation would finish with the old code, and the next task meet the new one.
  Either way the execution goes on with the definition it began with, on Moto as on AWS. A hold
  that outlasts the function's time answers as a throttled function does, and is tried again.
"""

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping

from botocore.exceptions import ClientError

from lab.courier import Courier, Message
from lab.courier.lines import await_quiet, lines_of, streams_of, switch
from lab.deployment import Deployment
from lab.drills import clear, held, hold, plan
from lab.errors import DeploymentFailed, LabError
from lab.experiments.stations import Station
from lab.workload.placing import place_order
from orderflow.order import Order

PATIENCE = 30.0  # seconds without news until every order must be where it is to be held
LONGEST = 180.0  # seconds, whatever news there is
PAUSE = 0.05
AGAIN = "comes again"

Stops = Mapping[str, Station]


class NotHeld(LabError):
    """Orders did not come to where they were to be held; the text names them."""


class Holding:
    """The orders held, each at its station; `release` lets all go on."""

    def __init__(self, deployment: Deployment, orders: Mapping[str, Order], stops: Stops) -> None:
        self._orders = orders
        self._tasks = {each: at for each, at in stops.items() if at.kind == "task"}
        self._changes = {each: at for each, at in stops.items() if at.kind == "stream"}
        self._messages = {each: at for each, at in stops.items() if at.kind == "sqs"}
        mailed = bool(self._messages or self._changes)
        self._queues = list(lines_of(deployment)) if mailed else []
        self._streams = list(streams_of(deployment)) if mailed else []
        self._courier = Courier(deployment, self._queues)

    def bring(self, deployment: Deployment) -> None:
        """Place the orders, and wait until each is where it is to be held; raises NotHeld."""
        drills = {each: [hold(at.function, then=AGAIN)] for each, at in self._tasks.items()}
        plan(deployment, drills)
        # Those with the longest way are mostly last.
        self._place(deployment, reversed(self._tasks))
        if self._queues or self._streams:
            switch(deployment, self._queues, on=False)
            await_quiet(deployment, self._queues)
            later = {each: at.after for each, at in self._changes.items() if at.after}
            stops = {**self._messages, **later}
            self._place(deployment, stops)
            last = self._bring_messages(stops)
            switch(deployment, self._streams, on=False)
            self._place(deployment, self._changes.keys() - later.keys())
            for order_id in later:
                self._courier.deliver(last[order_id])
        self._await_tasks(deployment)

    def holds(self, deployment: Deployment) -> set[str]:
        """Those of the orders that are held now."""
        kept = {message.order_id for message in self._courier.hand}
        waiting = {each for each in self._messages if each in kept}
        return waiting | set(self._changes) | held(deployment, self._tasks)

    def release(self, deployment: Deployment) -> None:
        """Let every order go on, in the stack as it is now; what is gone cannot be let go."""
        while self._courier.hand:
            with contextlib.suppress(ClientError):  # its queue is gone, and the message with it
                self._courier.give_back()
        for line in (*self._queues, *self._streams):
            with contextlib.suppress(ClientError):
                switch(deployment, [line], on=True)
        with contextlib.suppress(DeploymentFailed):  # without the table of drills nothing is held
            clear(deployment, self._tasks)

    def _place(self, deployment: Deployment, order_ids: Iterable[str]) -> None:
        for order_id in order_ids:
            place_order(deployment, self._orders[order_id])

    def _bring_messages(self, stops: Stops) -> dict[str, Message]:
        """Deliver what comes until each order's message is in the hand; what else it has, stays."""
        arrived: dict[str, Message] = {}
        patience = _Patience()
        while missing := stops.keys() - arrived.keys():
            if patience.over(len(missing)):
                raise NotHeld(_not_there(stops, missing))
            took = self._courier.take()
            for message in self._courier.hand:
                if message.order_id in missing and _is_at(message, stops[message.order_id]):
                    arrived.setdefault(message.order_id, message)
            movable = [m for m in self._courier.hand if m.order_id in missing - arrived.keys()]
            for message in {m.order_id: m for m in reversed(movable)}.values():
                self._courier.deliver(message)
            if took or movable:
                patience.news()
            else:
                time.sleep(PAUSE)
        return arrived

    def _await_tasks(self, deployment: Deployment) -> None:
        patience = _Patience()
        while missing := self._tasks.keys() - held(deployment, self._tasks):
            if patience.over(len(missing)):
                raise NotHeld(_not_there(self._tasks, missing))
            time.sleep(PAUSE)


class _Patience:
    """How long is still waited: begun anew with all that comes, but not for ever."""

    def __init__(self) -> None:
        self._began = self._heard = time.monotonic()
        self._left: int | None = None

    def news(self) -> None:
        """Something came, or went on."""
        self._heard = time.monotonic()

    def over(self, left: int) -> bool:
        """Whether it is over; so many are still to come."""
        if left != self._left:
            self._left = left
            self.news()
        now = time.monotonic()
        return now - self._heard > PATIENCE or now - self._began > LONGEST


@contextlib.contextmanager
def holding(deployment: Deployment, orders: Mapping[str, Order], stops: Stops) -> Iterator[Holding]:
    """The orders brought to their stations; whatever happens, they are let go at the end."""
    kept = Holding(deployment, orders, stops)
    try:
        kept.bring(deployment)
        yield kept
    except BaseException:
        kept.release(deployment)
        raise


def _is_at(message: Message, stop: Station) -> bool:
    return (message.function, message.event_type) == (stop.function, stop.event)


def _not_there(stops: Stops, missing: Iterable[str]) -> str:
    late = "; ".join(f"{each} to {stops[each]}" for each in sorted(missing))
    return f"These orders did not come, and nothing did for {PATIENCE:g} s: {late}."

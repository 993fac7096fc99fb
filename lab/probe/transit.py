"""What is on its way to a function and from it, shown or broken where a drill says so."""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

from lab.probe.calls import MESSAGES
from lab.probe.drilling import mutations
from lab.probe.holding import TurnedAway
from lab.probe.invocation import Invocation
from lab.probe.mutating import ATTRIBUTE, ERROR, LATER, REQUEST, RESPONSE, broken
from lab.probe.triggers import MARK, Json, Record, message_of

Called = tuple[str, str]
"""The service and operation of a call."""

Sent = list[Any]
"""The parameters of each call that goes out."""

Taken = Callable[[Invocation, str, Json], bool]
"""Whether a drill of an order is to happen now; it is noted that it did."""

TIMES = {"dropped": 0, "duplicated": 2}
"""How often a message is sent that is broken as a whole."""

LATE = {"delayed": 0, "overtaken": 2}
"""In how many seconds a message that is late comes to light again."""


class TimedOut(Exception):
    """Whoever waits for the answer has waited long enough."""


TimedOut.__name__ = "Sandbox.Timedout"  # as Step Functions calls it


LOST = {"dropped": TimedOut, "overtaken": TurnedAway}
"""What whoever asks is told where a request does not come to its function this time."""


class Transit:
    """Breaks and shows what passes one function, as far as an order's drills want it."""

    def __init__(self, taken: Taken) -> None:
        self._taken = taken

    def arriving(self, watch: Invocation, event: Any) -> tuple[Any, list[str]]:
        """The event as the handler gets it, and what of a batch is to come again.

        Raises TurnedAway or TimedOut where a request does not reach the handler at all.
        """
        if not watch.drills:
            return event, []
        if watch.records and watch.records[0].trigger["kind"] == "sqs":
            return self._batch(watch, event)
        for record, drill in self._of(watch, REQUEST):
            if drill.get("path"):
                event = self._broken(watch, record.order_id, drill, event)
            elif drill["how"] in LOST and self._taken(watch, str(record.order_id), drill):
                raise LOST[drill["how"]](drill["how"])
        return event, []

    def leaving(self, watch: Invocation, result: Any) -> Any:
        """The answer as it reaches whoever asked; raises TimedOut where it does not."""
        for record, drill in self._of(watch, REQUEST):
            if drill["how"] == "delayed" and self._taken(watch, str(record.order_id), drill):
                raise TimedOut("delayed")
        for record, drill in self._of(watch, RESPONSE):
            if drill.get("path"):
                result = self._broken(watch, record.order_id, drill, result)
            elif self._taken(watch, str(record.order_id), drill):
                raise TimedOut(drill["how"])
        return result

    def failing(self, watch: Invocation, failure: BaseException) -> Exception | None:
        """The error under the name that a drill gives it; None where none does."""
        named = f"{ERROR}.{type(failure).__name__}"
        for record, drill in self._of(watch, RESPONSE):
            if drill.get("path") == named and self._taken(watch, str(record.order_id), drill):
                other: type[Exception] = type(type(failure).__name__ + LATER, (Exception,), {})
                return other(*failure.args)
        return None

    def sending(self, watch: Invocation, called: Called, params: Any, orders: list[str]) -> Sent:
        """What is sent in place of one call: it, marked or broken; it twice; or nothing.

        Of several messages in one call only fields are broken.
        """
        met = bool(watch.drills) or any(each.marked for each in watch.records)
        if len(orders) != 1 or called not in MESSAGES or not met:
            return [params]
        order_id, entries = orders[0], MESSAGES[called][0]
        if entries:
            parts = [self._sent(watch, called, each, order_id) for each in params[entries]]
            return [{**params, entries: parts}]
        times = 1
        for drill in self._breaking(watch, called, params, order_id):
            if drill["how"] in TIMES and not drill.get("path"):
                times = TIMES[drill["how"]] if self._taken(watch, order_id, drill) else times
        return [self._sent(watch, called, params, order_id)] * times

    @staticmethod
    def _breaking(watch: Invocation, called: Called, part: Json, order_id: str) -> list[Json]:
        """The drills of this message."""
        said = message_of(part.get(MESSAGES[called][1]))
        on = str(said.get("type") or part.get("DetailType"))
        return mutations(watch.drills.get(order_id, []), on)

    def _sent(self, watch: Invocation, called: Called, part: Json, order_id: str) -> Json:
        """One message, broken where it is to be, and marked so that it is known by its order."""
        attributes = MESSAGES[called][2]
        drills = self._breaking(watch, called, part, order_id)
        found = part
        for drill in drills:
            if drill.get("path"):
                found = self._part(watch, order_id, drill, found, MESSAGES[called][1:])
        if attributes and (
            drills or any(x.marked and x.order_id == order_id for x in watch.records)
        ):
            mark = {MARK: {"DataType": "String", "StringValue": order_id}}
            return {**found, attributes: {**(found.get(attributes) or {}), **mark}}
        return found

    def _part(
        self, watch: Invocation, order_id: str, drill: Json, part: Json, places: tuple[Any, ...]
    ) -> Json:
        """One message of a call, with a field of its body or an attribute broken."""
        body, attributes = places
        where, _, name = drill["path"].partition(".")
        if where == ATTRIBUTE:
            told = {each: v.get("StringValue") for each, v in (part.get(attributes) or {}).items()}
            found = self._broken(watch, order_id, {**drill, "path": name}, told)
            named = {
                each: {"DataType": "String", "StringValue": str(value) or " "}
                for each, value in found.items()
            }
            return {**part, attributes: named}
        found = self._broken(watch, order_id, drill, message_of(part.get(body)))
        return {**part, body: json.dumps(found, separators=(",", ":"))}

    def _broken(self, watch: Invocation, order_id: str | None, drill: Json, whole: Any) -> Any:
        """The whole with the drill's field broken; as it was where it has no such field."""
        if not isinstance(whole, dict):
            return whole
        found = broken(whole, drill["path"], drill["how"], str(order_id))
        if found is None or not self._taken(watch, str(order_id), drill):
            return whole
        return found

    def _batch(self, watch: Invocation, event: Any) -> tuple[Any, list[str]]:
        """A batch without the messages that come later, and which come again.

        One whose time was up before it was done is handled, and comes again all the same.
        """
        away: list[str] = []
        again: list[str] = []
        for record in watch.records:
            drills = watch.drills.get(str(record.order_id), [])
            for drill in mutations(drills, str(record.trigger.get("event_type"))):
                late = drill["how"] in LATE and not drill.get("path")
                if late and self._taken(watch, str(record.order_id), drill):
                    hide(watch, record, LATE[drill["how"]])
                    (away if drill["how"] == "overtaken" else again).append(str(record.identifier))
        if away:
            watch.records = [each for each in watch.records if each.identifier not in away]
            event = {**event, "Records": [each.source for each in watch.records]}
        return event, [*away, *again]

    @staticmethod
    def _of(watch: Invocation, on: str) -> Iterator[tuple[Record, Json]]:
        for record in watch.records if watch.drills else ():
            if record.identifier is None:
                for drill in mutations(watch.drills.get(str(record.order_id), []), on):
                    yield record, drill


def unsent(called: Called, params: Any) -> Json:
    """What is answered in the place of a service to whom nothing was sent."""
    said: Json = {"MessageId": "dropped", "ResponseMetadata": {"HTTPStatusCode": 200}}
    entries = MESSAGES[called][0]
    if called == ("events", "PutEvents"):
        return {**said, "FailedEntryCount": 0, "Entries": [{"EventId": "dropped"}]}
    if entries:
        taken = [{"Id": each.get("Id"), "MessageId": "dropped"} for each in params[entries]]
        return {**said, "Successful": taken, "Failed": []}
    return said


def shown(called: Called, params: Any) -> list[Json]:
    """Each message of a call in full: its body, and what it has beside it."""
    if called not in MESSAGES or not isinstance(params, dict):
        return []
    entries, body, attributes = MESSAGES[called]
    return [
        {
            "body": message_of(part.get(body)),
            "attributes": {
                name: each.get("StringValue")
                for name, each in (part.get(attributes or "") or {}).items()
            },
        }
        for part in ((params.get(entries) or ()) if entries else (params,))
    ]


def show_records(watch: Invocation, result: Any, failure: BaseException | None) -> None:
    """Put what was given and answered on the records of orders whose drills ask for it."""
    for record in watch.records:
        drills = watch.drills.get(str(record.order_id), [])
        if any(each.get("kind") == "show" for each in drills):
            if record.trigger["kind"] == "sqs":
                record.shown = {"given": message_of((record.source or {}).get("body"))}
            elif record.trigger["kind"] == "task":
                answer = {"answered": result} if failure is None else {}
                record.shown = {"given": record.source, **answer}


def hide(watch: Invocation, record: Record, seconds: int) -> None:
    """Let a message come to light again so many seconds from now, as its timeout would."""
    import boto3

    arn = str(record.source["eventSourceARN"]).split(":")
    endpoint = os.environ.get("AWS_ENDPOINT_URL") or f"https://sqs.{arn[3]}.amazonaws.com"
    try:
        boto3.client("sqs").change_message_visibility(
            QueueUrl=f"{endpoint}/{arn[4]}/{arn[5]}",
            ReceiptHandle=record.source["receiptHandle"],
            VisibilityTimeout=seconds,
        )
    except Exception as error:  # noqa: BLE001 - then the queue's own timeout applies
        watch.stumbled(error)

"""What one run of a handler did: the orders it was about, each call it made, and its outcome."""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from lab.probe.calls import messages_of, orders_in, resource_of
from lab.probe.drilling import Plans
from lab.probe.line import error_of
from lab.probe.triggers import Json, Record, records_of


class Watched(list[Any]):
    """A batch that tells which record is being read, so that calls naming no order have one."""

    def __init__(self, records: list[Any], reading: Callable[[int | None], None]) -> None:
        super().__init__(records)
        self.reading = reading

    def __iter__(self) -> Iterator[Any]:
        for place, record in enumerate(super().__iter__()):
            self.reading(place)
            yield record
        self.reading(None)

    def __reduce__(self) -> Any:  # copied or pickled, it is the plain list it came as
        return list, (list(self),)


class Invocation:
    """What one run of the handler did."""

    def __init__(self, event: Any, plans: Plans | None) -> None:
        self.calls: list[Json] = []
        self.records: list[Record] = []
        self.order_ids: dict[str, None] = {}
        self.current: int | None = None
        self.faults_of_probe: list[Json] = []
        self.drills: dict[str, list[Json]] = {}
        self.plans = plans
        self.held_ms = 0.0
        try:
            self.records = records_of(event)
            self.order_ids = dict.fromkeys(r.order_id for r in self.records if r.order_id)
            if plans and self.order_ids:
                self.drills = plans.of(list(self.order_ids))
        except Exception as error:  # noqa: BLE001 - whatever it is, the service must run
            self.stumbled(error)
        self.begin()

    def begin(self) -> None:
        """Start the clock: what the probe did before is the lab's time, not the service's."""
        self.started, self.clock = time.time(), time.perf_counter()

    def stumbled(self, error: BaseException) -> None:
        """Note a fault of the probe's own; the service never sees it."""
        if len(self.faults_of_probe) < 3:
            self.faults_of_probe.append(error_of(error))

    def since(self) -> float:
        """Milliseconds since the handler was called."""
        return round((time.perf_counter() - self.clock) * 1000, 3)

    def orders_of(self, params: Any) -> list[str]:
        """Whose call this is: by its parameters, else by the record being read."""
        named = orders_in(params, self.order_ids)
        if self.current is not None and self.current < len(self.records):
            reading = self.records[self.current].order_id
            if not named or reading in named:
                return [reading] if reading else []
        return named or (list(self.order_ids) if len(self.order_ids) == 1 else [])

    def describe(self, entry: Json, client: Any, operation: str, params: Any) -> list[str]:
        """Fill in what this call is; returns the orders it belongs to."""
        service = client.meta.service_model.service_name
        entry.update(service=service, operation=operation)
        resource = resource_of(params)
        if resource:
            entry["resource"] = resource
        orders = self.orders_of(params)
        messages = messages_of(service, operation, params)
        if len(messages) == 1:
            entry.update(messages[0])
        elif messages:
            entry["messages"] = messages
        if self.current is not None and orders == [self.records[self.current].order_id]:
            entry["record"] = self.current  # two messages of one order may share a batch
        if len(orders) == 1:
            entry["order_id"] = orders[0]
        elif orders:
            entry["order_ids"] = orders
        return orders

    def handled(self, order_id: str) -> list[str]:
        """The event types at hand of an order: the record's being read, else the batch's."""
        if self.current is not None and self.current < len(self.records):
            return _types([self.records[self.current]])
        return _types([record for record in self.records if record.order_id == order_id])

    def watched(self, event: Any) -> Any:
        """The event to hand to the service: as it came, but for a batch that tells its reader."""
        if not self.records or self.records[0].identifier is None:
            return event

        def reading(place: int | None) -> None:
            self.current = place

        return {**event, "Records": Watched(event["Records"], reading)}


def _types(records: list[Record]) -> list[str]:
    return [str(record.trigger.get("event_type")) for record in records]


def settle(records: list[Record], result: Any, failure: BaseException | None) -> str:
    """Give each record its outcome; returns the invocation's."""
    if failure is not None:
        for record in records:
            record.outcome, record.error = "error", error_of(failure)
        return "error"
    reported = result.get("batchItemFailures") if isinstance(result, dict) else None
    failed = {f.get("itemIdentifier") for f in reported or () if isinstance(f, dict)}
    passed = False
    for record in records:
        if record.identifier in failed:
            record.outcome = "error"
            # A stream goes back to the first failure; what follows comes again with it.
            passed = record.trigger["kind"] == "stream"
        elif passed:
            record.outcome = "again"
    return "partial" if failed else "ok"


def fields_of(
    watch: Invocation, context: Any, cold: bool, took: float, outcome: str,
    failure: BaseException | None,
) -> Json:  # fmt: skip
    """Everything the line says, in the order it says it."""
    fields: Json = {
        "v": 1,
        "service": os.environ.get("RIPPLE_SERVICE"),
        "function": os.environ.get("RIPPLE_FUNCTION"),
        "request_id": getattr(context, "aws_request_id", None),
        "started": round(watch.started, 6),
        "duration_ms": took,
        "attempt": max((r.trigger.get("receive_count") or 1 for r in watch.records), default=1),
        "outcome": outcome,
        "cold": cold,
    }
    if failure is not None:
        fields["error"] = error_of(failure)
    if watch.held_ms:
        fields["held_ms"] = watch.held_ms
    if watch.faults_of_probe:
        fields["probe_errors"] = watch.faults_of_probe
    fields["records"] = [_record_fields(record, watch.calls) for record in watch.records]
    fields["calls"] = watch.calls
    return fields


def _record_fields(record: Record, calls: list[Json]) -> Json:
    error = record.error
    if record.outcome == "error" and error is None and record.order_id:
        # The handler reported the failure without its cause: the last failed call, most likely.
        own = (call for call in reversed(calls) if call.get("order_id") == record.order_id)
        error = next((call["error"] for call in own if "error" in call), None)
    fields = {"order_id": record.order_id, "trigger": record.trigger, "outcome": record.outcome}
    fields |= record.shown
    return {**fields, "error": error} if error else fields

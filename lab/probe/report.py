"""An invocation and its outcome as the fields of its line."""

import os
from typing import Any

from lab.probe.invocation import Invocation
from lab.probe.line import error_of
from lab.probe.triggers import Json, Record


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
    return {**fields, "error": error} if error else fields

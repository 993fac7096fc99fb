"""Traces from recorded logs and histories: who did what because of what."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.refusals import BadTrace
from analysis.traces.model import Failure, Span, TracedCall, Trigger
from lab.trace import (
    OrderTrace,
    collect,
    counts,
    mermaid,
    read_traces,
    to_json,
    to_wire,
)
from lab.trace.causes import causal_order


def collected(deployment, order_id: str) -> OrderTrace:
    return collect(deployment, [order_id], settle_logs=0)[order_id]


def did(trace: OrderTrace) -> list[tuple[str, str, str]]:
    spans = {span.id: span for span in trace.spans}
    return [
        (
            span.service,
            ",".join(c.event_type for c in span.said),
            spans[span.cause].service if span.cause else "",
        )
        for span in trace.spans
    ]


def test_choreography_is_told_event_by_event(recorded_choreography) -> None:
    trace = collected(recorded_choreography, "no-carrier")
    told = did(trace)
    assert told[:2] == [("ordering", "", ""), ("ordering", "OrderPlaced", "ordering")]
    assert set(told[2:5]) == {
        ("inventory", "StockReserved", "ordering"),
        ("payments", "", "ordering"),
        ("shipping", "", "ordering"),
    }
    assert told[5:] == [
        ("payments", "PaymentTaken", "inventory"),
        ("shipping", "ShipmentRefused", "payments"),
        ("payments", "PaymentRefunded", "shipping"),
        ("inventory", "StockReleased", "payments"),
        ("ordering", "", "inventory"),
        ("ordering", "OrderCancelled", "ordering"),
    ]
    assert trace.missing == ()


def test_a_refusal_and_what_it_undoes_are_told_apart(recorded_choreography) -> None:
    roles = [span.role for span in collected(recorded_choreography, "no-carrier").spans]
    assert roles == ["deed"] * 6 + ["refusal"] + ["undo"] * 4


def test_orchestration_is_told_state_by_state(recorded_orchestration) -> None:
    trace = collected(recorded_orchestration, "no-carrier")
    assert [(span.service, span.trigger.state, span.role) for span in trace.spans] == [
        ("ordering", "Open order", "deed"),
        ("inventory", "Reserve stock", "deed"),
        ("payments", "Take payment", "deed"),
        ("shipping", "Book shipment", "refusal"),
        ("payments", "Refund payment", "undo"),
        ("inventory", "Release stock", "undo"),
        ("ordering", "Cancel order", "undo"),
    ]
    assert [span.cause for span in trace.spans] == [None, *(s.id for s in trace.spans[:-1])]
    assert trace.missing == ()


def test_a_redelivered_message_shows_its_attempts_and_its_fault(recorded_choreography) -> None:
    trace = collected(recorded_choreography, "faulty")
    faults = [span for span in trace.spans if span.role == "fault"]
    assert [(span.service, span.attempt) for span in faults] == [("payments", 1), ("payments", 2)]
    assert {span.error.type for span in faults} == {"InternalServerError"}
    assert "at attempt 3" in "\n".join(trace.timeline_lines())


def test_a_retried_task_shows_its_attempts(recorded_orchestration) -> None:
    trace = collected(recorded_orchestration, "faulty")
    tries = [s for s in trace.spans if s.trigger.state == "Take payment"]
    assert [(span.attempt, span.role) for span in tries] == [
        (1, "fault"),
        (2, "fault"),
        (3, "deed"),
    ]


def test_the_timeline_can_be_read_out(recorded_choreography, recorded_orchestration) -> None:
    story = "\n".join(collected(recorded_choreography, "no-carrier").timeline_lines())
    assert "said StockReserved" in story
    assert "refusal  wrote ShippingTable and said ShipmentRefused (no carrier)" in story
    assert "because payments said PaymentTaken" in story
    story = "\n".join(collected(recorded_orchestration, "no-carrier").timeline_lines())
    assert "Book shipment: refused (no carrier)" in story
    assert "because 'Book shipment' was refused (no carrier)" in story
    assert "because it came to 'Order cancelled'" in story


def test_counts_are_facts(recorded_choreography, recorded_orchestration) -> None:
    events = counts(collected(recorded_choreography, "no-carrier"))
    assert (events.invocations, events.state_transitions) == (11, 0)
    assert (events.messages_published, events.messages_delivered) == (7, 8)
    tasks = counts(collected(recorded_orchestration, "no-carrier"))
    assert (tasks.invocations, tasks.state_transitions) == (7, 8)
    assert (tasks.messages_published, tasks.messages_delivered) == (0, 0)


def test_a_call_that_a_drill_stopped_is_not_counted(recorded_orchestration) -> None:
    faulty = counts(collected(recorded_orchestration, "faulty"))
    assert (faulty.invocations, faulty.table_calls) == (7, 5)


def test_what_has_not_arrived_is_named(recorded_choreography, recorded_orchestration) -> None:
    recorded_choreography.log("ShippingFunction").clear()
    assert "PaymentTaken has not been taken from ShippingQueue" in str(
        collected(recorded_choreography, "no-carrier").missing
    )
    recorded_orchestration.log("RefundPaymentFunction").clear()
    trace = collected(recorded_orchestration, "no-carrier")
    assert trace.missing == (
        "the run of RefundPaymentFunction for 'Refund payment' is not in its log",
    )
    assert "not seen: the run of RefundPaymentFunction" in trace.timeline_lines()[-1]


def test_a_failed_message_is_expected_again_until_it_is_a_dead_letter(
    recorded_choreography,
) -> None:
    log = recorded_choreography.log("PaymentsFunction")
    log[:] = [e for e in log if '"receive_count":3' not in e["message"]]
    assert "is to come again" in str(collected(recorded_choreography, "faulty").missing)
    for policy in recorded_choreography.recorded["redrive_policies"].values():
        policy["maxReceiveCount"] = 2
    assert collected(recorded_choreography, "faulty").missing == ()


def test_logs_that_come_late_are_waited_for(recorded_choreography) -> None:
    log = recorded_choreography.log("ShippingFunction")
    late = [log.pop() for _ in range(len(log))]
    said: list[str] = []

    def arrive(words: str) -> None:
        said.append(words)
        log.extend(reversed(late))
        late.clear()

    traces = collect(recorded_choreography, ["no-carrier"], settle_logs=5, progress=arrive)
    assert traces["no-carrier"].missing == ()
    assert said == ["waiting for the logs of 1 of 1 orders"]


def test_many_orders_are_read_in_one_pass(recorded_choreography) -> None:
    orders = ["no-carrier", "faulty", *(f"o-{n}" for n in range(500))]
    traces = collect(recorded_choreography, orders, settle_logs=0)
    assert list(traces) == orders
    assert recorded_choreography.the_client.asked == len(recorded_choreography.functions)
    assert traces["o-1"].missing == ("nothing of this order is in the logs",)


def test_logs_come_in_pages(recorded_choreography) -> None:
    whole = collected(recorded_choreography, "no-carrier")
    recorded_choreography.the_client.page_size = 3
    assert collected(recorded_choreography, "no-carrier") == whole


def test_an_execution_redriven_is_part_of_the_order(recorded_orchestration) -> None:
    histories = recorded_orchestration.recorded["histories"]
    [arn] = [each for each in histories if each.endswith(":no-carrier")]
    histories[f"{arn}-redrive-1"] = histories[arn]
    failed = [*histories[arn][:3], {**histories[arn][-1], "id": 4, "type": "ExecutionFailed"}]
    histories[arn] = failed
    trace = collected(recorded_orchestration, "no-carrier")
    assert {t.execution for t in trace.transitions} == {"no-carrier", "no-carrier-redrive-1"}
    assert "because it was redriven" in "\n".join(trace.timeline_lines())


def test_calls_of_two_messages_of_one_order_in_one_batch_stay_apart(recorded_choreography) -> None:
    """The probe says which record was being read; the trace believes it."""
    [event] = [
        e for e in recorded_choreography.log("InventoryFunction") if "faulty" in e["message"]
    ][:1]
    line = json.loads(event["message"].removeprefix("RIPPLE "))
    [first] = [r for r in line["records"] if r["order_id"] == "faulty"]
    second = json.loads(json.dumps(first))
    second["trigger"] |= {"message_id": "m-2", "event_type": "Other", "event_id": "e-2"}
    place = len(line["records"])
    line["records"].append(second)
    read = {"at_ms": 1, "service": "dynamodb", "operation": "GetItem", "order_id": "faulty"}
    line["calls"].append({**read, "record": place})
    event["message"] = "RIPPLE " + json.dumps(line)
    spans = collected(recorded_choreography, "faulty").spans
    [other] = [span for span in spans if span.trigger.event_type == "Other"]
    assert [call.operation for call in other.calls] == ["GetItem"]


def test_an_effect_never_stands_before_its_cause() -> None:
    cause = Span("a", "s", "F", "r", 20.0, 1, 1, "ok", Trigger("invoke"))
    effect = replace(cause, id="b", started=10.0, cause="a")
    assert [span.id for span in causal_order([effect, cause])] == ["a", "b"]


def read(folder: Path, text: str) -> list[OrderTrace]:
    (folder / "traces.json").write_text(text, encoding="utf-8")
    return read_traces(folder / "traces.json")


def test_a_trace_survives_its_file(
    recorded_choreography, recorded_orchestration, tmp_path: Path
) -> None:
    traces = [
        collected(deployment, order_id)
        for deployment in (recorded_choreography, recorded_orchestration)
        for order_id in ("no-carrier", "faulty")
    ]
    assert read(tmp_path, to_json(*traces)) == traces
    assert read(tmp_path, to_json(traces[0])) == traces[:1]
    by_order = {each.order_id: to_wire(each) for each in traces[:2]}
    assert read(tmp_path, json.dumps(by_order)) == traces[:2]


@pytest.mark.parametrize(
    "text",
    ["", "[1]", '{"v": 1}', '{"v": 9}', '[{"v": 1, "order_id": "o", "side": "choreography"}]'],
)
def test_what_is_no_trace_is_refused_in_a_sentence(text, tmp_path: Path) -> None:
    with pytest.raises(BadTrace) as refusal:
        read(tmp_path, text)
    assert "\n" not in str(refusal.value)


def test_sequence_diagrams(recorded_choreography, recorded_orchestration) -> None:
    diagram = mermaid(collected(recorded_choreography, "no-carrier"))
    assert diagram.startswith("sequenceDiagram\n    title Order no-carrier, choreography\n")
    assert "p3-)p2: ShipmentRefused (no carrier)" in diagram or "ShipmentRefused (no" in diagram
    assert "said OrderCancelled" in diagram
    diagram = mermaid(collected(recorded_orchestration, "faulty"))
    assert "participant p1 as OrderWorkflow" in diagram
    assert diagram.count("--xp1: InternalServerError") == 2
    assert "Take payment (attempt 3)" in diagram
    assert diagram.rstrip().endswith("Note over p1: Order confirmed")


def test_no_name_can_break_a_line_or_a_diagram() -> None:
    nasty = 'x;\nend "<b>%%{init}%%#'
    said = TracedCall(0, 1, "sns", "Publish", "T", event_type=nasty, event_id="e")
    span = Span("a", nasty, nasty, "r", 1.0, 1, 1, "error", Trigger("sqs", event_type=nasty))
    span = replace(span, calls=(said,), error=Failure(nasty, nasty), role="fault")
    trace = OrderTrace(nasty, "choreography", (span,))
    assert all("\n" not in line and line.isprintable() for line in trace.timeline_lines())
    text = mermaid(trace)
    assert len(text.splitlines()) == 2 + 2 + 2  # head, participants, arrow and note
    for sign in '<>"%{}':
        assert sign not in text
    assert " end " not in text

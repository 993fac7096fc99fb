"""The observed graph: a few lines of trace, and the edges they show."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.graph import to_json
from analysis.observe import observe, observe_sides
from analysis.refusals import BadTrace
from analysis.traces.model import Recorded
from analysis.traces.wire import read_traces
from tests.analysis.read_back import graph_from

RECORDED = Path(__file__).parent.parent / "traces"


def call(what: str, resource: str, **more: Any) -> dict[str, Any]:
    service, operation = what.split(":")
    at = {"at_ms": 0.0, "duration_ms": 0.0}
    return {**at, "service": service, "operation": operation, "resource": resource, **more}


def span(function: str, trigger: dict[str, Any], *calls: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{function}/0", "function": function, "trigger": trigger, "calls": list(calls),
        "service": function.lower(), "request_id": "r", "started": 0.0, "duration_ms": 0.0,
        "attempt": 1, "outcome": "ok", **more,
    }  # fmt: skip


def trace(*spans: dict[str, Any], side: str = "choreography", moments: Any = ()) -> dict[str, Any]:
    return {
        "v": 1, "order_id": "one", "side": side, "spans": list(spans), "transitions": list(moments),
    }  # fmt: skip


def history(*lines: str) -> list[dict[str, Any]]:
    """Moments in a row, as "Type State function", each after the one before."""
    told = []
    for number, line in enumerate(lines, 1):
        type_, state, function = ([*line.split(), "", ""])[:3]
        told.append(
            {
                "id": number, "previous": number - 1, "type": type_, "state": state or None,
                "function": function or None, "execution": "one", "machine": "Flow", "at": 0.0,
            }
        )  # fmt: skip
    return told


def seen(*traces: dict[str, Any], **more: Any) -> list[str]:
    graph = observe(traces, **more)
    assert {edge.certainty for edge in graph.edges} == {"observed"}
    return [f"{edge} {edge.label}".rstrip() for edge in graph.edges]


PLACED = {"event_type": "Placed", "event_id": "e1"}
FROM_QUEUE = {"kind": "sqs", "source": "Queue", **PLACED}


def test_a_message_is_followed_from_the_topic_to_its_reader() -> None:
    told = trace(
        span("Shop", {"kind": "invoke"}, call("sns:Publish", "Topic", **PLACED)),
        span("Stock", FROM_QUEUE),
    )
    assert seen(told) == [
        "Queue triggers Stock",
        "Shop publishes Topic",
        "Shop emits Topic/Placed",
        "Topic delivers Queue",
        "Topic/Placed reaches Stock",
        "ext:client invokes Shop",
    ]
    graph = observe([told])
    assert {edge.events for edge in graph.flow if edge.source != "ext:client"} == {
        ("Topic/Placed",)
    }
    assert graph.by_id["Topic"].kind == "topic"
    assert graph.by_id["ext:client"].outside
    [evidence] = next(e for e in graph.edges if e.relation == "delivers").evidence
    assert (evidence.file, evidence.span) == ("trace of one", "Stock/0")


def test_what_is_sent_to_a_queue_itself_passed_no_topic() -> None:
    told = trace(
        span("Shop", {"kind": "x"}, call("sqs:SendMessage", "Queue", **PLACED)),
        span("Stock", FROM_QUEUE),
    )
    assert seen(told) == [
        "Queue triggers Stock",
        "Queue/Placed reaches Stock",
        "Shop publishes Queue",
        "Shop emits Queue/Placed",
    ]


def test_reads_and_writes_are_told_apart() -> None:
    calls = (
        call("dynamodb:GetItem", "A"),
        call("dynamodb:TransactWriteItems", "B,C"),
        call("dynamodb:UpdateItem", "D", error={"type": "ConditionalCheckFailedException"}),
        call("dynamodb:PutItem", "E", error={"type": "AccessDeniedException"}),
        call("dynamodb:PutItem", "F", error={"type": "InternalServerError"}, drill="before"),
        call("s3:PutObject", "G"),
    )
    assert seen(trace(span("F1", {"kind": "stream", "source": "T"}, *calls))) == [
        "F1 reads A",
        "F1 writes B",
        "F1 writes C",
        "F1 writes D",
        "F1 writes G",
        "T triggers F1",
    ]


def test_polling_is_no_relation_and_what_was_refused_was_not_published() -> None:
    calls = (
        call("sqs:ChangeMessageVisibility", "Queue"),
        call("sqs:DeleteMessage", "Queue"),
        call("sns:Publish", "Topic", error={"type": "InternalError"}),
        call("sns:Publish", "Other", error={"type": "InternalError"}, drill="after"),
        call("stepfunctions:SendTaskSuccess", "Flow"),
        call("lambda:Invoke", "Helper"),
    )
    assert seen(trace(span("F1", {"kind": "x"}, *calls))) == [
        "F1 calls_back Flow",
        "F1 invokes Helper",
        "F1 publishes Other",
    ]


def test_a_dead_letter_shows_the_queue_that_gave_up() -> None:
    told = trace(span("Stock", FROM_QUEUE, outcome="error", attempt=4))
    letter = {"order_id": "one", "what": "Placed", "held_in": "DeadLetters"}
    assert seen(told, letters=[letter]) == ["Queue redrives DeadLetters", "Queue triggers Stock"]
    assert seen(told, letters=[letter | {"order_id": "two"}]) == ["Queue triggers Stock"]
    with pytest.raises(BadTrace, match="held_in"):
        observe([told], letters=[{"order_id": "one"}])


def test_a_history_shows_states_and_how_each_led_to_the_next() -> None:
    moments = history(
        "ExecutionStarted", "ChoiceStateEntered A", "ChoiceStateExited A",
        "TaskStateEntered B", "TaskScheduled B Work", "TaskSucceeded B", "TaskStateExited B",
        "TaskStateEntered C", "TaskFailed C", "TaskStateExited C", "FailStateEntered D",
    )  # fmt: skip
    assert seen(trace(side="orchestration", moments=moments)) == [
        "Flow contains Flow/A",
        "Flow contains Flow/B",
        "Flow contains Flow/C",
        "Flow contains Flow/D",
        "Flow/A transitions Flow/B Choice",
        "Flow/B transitions Flow/C Next",
        "Flow/B invokes Work",
        "Flow/C transitions Flow/D Catch",
        "ext:client invokes Flow",
    ]


def test_states_within_a_state_are_its_own() -> None:
    moments = history(
        "ExecutionStarted", "MapStateEntered All", "MapStateStarted All", "MapIterationStarted All",
        "TaskStateEntered Each", "TaskStateExited Each", "TaskStateEntered Last",
    )  # fmt: skip
    assert seen(trace(side="orchestration", moments=moments)) == [
        "Flow contains Flow/All",
        "Flow/All contains Flow/Each",
        "Flow/All contains Flow/Last",
        "Flow/Each transitions Flow/Last Next",
        "ext:client invokes Flow",
    ]


def test_a_machine_that_a_function_starts_is_not_the_clients() -> None:
    told = trace(
        span("Shop", {"kind": "x"}, call("stepfunctions:StartExecution", "Flow")),
        side="orchestration",
        moments=history("ExecutionStarted"),
    )
    assert seen(told) == ["Shop invokes Flow"]


def test_a_task_shows_its_state() -> None:
    trigger = {"kind": "task", "source": "Flow", "state": "Take payment"}
    assert seen(trace(span("Take", trigger))) == ["Flow/Take payment invokes Take"]


@pytest.mark.parametrize("side", ["choreography", "orchestration"])
def test_recorded_traces_read_back_as_the_same_graph(side: str) -> None:
    files = sorted(RECORDED.glob(f"{side}-*.json"))
    graph = observe([each for file in files for each in read_traces(file, Recorded)])
    assert graph.title == f"{side}, observed"
    assert len(graph.edges) > 35
    assert all(edge.evidence for edge in graph.edges)
    assert graph_from(json.loads(to_json(graph))) == graph


def test_each_design_has_a_graph_of_its_own() -> None:
    traces = [
        each for file in sorted(RECORDED.glob("*.json")) for each in read_traces(file, Recorded)
    ]
    assert list(observe_sides(traces)) == ["choreography", "orchestration"]
    with pytest.raises(BadTrace, match="choreography and orchestration"):
        observe(traces)


@pytest.mark.parametrize(
    "wire",
    [
        None, 5, "x", [], {}, {"v": 2}, {"v": 1}, {**trace(), "spans": None},
        {**trace(), "spans": [7]}, {**trace(), "side": 7},
        trace(span("F", {"kind": ["x"]})), trace(span("F", {})),
        trace(span("F", {"kind": "x"}, 7)), trace(span("F", {"kind": "x"}, {"service": "s3"})),
        trace(moments=[{"id": "x"}]), trace(moments=[{"id": float("inf")}]),
    ],
)  # fmt: skip
def test_what_is_no_trace_is_refused_in_one_sentence(wire: Any) -> None:
    with pytest.raises(BadTrace) as refused:
        observe([wire])
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_trace_is_named(tmp_path: Path) -> None:
    for content in ("", "[1]", "{", "\x00", "[" * 100_000, json.dumps({"a": {"v": 1}})):
        file = tmp_path / "t.json"
        file.write_text(content)
        with pytest.raises(BadTrace, match=r"t\.json"):
            read_traces(file, Recorded)
    with pytest.raises(BadTrace, match=r"nowhere\.json"):
        read_traces(tmp_path / "nowhere.json", Recorded)

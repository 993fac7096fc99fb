"""Where the engine differs from AWS and the lab knows it; a test that fails here is good news.

An upgrade that closes a gap shows itself, and what works around the gap can go.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from botocore.exceptions import ClientError


def test_a_missed_heartbeat_goes_by_the_name_of_a_timeout(machines):
    # On AWS the catch of States.HeartbeatTimeout, which comes first, would have it.
    assert machines.ended("loses-heartbeat").entered() == ["Work", "Timeout"]


def test_an_execution_that_timed_out_has_no_end_date(machines):
    assert "stopDate" in machines.ended("catches").told
    assert "stopDate" not in machines.ended("times-out").told


def test_an_answer_after_the_timeout_still_enters_the_history(machines, eventually):
    arn = machines.ended("task-times-out").told["executionArn"]
    runs = machines.place.client("stepfunctions")

    def late() -> list[str]:
        events = runs.get_execution_history(executionArn=arn)["events"]
        types = [event["type"] for event in events]
        return types[types.index("ExecutionSucceeded") + 1 :]

    assert eventually("the late answer", late) == ["TaskSucceeded"]


def test_a_failure_reported_for_a_record_of_a_stream_is_taken_for_success(wiring, eventually):
    # On AWS the stream would come again from that record on.
    rows = wiring.place.client("dynamodb")
    for row in ("report#1", "order#3"):
        rows.put_item(TableName=wiring["Table"], Item={"pk": {"S": row}})

    def told() -> list[str]:
        every = [row for _, row in wiring.printed("StreamFunction", "STREAM")]
        return every if "order#3" in every else []

    assert eventually("the record behind it", told).count("report#1") == 1


def test_a_mapping_that_a_template_disables_reports_that_it_is_enabled(wiring):
    made = wiring.place.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert {mapping["State"] for mapping in made if wiring.stack in mapping["FunctionArn"]} == {
        "Enabled"
    }


def test_an_invocation_under_way_is_ended_when_its_function_is_updated(wiring):
    # On AWS it would go on to its end, with the code it began with.
    functions, name = wiring.place.client("lambda"), wiring["LoneFunction"]
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(
            functions.invoke, FunctionName=name, Payload=json.dumps({"takes": 3})
        )
        while not wait([under_way], timeout=0.2).done:
            functions.update_function_code(
                FunctionName=name, S3Bucket=wiring.stack, S3Key="code.zip"
            )
    answer = under_way.result()
    assert json.load(answer["Payload"])["errorType"] == "Runtime.ExitError"


def test_messages_cannot_be_moved_by_a_task(wiring):
    told = wiring.sqs.get_queue_attributes(
        QueueUrl=wiring["PlainDeadLetterQueue"], AttributeNames=["QueueArn"]
    )
    with pytest.raises(ClientError):
        wiring.sqs.start_message_move_task(SourceArn=told["Attributes"]["QueueArn"])

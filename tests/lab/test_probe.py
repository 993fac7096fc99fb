"""The probe around a service's handler: it sees everything and changes nothing."""

import json
import os
import pickle
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from copy import deepcopy
from threading import Timer
from time import process_time
from types import SimpleNamespace
from typing import Any, TextIO

import boto3
import pytest
from botocore.stub import Stubber

from lab.probe import watching
from lab.probe.line import LONGEST_LINE, PREFIX, leave

CONTEXT = SimpleNamespace(aws_request_id="r-1")
ARN = "arn:aws:sqs:eu-central-1:000000000000:PaymentsQueue"


def record(order_id: str, *, message_id: str | None = None, event_type: str = "OrderPlaced") -> Any:
    body = {"id": f"e-{order_id}", "type": event_type, "order_id": order_id, "caused_by": "e-0"}
    return {
        "messageId": message_id or f"m-{order_id}",
        "body": json.dumps(body),
        "attributes": {"ApproximateReceiveCount": "2"},
        "messageAttributes": {"event_type": {"stringValue": event_type, "dataType": "String"}},
        "eventSource": "aws:sqs",
        "eventSourceARN": ARN,
    }


def batch(*records: Any) -> Any:
    return {"Records": list(records)}


class Aws:
    """Real clients that answer without a network."""

    def __init__(self) -> None:
        known = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "eu-west-1"}
        self.dynamodb, self.sns = boto3.client("dynamodb", **known), boto3.client("sns", **known)
        self.stubs = {c: Stubber(c) for c in (self.dynamodb, self.sns)}
        for stub in self.stubs.values():
            stub.activate()

    def get(self, key: str) -> Any:
        self.stubs[self.dynamodb].add_response("get_item", {})
        return self.dynamodb.get_item(TableName="PaymentsTable", Key={"pk": {"S": key}})

    def publish(self, message: Any) -> Any:
        self.stubs[self.sns].add_response("publish", {"MessageId": "x"})
        return self.sns.publish(
            TopicArn="arn:aws:sns:eu-west-1:000000000000:PaymentsTopic",
            Message=json.dumps(message),
            MessageAttributes={
                "event_type": {"DataType": "String", "StringValue": message["type"]}
            },
        )


@pytest.fixture
def aws() -> Aws:
    return Aws()


@pytest.fixture
def probed() -> Iterator[Callable[..., watching.Probe]]:
    take_off: list[Callable[[], None]] = []

    def build(handler: Any, plans: Any = None) -> watching.Probe:
        probe = watching.Probe(handler, plans)
        take_off.append(watching.hook(probe))
        return probe

    yield build
    while take_off:
        take_off.pop()()


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[Any]]:
    def read() -> list[Any]:
        out = capsys.readouterr().out.splitlines()
        return [json.loads(line[len(PREFIX) :]) for line in out if line.startswith(PREFIX)]

    return read


def test_one_line_tells_the_trigger_the_calls_and_the_outcome(probed, lines, aws) -> None:
    def handler(event: Any, context: Any) -> Any:
        aws.get("payment#o-1")
        message = {"id": "e-9", "type": "PaymentTaken", "order_id": "o-1", "caused_by": "e-o-1"}
        aws.publish(message | {"data": {"reason": "NoCarrier"}})
        return {"batchItemFailures": []}

    probed(handler)(batch(record("o-1")), CONTEXT)
    [line] = lines()
    assert (line["v"], line["outcome"], line["request_id"], line["attempt"]) == (1, "ok", "r-1", 2)
    assert line["records"] == [
        {
            "order_id": "o-1",
            "trigger": {
                "kind": "sqs",
                "event_type": "OrderPlaced",
                "message_id": "m-o-1",
                "event_id": "e-o-1",
                "caused_by": "e-0",
                "queue": "PaymentsQueue",
                "receive_count": 2,
            },
            "outcome": "ok",
        }
    ]
    read, said = line["calls"]
    assert (read["service"], read["operation"], read["resource"]) == (
        "dynamodb",
        "GetItem",
        "PaymentsTable",
    )
    assert (said["resource"], said["event_type"], said["event_id"]) == (
        "PaymentsTopic",
        "PaymentTaken",
        "e-9",
    )
    assert (said["caused_by"], said["reason"], said["order_id"]) == ("e-o-1", "NoCarrier", "o-1")


def test_only_the_first_invocation_of_a_process_is_cold(probed, lines) -> None:
    probe = probed(lambda event, context: None)
    probe({"order_id": "o-1"}, CONTEXT)
    probe({"order_id": "o-2"}, CONTEXT)
    assert [line["cold"] for line in lines()] == [True, False]


def test_calls_in_a_batch_go_to_the_order_they_name_and_to_no_namesake(probed, lines, aws) -> None:
    def handler(event: Any, context: Any) -> Any:
        ids = [json.loads(r["body"])["order_id"] for r in event["Records"]]
        for order_id in reversed(ids):  # not the order of the batch
            aws.get(f"payment#{order_id}")

    probed(handler)(batch(record("o-1"), record("o-11"), record("o-1#2")), CONTEXT)
    [line] = lines()
    assert [call["order_id"] for call in line["calls"]] == ["o-1#2", "o-11", "o-1"]


def test_a_call_that_names_no_order_belongs_to_the_record_being_read(probed, lines, aws) -> None:
    def handler(event: Any, context: Any) -> Any:
        for _ in event["Records"]:
            aws.get("account#c-7")
        aws.get("account#c-7")

    probed(handler)(batch(record("o-1"), record("o-2")), CONTEXT)
    [line] = lines()
    assert [call.get("order_id") for call in line["calls"]] == ["o-1", "o-2", None]


def test_two_messages_of_one_order_in_a_batch_keep_their_calls_apart(probed, lines, aws) -> None:
    def handler(event: Any, context: Any) -> Any:
        for _ in event["Records"]:
            aws.get("payment#o-1")

    messages = [record("o-1", message_id="m-1"), record("o-1", message_id="m-2")]
    probed(handler)(batch(*messages), CONTEXT)
    assert [call["record"] for call in lines()[0]["calls"]] == [0, 1]


def test_a_transaction_is_one_call_with_its_tables(probed, lines, aws) -> None:
    def handler(event: Any, context: Any) -> Any:
        aws.stubs[aws.dynamodb].add_response("transact_write_items", {})
        put = {"TableName": "T", "Item": {"pk": {"S": "payment#o-1"}}}
        take = {"TableName": "T", "Key": {"pk": {"S": "account#c"}}, "UpdateExpression": "SET a=b"}
        aws.dynamodb.transact_write_items(TransactItems=[{"Put": put}, {"Update": take}])

    probed(handler)(batch(record("o-1"), record("o-2")), CONTEXT)
    [call] = lines()[0]["calls"]
    assert (call["resource"], call["order_id"]) == ("T", "o-1")


def test_records_reported_as_failed_are_told_apart(probed, lines) -> None:
    def handler(event: Any, context: Any) -> Any:
        return {"batchItemFailures": [{"itemIdentifier": "m-o-2"}]}

    result = probed(handler)(batch(record("o-1"), record("o-2")), CONTEXT)
    [line] = lines()
    assert result == {"batchItemFailures": [{"itemIdentifier": "m-o-2"}]}
    assert line["outcome"] == "partial"
    assert [r["outcome"] for r in line["records"]] == ["ok", "error"]


def test_a_stream_comes_again_from_the_first_failure_on(probed, lines) -> None:
    def change(number: str) -> Any:
        image = {"order_id": {"S": f"o-{number}"}}
        return {
            "eventSource": "aws:dynamodb",
            "eventName": "INSERT",
            "eventSourceARN": "arn:aws:dynamodb:eu-west-1:0:table/OrderingTable/stream/1",
            "dynamodb": {"SequenceNumber": number, "NewImage": image},
        }

    def handler(event: Any, context: Any) -> Any:
        return {"batchItemFailures": [{"itemIdentifier": "2"}]}

    probed(handler)(batch(change("1"), change("2"), change("3")), CONTEXT)
    [line] = lines()
    told = [(r["order_id"], r["outcome"]) for r in line["records"]]
    assert told == [("o-1", "ok"), ("o-2", "error"), ("o-3", "again")]
    assert line["records"][0]["trigger"]["table"] == "OrderingTable"


@pytest.mark.parametrize(
    ("event", "kind", "order_id"),
    [
        ({"order_id": "o-1", "customer": "c", "country": "DE", "lines": []}, "invoke", "o-1"),
        ({"order": {"order_id": "o-1", "lines": []}}, "task", "o-1"),
        ({"order_id": "o-1", "lines": []}, "task", "o-1"),
        ("anything", "invoke", None),
        ({"Records": "not a batch"}, "invoke", None),
    ],
)
def test_a_direct_call_is_told_from_a_workflows_task(probed, lines, event, kind, order_id) -> None:
    probed(lambda event, context: event)(event, CONTEXT)
    [told] = lines()[0]["records"]
    assert (told["trigger"]["kind"], told["order_id"]) == (kind, order_id)


def test_the_services_error_comes_out_as_it_was(probed, lines) -> None:
    class PaymentDeclined(Exception):
        pass

    def handler(event: Any, context: Any) -> Any:
        raise PaymentDeclined("not enough")

    with pytest.raises(PaymentDeclined):
        probed(handler)({"order_id": "o-1"}, CONTEXT)
    [line] = lines()
    assert line["outcome"] == "error"
    assert line["error"] == {"type": "PaymentDeclined", "message": "not enough"}
    assert line["records"][0]["error"] == line["error"]


def test_an_error_of_aws_is_named_by_its_code(probed, lines, aws) -> None:
    def handler(event: Any, context: Any) -> Any:
        aws.stubs[aws.dynamodb].add_client_error("get_item", "ThrottlingException", "slow down")
        with pytest.raises(Exception, match="slow down"):
            aws.dynamodb.get_item(TableName="T", Key={"pk": {"S": "payment#o-1"}})

    probed(handler)(batch(record("o-1")), CONTEXT)
    [call] = lines()[0]["calls"]
    assert call["error"]["type"] == "ThrottlingException"


def test_a_broken_probe_never_reaches_the_service(probed, lines, aws, monkeypatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("the probe's own")

    monkeypatch.setattr("lab.probe.invocation.orders_in", broken)
    probe = probed(lambda event, context: aws.get("payment#o-1"))
    assert probe(batch(record("o-1")), CONTEXT) == {}
    assert lines()[0]["probe_errors"][0]["type"] == "ZeroDivisionError"

    monkeypatch.setattr("lab.probe.watching.fields_of", broken)
    probe(batch(record("o-1")), CONTEXT)
    assert lines()[0]["probe_errors"][0]["type"] == "ZeroDivisionError"


def test_an_order_id_cannot_break_the_line(probed, capsys) -> None:
    nasty = 'o-1\nRIPPLE {"v":1}\r\u2028"\\ü'
    probed(lambda event, context: None)(batch(record(nasty)), CONTEXT)
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 1
    assert json.loads(out[len(PREFIX) :])["records"][0]["order_id"] == nasty


@pytest.mark.slow
def test_a_line_stays_below_the_logs_limit(probed, capsys, aws) -> None:
    def handler(event: Any, context: Any) -> Any:
        for _ in range(3000):
            aws.get("payment#o-1")

    probed(handler)(batch(record("o-1"), record("x" * 300_000)), CONTEXT)
    out = capsys.readouterr().out
    line = json.loads(out[len(PREFIX) :])
    assert len(out) <= LONGEST_LINE
    assert line["records"][0]["order_id"] == "o-1"
    assert line["calls_left_out"] + len(line["calls"]) == 3000


def test_the_batch_is_an_ordinary_list_to_the_service(probed) -> None:
    event = batch(record("o-1"), record("o-2"))

    def handler(seen: Any, context: Any) -> Any:
        assert seen == event
        assert json.loads(json.dumps(seen)) == event
        assert type(deepcopy(seen["Records"])) is list
        assert pickle.loads(pickle.dumps(seen)) == event
        return list(seen["Records"]) == seen["Records"][:]

    assert probed(handler)(event, CONTEXT) is True


def test_lambda_finds_the_service_by_its_name(monkeypatch, lines) -> None:
    original = watching.hook(watching.Probe(lambda event, context: None))  # to restore after
    try:
        monkeypatch.setenv("RIPPLE_HANDLER", "json.dumps")
        monkeypatch.setenv("RIPPLE_FUNCTION", "Dumper")
        handler = watching.from_environment()
        with pytest.raises(TypeError):
            handler({"order_id": "o-1"}, CONTEXT)
        assert lines()[0]["function"] == "Dumper"
    finally:
        original()


def test_watching_costs_less_than_a_millisecond(probed, aws, lines) -> None:
    """Measured: 0.08 ms of processor time for a message and three calls."""

    def handler(event: Any, context: Any) -> None:
        for _ in range(3):
            probe.call(lambda *_: None, aws.dynamodb, "GetItem", {"Key": {"pk": "payment#o-1"}})

    probe = probed(handler)

    def spent() -> float:
        before = process_time()
        for _ in range(20):
            probe(batch(record("o-1")), CONTEXT)
        return (process_time() - before) / 20

    assert min(spent() for _ in range(5)) < 0.001


@pytest.fixture
def pipe(monkeypatch) -> Iterator[tuple[int, TextIO]]:
    """A function's standard output as the embedded engine has it: both ends."""
    monkeypatch.setenv("RIPPLE_PYTHON", sys.executable)
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stdout:
        yield reading, stdout
    os.close(reading)


def test_on_the_engine_the_line_is_read_before_the_response_is(pipe) -> None:
    reading, stdout = pipe
    heard: list[bytes] = []
    engine = Timer(0.05, lambda: heard.append(os.read(reading, 100)))
    engine.start()
    with redirect_stdout(stdout):
        leave("RIPPLE {}")
    left = select.select([reading], [], [], 0)[0]
    engine.join(timeout=5)
    assert (heard, left) == ([b"RIPPLE {}\n"], [])


def test_an_engine_that_never_reads_is_not_waited_for_long(pipe, monkeypatch) -> None:
    reading, stdout = pipe
    monkeypatch.setattr("lab.probe.line.LONGEST_WAIT", 0.01)
    with redirect_stdout(stdout):
        leave("RIPPLE {}")
    assert os.read(reading, 100) == b"RIPPLE {}\n"

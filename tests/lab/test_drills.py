"""Drills: only the order they are planned for is disturbed, and as often as planned."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from lab import drills
from lab.probe import holding, watching
from lab.probe import outage as outages
from lab.probe.drilling import Plans
from lab.probe.line import PREFIX
from tests.stories.waiting import eventually

BOTH_ORDERS = {"order#o-1", "order#o-2"}


@dataclass
class OneTable:
    """A deployment of nothing but the drills table and one of a service."""

    dynamodb: Any

    def client(self, service: str) -> Any:
        return self.dynamodb

    def physical(self, logical_id: str) -> str:
        return logical_id


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[OneTable]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        for name in (drills.TABLE, "Orders"):
            dynamodb.create_table(
                TableName=name,
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        yield OneTable(dynamodb)


def kept(deployment: OneTable) -> set[str]:
    items = deployment.dynamodb.scan(TableName="Orders")["Items"]
    return {item["pk"]["S"] for item in items}


@pytest.fixture
def keeper(deployment: OneTable) -> Iterator[Callable[[], watching.Probe]]:
    """Builds processes of a function that keeps each order of its batch."""
    take_off: list[Callable[[], None]] = []

    def handler(event: Any, context: Any) -> Any:
        failed = []
        for record in event["Records"]:
            order_id = json.loads(record["body"])["order_id"]
            try:
                item = {"pk": {"S": f"order#{order_id}"}}
                deployment.dynamodb.put_item(TableName="Orders", Item=item)
            except ClientError:
                failed.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failed}

    def process() -> watching.Probe:
        probe = watching.Probe(handler, Plans(drills.TABLE, "KeeperFunction"))
        take_off.append(watching.hook(probe))
        return probe

    yield process
    while take_off:
        take_off.pop()()


def batch(*order_ids: str) -> Any:
    return {
        "Records": [
            {
                "messageId": order_id,
                "eventSource": "aws:sqs",
                "body": json.dumps({"order_id": order_id}),
            }
            for order_id in order_ids
        ]
    }


def failures(answer: Any) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def lines(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    out = capsys.readouterr().out.splitlines()
    return [json.loads(line[len(PREFIX) :]) for line in out if line.startswith(PREFIX)]


def test_a_fault_hits_its_order_alone_and_is_used_up(deployment, keeper) -> None:
    drills.plan(deployment, {"o-1": [drills.fault("KeeperFunction", times=2)]})
    process = keeper()
    assert failures(process(batch("o-1", "o-11"), None)) == ["o-1"]
    assert kept(deployment) == {"order#o-11"}
    assert failures(process(batch("o-1"), None)) == ["o-1"]
    assert failures(process(batch("o-1"), None)) == []
    assert kept(deployment) == {"order#o-1", "order#o-11"}


def test_processes_share_the_count(deployment, keeper) -> None:
    one = drills.fault("*", times=1)
    drills.plan(deployment, {"o-1": [one]})
    assert failures(keeper()(batch("o-1"), None)) == ["o-1"]
    assert drills.left(deployment, "o-1") == {one.id: 0}
    assert failures(keeper()(batch("o-1"), None)) == []


def test_a_plan_read_before_another_process_used_it_up_does_nothing(deployment, keeper) -> None:
    drills.plan(deployment, {"o-1": [drills.fault("*", times=1)]})
    plans = Plans(drills.TABLE, "KeeperFunction")
    [drill] = plans.of(["o-1"])["o-1"]
    assert (plans.take("o-1", drill), plans.take("o-1", drill)) == (True, False)


def test_a_fault_after_the_call_leaves_the_call_done(deployment, keeper) -> None:
    drills.plan(deployment, {"o-1": [drills.fault("*", operation="dynamodb:Put*", when="after")]})
    assert failures(keeper()(batch("o-1"), None)) == ["o-1"]
    assert kept(deployment) == {"order#o-1"}


@pytest.mark.parametrize(
    "elsewhere",
    [drills.fault("OtherFunction"), drills.fault("*", operation="sns:Publish")],
)
def test_another_function_or_operation_is_left_in_peace(deployment, keeper, elsewhere) -> None:
    drills.plan(deployment, {"o-1": [elsewhere]})
    assert failures(keeper()(batch("o-1"), None)) == []


def test_a_fault_looks_like_trouble_at_aws(deployment, capsys) -> None:
    drills.plan(deployment, {"o-1": [drills.fault("*", times=drills.FOREVER)]})
    seen: list[Any] = []

    def handler(event: Any, context: Any) -> None:
        try:
            deployment.dynamodb.get_item(TableName="Orders", Key={"pk": {"S": "order#o-1"}})
        except deployment.dynamodb.exceptions.InternalServerError as error:
            seen.append(error.response["ResponseMetadata"]["HTTPStatusCode"])

    take_off = watching.hook(probe := watching.Probe(handler, Plans(drills.TABLE, "F")))
    try:
        probe({"order_id": "o-1"}, None)
    finally:
        take_off()
    [line] = lines(capsys)
    assert seen == [500]
    assert line["calls"][0]["error"]["type"] == "InternalServerError"
    assert line["calls"][0]["drill"]["when"] == "before"
    assert [call["operation"] for call in line["calls"]] == ["GetItem"]  # not the look-up itself


def test_a_conflict_looks_like_a_transaction_that_met_another(deployment) -> None:
    drills.plan(deployment, {"o-1": [drills.conflict("F")]})
    put = {"Put": {"TableName": "Orders", "Item": {"pk": {"S": "order#o-1"}}}}
    other = {"Put": {"TableName": "Orders", "Item": {"pk": {"S": "stock#lamp"}}}}
    seen: list[Any] = []

    def handler(event: Any, context: Any) -> None:
        try:
            deployment.dynamodb.transact_write_items(TransactItems=[put, other])
        except deployment.dynamodb.exceptions.TransactionCanceledException as error:
            seen.append([each["Code"] for each in error.response["CancellationReasons"]])

    take_off = watching.hook(probe := watching.Probe(handler, Plans(drills.TABLE, "F")))
    try:
        probe({"order_id": "o-1"}, None)
        assert kept(deployment) == set()
        probe({"order_id": "o-1"}, None)
    finally:
        take_off()
    assert seen == [["None", "TransactionConflict"]]
    assert kept(deployment) == {"order#o-1", "stock#lamp"}


def test_a_duplicate_runs_the_handler_again_with_its_orders_alone(
    deployment, keeper, capsys
) -> None:
    drills.plan(deployment, {"o-2": [drills.duplicate()]})
    assert failures(keeper()(batch("o-1", "o-2"), None)) == []
    first, second = lines(capsys)
    assert [record["order_id"] for record in first["records"]] == ["o-1", "o-2"]
    assert [record["order_id"] for record in second["records"]] == ["o-2"]
    assert second["duplicate"] is True


def test_a_duplicated_task_answers_with_its_second_run(deployment) -> None:
    drills.plan(deployment, {"o-1": [drills.duplicate("F")]})
    answers = iter(["first", "second"])
    probe = watching.Probe(lambda event, context: next(answers), Plans(drills.TABLE, "F"))
    assert probe({"order_id": "o-1"}, None) == "second"


def test_cleared_drills_are_gone(deployment, keeper) -> None:
    drills.plan(deployment, {"o-1": [drills.fault("*", times=drills.FOREVER)]})
    drills.clear(deployment, ["o-1"])
    assert failures(keeper()(batch("o-1"), None)) == []


def test_without_its_table_no_drill_happens_and_the_line_says_why(keeper, capsys) -> None:
    process = keeper()
    process.plans.table = "Gone"
    assert failures(process(batch("o-1"), None)) == []
    assert lines(capsys)[0]["probe_errors"][0]["type"] == "ResourceNotFoundException"


@pytest.mark.parametrize("wrong", [{"times": 0}, {"times": -2}, {"when": "during"}])
def test_a_drill_that_cannot_be_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match="not"):
        drills.fault("*", **wrong)


@dataclass
class Running:
    """An invocation under way in a thread of its own."""

    future: Future[Any]

    @property
    def done(self) -> bool:
        return self.future.done()

    def answer(self) -> Any:
        return self.future.result(timeout=10)


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    with ThreadPoolExecutor(2) as pool:
        yield lambda process, *given: Running(pool.submit(process, *given))


class Hurried:
    """A context of a function that has so many seconds left for its handler and a wait."""

    def __init__(self, to_wait: float) -> None:
        self.to_wait = to_wait

    def get_remaining_time_in_millis(self) -> float:
        return (holding.LEFT_TO_HANDLER + self.to_wait) * 1000


def test_a_held_order_waits_until_its_drills_are_cleared(deployment, keeper, start, capsys) -> None:
    drills.plan(deployment, {"o-1": [drills.hold("KeeperFunction")]})
    waiting = start(keeper(), batch("o-1"), None)
    assert eventually(lambda: drills.held(deployment, ["o-1", "o-2"]) == {"o-1"})
    assert failures(keeper()(batch("o-2"), None)) == []
    assert (waiting.done, kept(deployment)) == (False, {"order#o-2"})
    drills.clear(deployment, ["o-1"])
    assert failures(waiting.answer()) == []
    assert kept(deployment) == {"order#o-1", "order#o-2"}
    assert drills.held(deployment, ["o-1"]) == set()
    line = lines(capsys)[-1]
    assert line["held_ms"] > 0


def test_a_batch_waits_for_all_its_held_orders(deployment, keeper, start) -> None:
    held = {each: [drills.hold("*")] for each in ("o-1", "o-2")}
    drills.plan(deployment, held)
    waiting = start(keeper(), batch("o-1", "o-2", "o-3"), None)
    assert eventually(lambda: drills.held(deployment, held) == {"o-1", "o-2"})
    drills.clear(deployment, ["o-1"])
    assert eventually(lambda: drills.held(deployment, held) == {"o-2"})
    assert (waiting.done, kept(deployment)) == (False, set())
    drills.clear(deployment, ["o-2"])
    assert failures(waiting.answer()) == []


def test_only_the_event_named_is_held(deployment, keeper) -> None:
    drills.plan(deployment, {"o-1": [drills.hold("*", on="PaymentTaken")]})
    assert failures(keeper()(batch("o-1"), None)) == []
    assert drills.held(deployment, ["o-1"]) == set()


def test_a_held_order_goes_on_when_the_function_has_no_more_time(deployment, keeper) -> None:
    drills.plan(deployment, {"o-1": [drills.hold("*")]})
    assert failures(keeper()(batch("o-1"), Hurried(0.01))) == []
    assert kept(deployment) == {"order#o-1"}
    assert drills.held(deployment, ["o-1"]) == set()


def test_or_it_comes_again_as_from_a_function_that_is_throttled(deployment, keeper) -> None:
    drills.plan(deployment, {"o-1": [drills.hold("*", then="comes again")]})
    process = keeper()
    with pytest.raises(holding.TurnedAway) as turned_away:
        process(batch("o-1"), Hurried(0.01))
    assert type(turned_away.value).__name__ == "Lambda.TooManyRequestsException"
    assert kept(deployment) == set()
    assert drills.held(deployment, ["o-1"]) == {"o-1"}
    drills.clear(deployment, ["o-1"])
    assert failures(process(batch("o-1"), Hurried(0.01))) == []


def test_an_order_let_go_before_it_came_is_not_held(deployment, keeper) -> None:
    drills.plan(deployment, {"o-1": [drills.hold("*")]})
    drills.clear(deployment, ["o-1"])
    assert Plans(drills.TABLE, "KeeperFunction").mark("o-1") is False
    assert "Item" not in deployment.dynamodb.get_item(
        TableName=drills.TABLE, Key={"pk": {"S": "order#o-1"}}
    )


def test_a_hold_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="comes again"):
        drills.hold("*", then="gives up")


def message(order_id: str, told: Any, *, mark: str = "") -> Any:
    """An SQS record whose body is about an order, and whose mark may say another."""
    marks = {"ripple_order": {"stringValue": mark, "dataType": "String"}} if mark else {}
    return {
        "messageId": f"m-{order_id or mark}",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:000000000000:Keeper",
        "receiptHandle": "r",
        "messageAttributes": {"event_type": {"stringValue": "Kept"}, **marks},
        "body": json.dumps({"type": "Kept", "order_id": order_id, **told}),
    }


@pytest.fixture
def sender(deployment: OneTable, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """A function that says on a topic what it hears; answers what a queue then holds."""
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    topic = sns.create_topic(Name="Told")["TopicArn"]
    url = sqs.create_queue(QueueName="Hearing")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"],
                  Attributes={"RawMessageDelivery": "true"})  # fmt: skip

    def handler(event: Any, context: Any) -> Any:
        for record in event["Records"]:
            heard = json.loads(record["body"])
            sns.publish(TopicArn=topic, Message=json.dumps({**heard, "type": "Said"}))

    process = watching.Probe(handler, Plans(drills.TABLE, "SenderFunction"))
    take_off = watching.hook(process)

    def said(*records: Any) -> list[Any]:
        process({"Records": list(records)}, None)
        found = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        return [
            (json.loads(each["Body"]), each.get("MessageAttributes", {}).get("ripple_order"))
            for each in found.get("Messages", [])
        ]

    yield said
    take_off()


def test_a_field_of_what_is_said_is_broken_for_its_order_alone(deployment, sender) -> None:
    drills.plan(
        deployment,
        {"o-1": [drills.mutation("SenderFunction", on="Said", path="sum", how="renamed")]},
    )
    told = {
        body["order_id"]: body
        for body, _ in sender(*(message(x, {"sum": 1}) for x in ("o-1", "o-2")))
    }
    assert told["o-1"] == {"type": "Said", "order_id": "o-1", "sum_renamed": 1}
    assert told["o-2"] == {"type": "Said", "order_id": "o-2", "sum": 1}
    [drill] = drills.met(deployment, ["o-1"])["o-1"]
    assert drill in drills.left(deployment, "o-1")


@pytest.mark.parametrize(("how", "times"), [("dropped", 0), ("duplicated", 2)])
def test_a_message_is_lost_or_comes_twice(deployment, sender, how: str, times: int) -> None:
    one = drills.mutation("SenderFunction", on="Said", how=how, times=1)
    drills.plan(deployment, {"o-1": [one]})
    assert len(sender(message("o-1", {}))) == times
    assert drills.met(deployment, ["o-1"]) == {"o-1": {one.id}}


def test_an_order_is_known_by_its_mark_whatever_its_message_says(deployment, sender) -> None:
    """The mark goes on to what is said next, by functions too that break nothing themselves."""
    drills.plan(
        deployment, {"o-1": [drills.mutation("OtherFunction", on="X", path="y", how="dropped")]}
    )
    [(body, mark)] = sender(message("", {}, mark="o-1"))
    assert body["order_id"] == ""
    assert mark["StringValue"] == "o-1"
    [(_, none)] = sender(message("o-2", {}))
    assert none is None


def asked(*planned: drills.Drill, deployment: OneTable) -> Callable[[], Any]:
    """Asks a task for order o-1 once; it answers what it was asked with, or refuses."""
    drills.plan(deployment, {"o-1": planned})

    def handler(event: Any, context: Any) -> Any:
        if event.get("refuse"):
            raise LookupError("no")
        return {"got": event.get("sum"), **event}

    process = watching.Probe(handler, Plans(drills.TABLE, "Task"))
    return lambda **more: process({"order_id": "o-1", "sum": 1, **more}, None)


def test_a_request_and_an_answer_are_broken_on_their_way(deployment) -> None:
    request = drills.mutation("Task", on="request", path="sum", how="out of range")
    assert asked(request, deployment=deployment)()["got"] == -2
    response = drills.mutation("Task", on="response", path="got", how="dropped")
    assert asked(response, deployment=deployment)() == {"order_id": "o-1", "sum": 1}
    renamed = drills.mutation("Task", on="response", path="@error.LookupError", how="renamed")
    with pytest.raises(Exception, match="no") as told:
        asked(renamed, deployment=deployment)(refuse=True)
    assert type(told.value).__name__ == "LookupError_renamed"


@pytest.mark.parametrize(
    ("on", "how", "error"),
    [
        ("request", "dropped", "Sandbox.Timedout"),
        ("request", "delayed", "Sandbox.Timedout"),
        ("request", "overtaken", "Lambda.TooManyRequestsException"),
        ("response", "dropped", "Sandbox.Timedout"),
    ],
)
def test_who_asks_again_is_answered(deployment, on: str, how: str, error: str) -> None:
    ask = asked(drills.mutation("Task", on=on, how=how, times=1), deployment=deployment)
    with pytest.raises(Exception) as told:  # noqa: PT011 - its class is made by its name
        ask()
    assert type(told.value).__name__ == error
    assert ask()["got"] == 1


def test_a_message_that_is_late_comes_again_and_one_that_is_overtaken_is_not_handled_yet(
    deployment, keeper
) -> None:
    kinds = {"o-1": "delayed", "o-2": "overtaken"}
    drills.plan(
        deployment,
        {
            x: [drills.mutation("KeeperFunction", on="Kept", how=how, times=1)]
            for x, how in kinds.items()
        },
    )
    process, records = keeper(), [message(x, {}) for x in kinds]
    assert failures(process({"Records": records}, None)) == ["m-o-2", "m-o-1"]
    assert kept(deployment) == {"order#o-1"}
    assert failures(process({"Records": records}, None)) == []
    assert kept(deployment) == {"order#o-1", "order#o-2"}


def test_all_that_is_given_and_answered_is_shown_on_demand(deployment, capsys) -> None:
    asked(drills.show(), deployment=deployment)()
    [line] = lines(capsys)
    [record] = line["records"]
    assert record["given"] == {"order_id": "o-1", "sum": 1}
    assert record["answered"]["got"] == 1


@pytest.mark.parametrize(
    ("path", "how"), [("", "renamed"), ("sum", "duplicated"), ("sum", "eaten")]
)
def test_a_way_that_there_is_not_is_refused(path: str, how: str) -> None:
    with pytest.raises(ValueError, match="What is on its way is"):
        drills.mutation("Task", on="request", path=path, how=how)


def test_a_function_that_is_down_for_one_order_is_not_for_the_others_of_its_batch(
    deployment: OneTable, keeper: Callable[[], watching.Probe]
) -> None:
    drills.plan(deployment, {"o-1": [drills.outage("KeeperFunction")]})
    process = keeper()
    assert failures(process(batch("o-1", "o-2"), None)) == ["o-1"]
    assert kept(deployment) == {"order#o-2"}
    assert drills.met(deployment, ["o-1"])["o-1"]
    drills.clear(deployment, ["o-1"])
    assert failures(process(batch("o-1"), None)) == []


@pytest.mark.parametrize("error", [outages.DOWN, outages.THROTTLED])
def test_whoever_asks_a_function_that_is_down_is_told_in_lambdas_words(
    deployment: OneTable, error: str
) -> None:
    drills.plan(deployment, {"o-1": [drills.outage("AskedFunction", error=error)]})
    probe = watching.Probe(lambda event, context: {}, Plans(drills.TABLE, "AskedFunction"))
    with pytest.raises(outages.Unanswered) as told:
        probe({"order_id": "o-1"}, None)
    assert type(told.value).__name__ == error
    assert probe({"order_id": "o-2"}, None) == {}


@pytest.mark.parametrize(("when", "left"), [("before", {"order#o-2"}), ("after", BOTH_ORDERS)])
def test_a_process_that_dies_takes_only_its_own_order_with_it_and_leaves_no_line(
    deployment: OneTable,
    keeper: Callable[[], watching.Probe],
    capsys: pytest.CaptureFixture[str],
    when: str,
    left: set[str],
) -> None:
    planned = drills.death("KeeperFunction", operation="dynamodb:PutItem", when=when)
    drills.plan(deployment, {"o-1": [planned]})
    process = keeper()
    assert failures(process(batch("o-1", "o-2"), None)) == ["o-1"]
    assert kept(deployment) == left
    assert [[r["order_id"] for r in line["records"]] for line in lines(capsys)] == [["o-2"]]
    assert failures(process(batch("o-1"), None)) == []
    assert drills.left(deployment, "o-1") == {planned.id: 0}


def test_one_call_in_two_fails_drawn_by_the_order_and_is_never_used_up(
    deployment: OneTable, keeper: Callable[[], watching.Probe]
) -> None:
    drills.plan(deployment, {"o-1": [drills.fault("*", operation="dynamodb:*", every=2)]})
    process = keeper()
    met = [bool(failures(process(batch("o-1"), None))) for _ in range(40)]
    assert 10 < sum(met) < 30
    assert met[:20] != met[20:]
    drills.clear(deployment, ["o-1"])
    drills.plan(deployment, {"o-1": [drills.fault("*", operation="dynamodb:*", every=2)]})
    assert [bool(failures(process(batch("o-1"), None))) for _ in range(40)] == met


def test_what_is_missing_is_told_as_the_service_tells_it(
    deployment: OneTable, keeper: Callable[[], watching.Probe], capsys: pytest.CaptureFixture[str]
) -> None:
    drills.plan(deployment, {"o-1": [drills.fault("*", operation="dynamodb:*", missing=True)]})
    assert failures(keeper()(batch("o-1"), None)) == ["o-1"]
    [line] = lines(capsys)
    assert line["calls"][0]["error"]["type"] == "ResourceNotFoundException"

"""Dead letters: seen without being taken, told with their reason, redriven by order."""

import json
import time
from collections.abc import Callable
from itertools import count
from threading import Event
from typing import Any

import pytest

from lab.dead_letters import dead_letters, redrive
from lab.dead_letters.queues import dead_letter_queues, depth
from lab.deployment import Deployment
from lab.executions import latest
from lab.invariants import Invariant
from lab.service_logs import read_lines
from lab.workload.audit import audit
from lab.workload.generator import Shares, generate
from lab.workload.run import run

NUMBERS = count(1)
UNHEARD_OF = "LampDusted"
"""No service reacts to it: redriven, it is worked off without a trace."""


@pytest.fixture
def prefix() -> str:
    return f"dead{next(NUMBERS)}-"


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    pause = Event()
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        pause.wait(0.05)


def bury(deployment: Deployment, queue: str, body: str) -> None:
    deployment.client("sqs").send_message(QueueUrl=deployment.physical(queue), MessageBody=body)


def event_of(order_id: str) -> str:
    fields: dict[str, Any] = {"id": order_id, "type": UNHEARD_OF, "version": 1, "time": "now"}
    return json.dumps({**fields, "order_id": order_id, "caused_by": None, "data": {}})


def lying(deployment: Deployment, prefix: str) -> set[str]:
    ids = {letter.order_id or "" for letter in dead_letters(deployment)}
    return {order_id for order_id in ids if order_id.startswith(prefix)}


def test_every_dead_letter_queue_is_known_with_the_queue_it_serves(
    choreography: Deployment,
) -> None:
    assert {q.logical_id: q.source_id for q in dead_letter_queues(choreography)} == {
        "InventoryDeadLetterQueue": "InventoryQueue",
        "OrderingDeadLetterQueue": "OrderingQueue",
        "OutboxDeadLetterQueue": None,
        "PaymentsDeadLetterQueue": "PaymentsQueue",
        "ShippingDeadLetterQueue": "ShippingQueue",
    }


def test_looking_takes_nothing_and_redriving_takes_what_was_chosen(
    choreography: Deployment, prefix: str
) -> None:
    names = {f"{prefix}{number}" for number in range(25)}
    for name in sorted(names):
        bury(choreography, "ShippingDeadLetterQueue", event_of(name))
    assert lying(choreography, prefix) == names
    assert lying(choreography, prefix) == names
    letter = next(each for each in dead_letters(choreography) if each.order_id in names)
    assert (letter.what, letter.held_in) == (UNHEARD_OF, "ShippingDeadLetterQueue")
    assert (letter.service, letter.reason) == ("shipping", "no reason in the service's log")

    chosen = sorted(names)[:12]
    assert redrive(choreography, chosen) == 12
    assert lying(choreography, prefix) == names - set(chosen)
    assert redrive(choreography, names) == 13
    assert lying(choreography, prefix) == set()
    queue = choreography.physical("ShippingQueue")
    until(lambda: depth(choreography, queue) == (0, 0))


def test_what_names_no_order_is_told_and_breaks_the_invariant(choreography: Deployment) -> None:
    bury(choreography, "PaymentsDeadLetterQueue", "not json at all")
    try:
        [letter] = [each for each in dead_letters(choreography) if each.order_id is None]
        assert letter.what == "an unreadable message"
        assert redrive(choreography, ["some-order"]) == 0

        orders, world = generate(1)
        broken = [each for each in audit(choreography, [], world).invariants if not each.holds]
        assert [each for each in broken if "dead letter" in each.name] == [
            Invariant(
                "no dead letter unaccounted for",
                holds=False,
                detail="an unreadable message of an unknown order in PaymentsDeadLetterQueue",
            )
        ]
        assert run(choreography, orders, world).invariants[-1].holds, "it lay there before"
    finally:
        queue = choreography.physical("PaymentsDeadLetterQueue")
        choreography.client("sqs").purge_queue(QueueUrl=queue)


def test_an_announcement_given_up_on_is_made_again_from_the_stream(
    choreography: Deployment, prefix: str
) -> None:
    orders, world = generate(2, prefix=prefix, shares=Shares(0, 0, 0))
    run(choreography, orders, world)
    order_id = orders[0].order_id
    bury(choreography, "OutboxDeadLetterQueue", notice_of(choreography, order_id))

    [letter] = [each for each in dead_letters(choreography) if each.order_id == order_id]
    assert (letter.what, letter.reason) == ("announcement", "RetryAttemptsExhausted")

    def announced() -> int:
        lines = read_lines(choreography, term=order_id, function="AnnounceOrderFunction")
        return len(lines.probe)

    told = announced()
    assert redrive(choreography, [orders[1].order_id]) == 0
    assert redrive(choreography, [order_id]) == 1
    assert order_id not in lying(choreography, prefix)
    until(lambda: announced() > told)
    assert audit(choreography, orders, world).sound


def test_a_notice_whose_records_are_gone_stays_where_it_is(choreography: Deployment) -> None:
    outbox = "OutboxDeadLetterQueue"
    bury(choreography, outbox, json.dumps({"requestContext": {}}))
    try:
        redrive(choreography)
        [letter] = [each for each in dead_letters(choreography) if each.held_in == outbox]
        assert (letter.what, letter.order_id) == ("announcement", None)
    finally:
        choreography.client("sqs").purge_queue(QueueUrl=choreography.physical(outbox))


def test_an_execution_that_fails_again_is_redriven_under_the_next_name(
    orchestration: Deployment, prefix: str
) -> None:
    order_id = f"{prefix}bad"
    orchestration.client("stepfunctions").start_execution(
        stateMachineArn=orchestration.physical("OrderWorkflow"),
        name=order_id,
        input=json.dumps({"order_id": order_id}),
    )

    def newest_dead(name: str) -> bool:
        newest = latest(orchestration, order_id)
        return newest is not None and newest.dead and newest.name == name

    for number, name in enumerate([order_id, f"{order_id}-redrive-1", f"{order_id}-redrive-2"]):
        until(lambda name=name: newest_dead(name))
        [letter] = [each for each in dead_letters(orchestration) if each.order_id == order_id]
        assert letter.held_in == f"execution {name}"
        assert letter.what == "Open order"
        assert "BadOrder" in letter.reason
        if number < 2:
            assert redrive(orchestration, [order_id]) == 1
    assert redrive(orchestration, ["another-order"]) == 0


def notice_of(deployment: Deployment, order_id: str) -> str:
    """What Lambda writes to a stream's on-failure destination, for the order's first record."""
    table = deployment.client("dynamodb").describe_table(TableName=deployment.table("ordering"))
    arn = table["Table"]["LatestStreamArn"]
    streams = deployment.client("dynamodbstreams")
    [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    while page := streams.get_records(ShardIterator=iterator):
        for record in page["Records"]:
            if record["dynamodb"]["Keys"]["pk"]["S"] == f"order#{order_id}":
                number = record["dynamodb"]["SequenceNumber"]
                batch = {
                    "shardId": shard["ShardId"],
                    "startSequenceNumber": number,
                    "endSequenceNumber": number,
                    "batchSize": 1,
                    "streamArn": arn,
                }
                context = {"condition": "RetryAttemptsExhausted"}
                return json.dumps({"requestContext": context, "DDBStreamBatchInfo": batch})
        assert page["Records"], f"the stream holds no record of {order_id}"
        iterator = page["NextShardIterator"]
    raise AssertionError("the stream ended")

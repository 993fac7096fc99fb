"""What the lab relies on SQS and SNS for, as AWS documents it."""

from __future__ import annotations

import json


def test_a_filter_policy_lets_only_what_matches_through(wiring):
    topics = wiring.place.client("sns")
    for kind in ("StockRefused", "PaymentTaken", "Other", "StockReserved", "StockReservedToo"):
        topics.publish(
            TopicArn=wiring["Topic"],
            Message=json.dumps({"type": kind}),
            MessageAttributes={"event_type": {"DataType": "String", "StringValue": kind}},
        )
    topics.publish(TopicArn=wiring["Topic"], Message='{"type": "without attribute"}')
    heard = wiring.received("HeardQueue")
    while more := wiring.receive("HeardQueue"):
        heard += more
    # Raw delivery: the body is the message, and its attributes come along.
    assert sorted(json.loads(each["Body"])["type"] for each in heard) == [
        "PaymentTaken",
        "StockReserved",
    ]
    assert {each["MessageAttributes"]["event_type"]["StringValue"] for each in heard} == {
        "PaymentTaken",
        "StockReserved",
    }


def test_a_message_that_keeps_coming_back_goes_to_the_dead_letter_queue_and_can_be_redriven(
    wiring, eventually
):
    wiring.send("PlainQueue", "stubborn")
    for count in ("1", "2"):
        (message,) = wiring.received("PlainQueue")
        assert message["Attributes"]["ApproximateReceiveCount"] == count
        wiring.sqs.change_message_visibility(
            QueueUrl=wiring["PlainQueue"],
            ReceiptHandle=message["ReceiptHandle"],
            VisibilityTimeout=0,
        )

    def dead() -> list[dict]:
        assert not wiring.receive("PlainQueue", WaitTimeSeconds=0)
        return wiring.receive("PlainDeadLetterQueue", WaitTimeSeconds=0)

    (message,) = eventually("the dead letter", dead)
    source = wiring.sqs.get_queue_attributes(
        QueueUrl=wiring["PlainQueue"], AttributeNames=["QueueArn"]
    )
    assert message["Attributes"]["DeadLetterQueueSourceArn"] == source["Attributes"]["QueueArn"]

    wiring.send("PlainQueue", message["Body"])
    wiring.sqs.delete_message(
        QueueUrl=wiring["PlainDeadLetterQueue"], ReceiptHandle=message["ReceiptHandle"]
    )
    (redriven,) = wiring.received("PlainQueue")
    assert redriven["Attributes"]["ApproximateReceiveCount"] == "1"
    wiring.sqs.delete_message(
        QueueUrl=wiring["PlainQueue"], ReceiptHandle=redriven["ReceiptHandle"]
    )


def test_a_changed_visibility_hides_a_message_for_longer(wiring, eventually):
    wiring.sqs.purge_queue(QueueUrl=wiring["PlainQueue"])
    wiring.send("PlainQueue", "short", "long")
    taken: dict[str, str] = {}
    while len(taken) < 2:
        for message in wiring.receive("PlainQueue", VisibilityTimeout=1):
            taken[message["Body"]] = message["ReceiptHandle"]
            if message["Body"] == "long":
                wiring.sqs.change_message_visibility(
                    QueueUrl=wiring["PlainQueue"],
                    ReceiptHandle=message["ReceiptHandle"],
                    VisibilityTimeout=60,
                )
    back = eventually("the short one", lambda: wiring.receive("PlainQueue"))
    assert [message["Body"] for message in back] == ["short"]


def test_only_the_records_reported_as_failed_come_back(wiring, eventually):
    wiring.send("PickyQueue", "fine", "poison", "good")
    (dead,) = wiring.received("PickyDeadLetterQueue")
    assert dead["Body"] == "poison"
    bodies = [body for batch in wiring.printed("PickyFunction", "PICKY") for body in batch]
    assert sorted(bodies) == ["fine", "good", "poison", "poison"]
    eventually(
        "an empty queue",
        lambda: _waiting(wiring, "PickyQueue") == ("0", "0"),
    )


def test_a_disabled_event_source_leaves_messages_alone_until_it_is_enabled(wiring, eventually):
    functions, mapping = wiring.place.client("lambda"), wiring.mapping("SwitchedFunction")
    wiring.send("SwitchedQueue", "patient")
    (message,) = wiring.received("SwitchedQueue")
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    wiring.sqs.change_message_visibility(
        QueueUrl=wiring["SwitchedQueue"],
        ReceiptHandle=message["ReceiptHandle"],
        VisibilityTimeout=0,
    )
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
    eventually(
        "the function's turn",
        lambda: wiring.printed("SwitchedFunction", "PICKY") == [["patient"]],
    )

    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    eventually("the end", lambda: wiring.mapping("SwitchedFunction")["State"] == "Disabled")
    wiring.send("SwitchedQueue", "left alone")
    (message,) = wiring.received("SwitchedQueue")
    assert message["Body"] == "left alone"


def test_maximum_concurrency_bounds_the_processes(wiring, eventually):
    wiring.send("CrowdedQueue", *(str(number) for number in range(8)))

    def all_taken() -> list[int]:
        taken = wiring.printed("CrowdedFunction", "SLOW")
        return taken if len(taken) == 8 else []

    assert len(set(eventually("eight messages", all_taken))) <= 2


def _waiting(wiring, queue: str) -> tuple[str, str]:
    told = wiring.sqs.get_queue_attributes(QueueUrl=wiring[queue], AttributeNames=["All"])
    return (
        told["Attributes"]["ApproximateNumberOfMessages"],
        told["Attributes"]["ApproximateNumberOfMessagesNotVisible"],
    )

"""An inbox works off a batch: every message on its own, each failure on its own back-off."""

import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from choreography.messaging.envelope import Envelope
from choreography.messaging.inbox import LONGEST_BACK_OFF, Inbox, Reaction
from orderflow.order import OrderId


@dataclass(frozen=True)
class Greeted:
    version: ClassVar[int] = 3
    order_id: OrderId
    words: str


@dataclass
class Queue:
    """Takes the one call that an inbox makes of SQS."""

    delays: dict[str, int] = field(default_factory=dict)

    def change_message_visibility(self, **call: Any) -> None:
        self.delays[call["ReceiptHandle"]] = call["VisibilityTimeout"]


def greet(event: Envelope, _table: Any) -> list[Greeted]:
    if event.order_id == "bad":
        raise RuntimeError("no")
    return [Greeted(event.order_id, "hello")]


def message(order: str, kind: str = "Met", times: int = 1, data: Any = None) -> dict[str, Any]:
    body = Envelope(f"e-{order}", kind, 1, "now", OrderId(order), None, data or {}).sealed()
    attributes = {"ApproximateReceiveCount": str(times)}
    return {
        "messageId": f"m-{order}",
        "receiptHandle": order,
        "body": body,
        "attributes": attributes,
    }


@pytest.fixture
def said() -> list[Envelope]:
    return []


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def inbox(said: list[Envelope], queue: Queue) -> Inbox:
    reactions = {
        "Met": Reaction(lambda event: event, greet),
        "Named": Reaction(lambda event: event.data["name"], lambda *_: []),
    }
    return Inbox(reactions, table=None, publish=said.append, sqs=queue, queue_url="q")  # type: ignore[arg-type]


def test_what_a_reaction_says_is_published_with_its_cause(
    inbox: Inbox, said: list[Envelope]
) -> None:
    assert inbox.work_off({"Records": [message("a")]}) == {"batchItemFailures": []}
    [envelope] = said
    assert (envelope.type, envelope.version, envelope.order_id) == ("Greeted", 3, "a")
    assert envelope.caused_by == "e-a"
    assert envelope.data == {"words": "hello"}


def test_one_failure_leaves_the_rest_of_the_batch_done(
    inbox: Inbox, said: list[Envelope], queue: Queue
) -> None:
    answer = inbox.work_off({"Records": [message("a"), message("bad"), message("c")]})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-bad"}]}
    assert [envelope.order_id for envelope in said] == ["a", "c"]
    assert set(queue.delays) == {"bad"}


def test_a_failed_message_backs_off_longer_each_time(inbox: Inbox, queue: Queue) -> None:
    longest = dict.fromkeys((1, 2, 3, 9), 0)
    shortest = LONGEST_BACK_OFF
    for times in longest:
        for _ in range(60):
            inbox.work_off({"Records": [message("bad", times=times)]})
            longest[times] = max(longest[times], queue.delays["bad"])
            shortest = min(shortest, queue.delays["bad"])
    assert shortest == 0
    assert longest[1] <= 1 < longest[3] <= 4
    assert longest[2] <= 2
    assert 4 < longest[9] <= 30


def test_the_reason_of_a_failure_is_logged_with_its_message(
    inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox.work_off({"Records": [message("bad")]})
    line = json.loads(capsys.readouterr().out)
    assert line == {
        "level": "error",
        "order_id": "bad",
        "event_type": "Met",
        "message_id": "m-bad",
        "error": "RuntimeError",
        "reason": "no",
    }


def test_an_event_nobody_here_reacts_to_is_let_pass(inbox: Inbox, said: list[Envelope]) -> None:
    assert inbox.work_off({"Records": [message("a", kind="Left")]}) == {"batchItemFailures": []}
    assert said == []


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"id": 1}', "not json"])
def test_a_message_that_is_no_event_fails_alone(inbox: Inbox, body: str) -> None:
    broken = message("a") | {"body": body}
    answer = inbox.work_off({"Records": [broken, message("c")]})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-a"}]}


def test_a_field_that_is_read_and_missing_is_named(
    inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox.work_off({"Records": [message("a", kind="Named")]})
    line = json.loads(capsys.readouterr().out)
    assert line["error"] == "UnreadableMessage"
    assert "name" in line["reason"]


def test_the_same_event_about_the_same_order_has_the_same_id() -> None:
    first = Envelope.around(Greeted(OrderId("a"), "hi"), time="t", caused_by=None)
    again = Envelope.around(Greeted(OrderId("a"), "hi"), time="u", caused_by="x")
    other = Envelope.around(Greeted(OrderId("b"), "hi"), time="t", caused_by=None)
    assert first.id == again.id != other.id
    assert Envelope.opened(first.sealed()) == first

"""Where is order X: judged from what the stores showed."""

from typing import Any

from lab.dead_letters import DeadLetter
from lab.trace.wiring import Subscription
from lab.whereabouts import CERTAIN, LIKELY, UNKNOWN, At, Evidence, Whereabouts
from lab.whereabouts.messages import Judgement, judge
from lab.whereabouts.steps import Handling, steps_of, unfinished, unheard


def line(
    function: str,
    *records: dict[str, Any],
    started: float = 1.0,
    calls: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    service = function.removesuffix("Function").lower()
    return {
        "v": 1,
        "service": service,
        "function": function,
        "started": started,
        "duration_ms": 5.0,
        "records": list(records),
        "calls": list(calls),
    }


def heard(event: str, outcome: str = "ok", order_id: str = "o-1", **more: Any) -> dict[str, Any]:
    trigger = {"kind": "sqs", "event_type": event, "event_id": f"{event}/{order_id}"}
    told = {"order_id": order_id, "trigger": trigger, "outcome": outcome, **more}
    queue = told.pop("queue", None)
    return {**told, "trigger": {**trigger, "queue": queue}} if queue else told


def said(event: str, order_id: str = "o-1", **more: Any) -> dict[str, Any]:
    event_id = f"{event}/{order_id}"
    return {
        "at_ms": 2.0,
        "service": "sns",
        "operation": "Publish",
        "event_type": event,
        "event_id": event_id,
        "order_id": order_id,
        **more,
    }


PLACED = line(
    "AnnounceOrderFunction",
    heard("INSERT"),
    calls=(said("OrderPlaced", resource="OrderingTopic"),),
)
RESERVED = line(
    "InventoryFunction",
    heard("OrderPlaced", queue="InventoryQueue"),
    started=2.0,
    calls=(said("StockReserved", resource="InventoryTopic"),),
)
NOTED = line("PaymentsFunction", heard("OrderPlaced", queue="PaymentsQueue"), started=2.0)
FAULT = {"error": {"type": "Throttled", "message": "too busy"}}


def failing(started: float) -> dict[str, Any]:
    return line("PaymentsFunction", heard("StockReserved", "error", **FAULT), started=started)


HEARD = tuple(
    Subscription(topic, queue, frozenset({event}))
    for topic, queue, event in (
        ("OrderingTopic", "InventoryQueue", "OrderPlaced"),
        ("OrderingTopic", "PaymentsQueue", "OrderPlaced"),
        ("InventoryTopic", "PaymentsQueue", "StockReserved"),
    )
)


def judged(*lines: dict[str, Any], **more: Any) -> Judgement:
    given: dict[str, Any] = {"status": "placed", "letters": [], "last_error": None, "waiting": {}}
    return judge(steps=steps_of(lines, "o-1"), heard=HEARD, **(given | more))


def where(*lines: dict[str, Any], **more: Any) -> tuple[str, str | None]:
    found = judged(*lines, **more)
    return found.place, found.reason


def test_steps_come_in_the_order_of_time_and_of_one_order_only() -> None:
    other = line("InventoryFunction", heard("OrderPlaced", order_id="o-2"))
    steps = steps_of([RESERVED, other, PLACED], "o-1")
    assert [str(step) for step in steps] == [
        "published OrderPlaced",
        "handled INSERT",
        "published StockReserved",
        "handled OrderPlaced",
    ]


def test_a_publication_that_failed_was_not_published() -> None:
    failed = line("InventoryFunction", heard("OrderPlaced", "error"), calls=(said("X", error={}),))
    assert [step.did for step in steps_of([failed], "o-1")] == ["failed on"]


def test_an_order_is_where_its_dead_letter_lies_whatever_else_is_known() -> None:
    letter = DeadLetter("m-1", "o-1", "StockReserved", "PaymentsDeadLetterQueue", "payments", "Bad")
    place, reason = where(PLACED, RESERVED, failing(3), letters=[letter])
    assert place == "its StockReserved lies in PaymentsDeadLetterQueue"
    assert reason == "Bad"
    found = judged(PLACED, letters=[letter])
    assert (found.at, found.sure) == (At("payments", "StockReserved"), CERTAIN)


def test_an_order_that_fails_again_and_again_is_told_with_how_often_and_why() -> None:
    place, reason = where(PLACED, RESERVED, failing(3), failing(4), failing(5))
    assert place == (
        "PaymentsFunction failed 3 times on its StockReserved and has not handled it since"
    )
    assert reason == "Throttled: too busy"


def test_the_services_own_words_come_before_the_probes() -> None:
    assert where(failing(3), last_error="Poison: no such card")[1] == "Poison: no such card"


def test_a_failure_that_was_overcome_is_none() -> None:
    overcome = line("PaymentsFunction", heard("StockReserved"), started=4)
    assert not unfinished(steps_of([failing(3), overcome], "o-1"))
    assert unfinished(steps_of([overcome, failing(5)], "o-1"))


def test_an_event_that_one_of_its_hearers_did_not_take_waits_in_the_queue_of_that_one() -> None:
    """Others took it, so that it looks as if it had been heard."""
    found = judged(PLACED, RESERVED, waiting={"PaymentsQueue": 2})
    assert found.place == (
        "its OrderPlaced, published by announceorder, was not taken from PaymentsQueue, "
        "which holds 2"
    )
    assert (found.at, found.sure) == (At("payments", "OrderPlaced"), LIKELY)


def test_the_first_that_was_not_taken_is_where_it_waits() -> None:
    found = judged(PLACED, RESERVED, NOTED, waiting={"PaymentsQueue": 0, "ShippingQueue": 2})
    assert found.at == At("payments", "StockReserved")
    assert found.place.endswith("PaymentsQueue, which holds no message")
    assert found.reason is None


def test_who_is_to_hear_an_event_is_not_guessed() -> None:
    found = judge("placed", [], steps_of([PLACED], "o-1"), None, {}, heard=())
    assert (found.at, found.sure) == (None, UNKNOWN)


def test_an_order_unknown_to_all_never_came_in() -> None:
    assert where(status=None)[0] == "it never reached ordering's table"


def test_an_order_saved_and_not_announced_waits_in_the_outbox() -> None:
    saved = line("PlaceOrderFunction", heard("invoke"))
    assert where(saved)[0] == "it is saved and not announced yet"


def test_without_a_probe_nothing_is_claimed() -> None:
    assert where()[0] == "ordering has it, and no function's log speaks of it"


def test_when_all_was_handled_and_nothing_followed_the_last_step_is_told() -> None:
    paid = line("PaymentsFunction", heard("StockReserved", queue="PaymentsQueue"), started=3)
    place, _ = where(PLACED, RESERVED, NOTED, paid)
    assert place == "payments handled StockReserved last, and nothing has followed"


def test_what_everybody_handled_is_not_unheard() -> None:
    assert [step.event for step in unheard(steps_of([PLACED, RESERVED], "o-1"))] == [
        "StockReserved"
    ]


def test_stores_and_questions_are_counted() -> None:
    asked = (Evidence("a", "x", "1"), Evidence("a", "y", "2"), Evidence("b", "x", "3"))
    found = Whereabouts("o-1", "placed", "somewhere", "because", asked)
    assert (found.stores, found.queries) == (2, 3)
    assert str(found) == "o-1 is placed: somewhere (because)"
    logs = Evidence("PaymentsFunction's log", "x", "4")
    assert Whereabouts("o-1", None, "", None, (*asked, logs)).log_groups == 1
    assert found.to_json()["evidence"][0] == {"store": "a", "query": "x", "shows": "1"}


def test_a_step_tells_its_error() -> None:
    step = Handling(1, "PaymentsFunction", "payments", "failed on", "X", None, "E: m")
    assert str(step) == "failed on X: E: m"

"""What a courier says who delivers and delivers, and is not done."""

from types import SimpleNamespace
from typing import Any

import pytest

from lab.courier import hand as hands
from lab.courier.hand import Courier, CourierFailed, going_round
from lab.courier.lines import Line, Message
from lab.patience import Patience

LINE = Line("Queue", "Function", "mapping", "url", "arn")


def message(event: str | None, order: str = "o-1", number: int = 0) -> Message:
    return Message(LINE, event, order, f"{event}-{number}", {"messageId": f"{event}-{number}"})


def test_events_that_come_again_and_again_are_named_the_most_often_first() -> None:
    delivered = [message("OrderPlaced"), *[message("Refunded")] * 8, *[message("Released")] * 9]
    assert going_round(delivered, 4) == ": Released (9) and Refunded (8) go round"
    assert going_round([message(None)] * 5, 4) == ": a message of no type (5) goes round"


def test_what_fails_and_comes_again_or_comes_about_many_orders_goes_not_round() -> None:
    assert going_round([message("Placed")] * 4, 4) == ""
    assert going_round([message("Placed", f"o-{number}") for number in range(20)], 4) == ""


def test_who_is_not_done_says_what_goes_round(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr(hands, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(hands, "patience_of", lambda _: Patience(tries=4))
    there: Any = SimpleNamespace()

    class Endless(Courier):
        def take(self) -> list[Message]:
            self.hand.append(message("Refunded", number=len(self.hand)))
            return self.hand

        def deliver(self, *messages: Message) -> list[Message]:
            self.hand.clear()
            return []

    with pytest.raises(
        CourierFailed, match=r"60 s, after 60 deliveries: Refunded \(60\) goes round"
    ):
        Endless(there, []).deliver_until(lambda: False)

"""Orders under way while a stack is updated: where they are held, and what becomes of them."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

import pytest

from lab.courier.lines import lines_of
from lab.deployment import Deployment, deploy, deployed
from lab.designs import ROOT, Design, designs
from lab.errors import DeploymentFailed, LabError
from lab.experiments import live
from lab.experiments.aftermath import UNSETTLED
from lab.experiments.cases import CASES, joined
from lab.experiments.live import HeldOrder, LiveUpdate, live_update
from lab.experiments.stations import stations_by_case, stations_of
from lab.patience import Patience
from lab.places import Place
from lab.trace import OrderTrace, Span, Trigger
from tests.designs import CHOREOGRAPHY, ORCHESTRATION

pytestmark = pytest.mark.seldom


def span(name: str, kind: str, event: str | None, cause: str | None = None, **more) -> Span:
    trigger = Trigger(kind, "Source", event, state=more.pop("state", None))
    return Span(
        id=f"{name}/{event}/{cause}",
        service="any",
        function=name,
        request_id="r",
        started=0.0,
        duration_ms=1.0,
        attempt=1,
        outcome="ok",
        trigger=trigger,
        cause=cause,
        **more,
    )


def chain(*steps: tuple[str, str, str | None]) -> list[Span]:
    """Spans each caused by the one before."""
    spans: list[Span] = []
    for step in steps:
        spans.append(span(*step, spans[-1].id if spans else None))
    return spans


OPENING = (("Intake", "invoke", None), ("Outbox", "stream", "INSERT"))
CONFIRMED = chain(
    *OPENING,
    ("Stock", "sqs", "OrderPlaced"),
    ("Orders", "sqs", "Shipped"),
    ("Outbox", "stream", "MODIFY"),
)
REFUSED = chain(
    *OPENING,
    ("Stock", "sqs", "OrderPlaced"),
    ("Orders", "sqs", "StockRefused"),
    ("Outbox", "stream", "MODIFY"),
)


def test_a_station_is_in_front_of_every_function_but_the_one_a_client_calls() -> None:
    assert [str(each) for each in stations_of(CONFIRMED)] == [
        "Outbox, INSERT",
        "Stock, OrderPlaced",
        "Orders, Shipped",
        "Outbox, MODIFY",
    ]


def test_a_change_in_a_stream_waits_for_the_message_that_makes_it() -> None:
    first, _, _, last = stations_of(CONFIRMED)
    assert first.after is None
    assert str(last.after) == "Orders, Shipped"


def test_a_refused_order_is_held_only_where_a_confirmed_one_never_is() -> None:
    traces = {
        case: OrderTrace(case, "choreography", tuple(spans))
        for case, spans in (("confirmed", CONFIRMED), ("refused", REFUSED))
    }
    held = [(case, str(stop)) for case, stop in stations_by_case(traces)]
    assert held[4:] == [("refused", "Orders, StockRefused")]


def test_a_task_is_known_by_its_state_and_a_retry_or_duplicate_is_no_other_station() -> None:
    spans = [
        span("Pay", "task", None, state="Take payment"),
        span("Pay", "task", None, "again", state="Take payment"),
        span("Pay", "task", None, "twice", state="Pay the rest", duplicate=True),
    ]
    assert [str(each) for each in stations_of(spans)] == ["Pay, Take payment"]


def test_the_cases_share_nothing_but_the_carrier() -> None:
    worlds = [case.world(f"o-{number}") for number, case in enumerate(CASES)]
    whole = joined(worlds)
    assert len(whole.stock) == len(whole.balances) == len(CASES)
    assert set(whole.carriers) < {case.order("o").country for case in CASES}


def test_an_order_is_settled_wrong_or_neither() -> None:
    came = LiveUpdate(
        (
            HeldOrder("o-1", "confirmed", "F, A", "confirmed"),
            HeldOrder("o-2", "confirmed", "F, B", "cancelled: no carrier", "it ended otherwise"),
            HeldOrder("o-3", "confirmed", "F, C", UNSETTLED, "in a queue", held=False),
        )
    )
    assert [each.order_id for each in came.wrong] == ["o-2"]
    assert [each.order_id for each in came.slipped] == ["o-3"]
    assert not came.passed
    told = came.to_json()
    assert (told["orders"], told["settled"]) == (3, 2)
    assert told["unsettled"] == ["confirmed, held at F, C"]
    assert [each["why"] for each in told["lost"]] == ["in a queue", "it ended otherwise"]


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The orders that go ahead, each time; what is not whole in the logs is what a test adds."""
    sent: list[list[str]] = []
    for name in ("seed", "place_order"):
        monkeypatch.setattr(live, name, lambda *_: None)
    monkeypatch.setattr(live, "wait", lambda *_: set())
    monkeypatch.setattr(live, "patience_of", lambda _: Patience())
    monkeypatch.setattr(live, "endings_of", lambda _, ids: dict.fromkeys(ids, "confirmed"))
    return sent


def logged(sent: list[list[str]], lost: dict[int, int]) -> Callable[..., dict[str, OrderTrace]]:
    """Of which orders, each time, a line is lost, by the number of the time."""

    def collect(_: object, ids: Iterable[str], **__: object) -> dict[str, OrderTrace]:
        sent.append([*ids])
        late = sent[-1][lost[len(sent)]] if len(sent) in lost else None
        told = {True: ("the run of Pay is not in its log",), False: ()}
        return {
            each: OrderTrace(each, "choreography", tuple(CONFIRMED), missing=told[each == late])
            for each in sent[-1]
        }

    return collect


def test_other_orders_go_ahead_where_a_line_of_one_is_lost(
    ahead: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "collect", logged(ahead, {1: 0, 2: 3}))
    stack = cast("Deployment", None)
    bound = live._explored(stack, CASES, (), "m")
    assert [len(each) for each in ahead] == [len(CASES)] * 3
    assert len({name for each in ahead for name in each}) == 3 * len(CASES)
    # The way of the first case, and of the large order, whose way is the same.
    assert len(bound) == 2 * len(stations_of(CONFIRMED))


def test_where_a_line_is_lost_each_time_it_is_said_which(
    ahead: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "collect", logged(ahead, {1: 0, 2: 0, 3: 1}))
    with pytest.raises(LabError, match=r"m-a3-1: the run of Pay is not in its log"):
        live._explored(cast("Deployment", None), CASES, (), "m")


def changed(copy: Path, side: Design) -> Path:
    """A copy of what is deployed: every function's code is another, and shipping's is careless."""
    for name in ("orderflow", side.name):
        shutil.copytree(ROOT / name, copy / name)
    for path in copy.glob("orderflow/*.py"):
        path.write_text(path.read_text() + "\nVERSION = 2\n")
    for name in ("choreography/shipping/reads.py", "orchestration/shipping/book_shipment.py"):
        path = copy / name
        if path.exists():
            path.write_text(path.read_text().replace('["country"]', '["destination"]'))
    return copy


def polling(deployment: Deployment) -> list[str]:
    """The state of every event source mapping of a queue."""
    client = deployment.client("lambda")
    return [
        client.get_event_source_mapping(UUID=line.mapping)["State"] for line in lines_of(deployment)
    ]


UNREAD = {
    CHOREOGRAPHY: {
        "AnnounceOrderFunction, INSERT",
        "InventoryFunction, OrderPlaced",
        "PaymentsFunction, OrderPlaced",
        "PaymentsFunction, StockReserved",
        "ShippingFunction, OrderPlaced",
    },
    ORCHESTRATION: {
        "OpenOrderFunction, Open order",
        "ReserveStockFunction, Reserve stock",
        "TakePaymentFunction, Take payment",
        "BookShipmentFunction, Book shipment",
    },
}
"""Where an order may wait that shipping has not heard of, or not been asked for, yet."""


@pytest.mark.slow
@pytest.mark.parametrize("side", designs(), ids=str)
def test_orders_under_way_settle_unless_the_new_code_cannot_read_what_the_old_one_said(
    place: Place, side: Design, tmp_path: Path
) -> None:
    stack, source = f"live-{side.name}", changed(tmp_path, side)
    with deployed(place, side, stack=stack, drills=True) as standing:
        came = live_update(
            standing, lambda: deploy(place, side.at(source), stack=stack, drills=True)
        )
        assert set(polling(standing)) <= {"Enabled"}
    assert len(came.orders) > 10
    assert came.slipped == came.wrong == ()
    assert {each.ending for each in came.settled} == {
        "confirmed",
        "cancelled: out of stock",
        "cancelled: payment declined",
        "cancelled: no carrier",
    }
    # Messages of one order come in either order, so it may have gone on without one of them.
    stuck = {each.held_at for each in came.unsettled}
    assert {"InventoryFunction, OrderPlaced", "OpenOrderFunction, Open order"} & stuck
    assert stuck <= UNREAD[side]
    assert all("destination" in str(each.why) for each in came.unsettled)


@pytest.mark.slow
def test_an_update_that_fails_lets_the_orders_go(choreography: Deployment) -> None:
    def update() -> Deployment:
        assert set(polling(choreography)) == {"Disabled"}
        raise DeploymentFailed("on purpose")

    with pytest.raises(DeploymentFailed, match="on purpose"):
        live_update(choreography, update, cases=CASES[:1])
    assert set(polling(choreography)) == {"Enabled"}

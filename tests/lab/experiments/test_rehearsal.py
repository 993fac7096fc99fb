"""How long orders are watched, and where the next mix is deployed."""

from collections.abc import Callable, Collection, Iterable
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from lab.errors import DeploymentFailed
from lab.experiments.lockstep import awaiting, rehearsal
from lab.experiments.lockstep.rehearsal import Round
from lab.experiments.lockstep.search import Trial
from lab.experiments.lockstep.troubles import Sight
from lab.patience import Patience
from lab.places import PlaceKind
from lab.workload.settling import Port
from orderflow.order import Order

LINE = {"sku": "lamp", "quantity": 1, "unit_price": 10}
ORDERS = [
    Order.from_wire({"order_id": name, "customer": "ada", "country": "DE", "lines": [LINE]})
    for name in ("first", "second")
]
QUIET = Sight(marks=(), busy=False, given_up=0, certain=False)
BUSY = Sight(marks=(("queue", 1),), busy=True, given_up=0, certain=False)

Watched = Callable[..., tuple[awaiting.Watching, float]]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Watches orders that settle at given seconds, on a clock of its own."""
    clock = SimpleNamespace(now=0.0)

    def sleep(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr(
        awaiting,
        "time",
        SimpleNamespace(time=lambda: 0.0, monotonic=lambda: clock.now, sleep=sleep),
    )

    def watch(
        settles: dict[str, float],
        sees: Callable[[float], Sight],
        may_wait: Collection[str] = (),
        dead_at: float = 1e9,
        place: Callable[[Order], None] = lambda _: None,
        rest: float = 4.0,
    ) -> tuple[awaiting.Watching, float]:
        def settled(ids: Collection[str]) -> Collection[str]:
            return [each for each in ids if clock.now >= settles.get(each, 1e9)]

        def dead(ids: Collection[str]) -> Collection[str]:
            return ids if clock.now >= dead_at else []

        clock.now = 0.0
        monkeypatch.setattr(awaiting, "port", lambda _: Port(place, settled, dead))
        monkeypatch.setattr(awaiting, "look", lambda *_: sees(clock.now))
        monkeypatch.setattr(awaiting, "patience_of", lambda _: Patience(rest=rest))
        deployment: Any = SimpleNamespace(place=SimpleNamespace(kind=PlaceKind.EMBEDDED))
        return awaiting.place_and_watch(deployment, ORDERS, may_wait), clock.now

    return watch


def test_when_all_are_settled_it_waits_for_quiet_and_no_longer(watched: Watched) -> None:
    course, took = watched({"first": 1, "second": 2}, lambda now: BUSY if now < 3 else QUIET)
    assert 3 + awaiting.SETTLED_STILL <= took < 4
    assert not course.restless


def test_an_order_about_which_nothing_comes_any_more_is_not_waited_for(watched: Watched) -> None:
    _, took = watched({"first": 1}, lambda _: QUIET)
    assert 1 + awaiting.STUCK_STILL <= took < 3.5


def test_what_is_known_to_have_ended_without_an_end_is_not_waited_for(watched: Watched) -> None:
    over = Sight(marks=(("first is over", 1),), busy=False, given_up=0, certain=True)
    _, took = watched({}, lambda now: BUSY if now < 1 else over)
    assert 1 <= took < 1.6


def test_one_message_given_up_on_is_enough(watched: Watched) -> None:
    def sees(now: float) -> Sight:
        return Sight((("queue", 1),), busy=True, given_up=int(now > 2), certain=False)

    _, took = watched({}, sees)
    assert 2 < took < 3


def test_what_was_given_up_on_before_does_not_count(watched: Watched) -> None:
    old = Sight((), busy=False, given_up=3, certain=False)
    _, took = watched({"first": 1, "second": 5}, lambda now: BUSY if 0 < now < 5 else old)
    assert took >= 5 + awaiting.SETTLED_STILL


def test_an_execution_that_is_dead_in_another_way_is_found_in_time(watched: Watched) -> None:
    _, took = watched({}, lambda _: BUSY, dead_at=2)
    assert 2 <= took < 3


def test_a_back_off_is_waited_for(watched: Watched) -> None:
    _, took = watched({"first": 1, "second": 7}, lambda now: BUSY if now < 7 else QUIET)
    assert took > 7


@pytest.mark.parametrize("rest", [4, 10, 60])
def test_no_rest_between_two_tries_is_taken_for_the_end(watched: Watched, rest: float) -> None:
    _, took = watched({"first": 1, "second": rest + 2}, lambda _: BUSY, rest=rest)
    assert took >= rest + 2
    _, took = watched({"first": 1}, lambda _: BUSY, rest=rest)
    assert rest + awaiting.BEYOND < took < 1 + rest + awaiting.BEYOND + 1


def test_messages_that_go_round_without_end_are_told(watched: Watched) -> None:
    rounds = count()

    def sees(_: float) -> Sight:
        return Sight((("queue", next(rounds) % 3),), busy=True, given_up=0, certain=False)

    course, took = watched({"first": 1}, sees)
    assert course.restless
    assert took < 4 + awaiting.BEYOND + 2
    settled, _ = watched({"first": 1, "second": 1}, sees)
    assert settled.restless


def test_an_order_that_may_wait_is_waited_for_a_little(watched: Watched) -> None:
    _, took = watched({"first": 1}, lambda _: QUIET, may_wait={"second"})
    assert 1 + awaiting.GRACE <= took < 1 + awaiting.GRACE + 1


def test_an_order_that_cannot_be_placed_is_told_and_not_waited_for(watched: Watched) -> None:
    def place(order: Order) -> None:
        if order.order_id == "second":
            raise DeploymentFailed("There is no door.")

    course, took = watched({"first": 1}, lambda _: QUIET, place=place)
    assert course.refused == {"second": "There is no door."}
    assert took < 2


class Stacks:
    """Deploys nothing, and remembers what it was asked."""

    def __init__(self, whys: Iterable[str]) -> None:
        self.asked: list[str] = []
        self._whys = iter(whys)

    def deploy(self, *_: Any, stack: str, bundle: Any) -> str:
        self.asked.append(f"deploy {bundle.name}")
        if bundle.name == "refused":
            raise DeploymentFailed("no")
        return stack

    def remove(self, _place: Any, _stack: str) -> None:
        self.asked.append("remove")

    def rehearse(self, *_: Any) -> Round:
        self.asked.append("place")
        why = next(self._whys)
        return Round("", (why,)) if why.startswith("excused") else Round(why)


Staged = Callable[..., tuple[Stacks, list[Trial]]]


@pytest.fixture
def staged(monkeypatch: pytest.MonkeyPatch) -> Staged:
    """Judges mixes by what each round of orders is to come to."""

    def judged(whys: Iterable[str], *names: str) -> tuple[Stacks, list[Trial]]:
        stacks = Stacks(whys)
        for name in ("deploy", "remove", "rehearse"):
            monkeypatch.setattr(rehearsal, name, getattr(stacks, name))
        monkeypatch.setattr(rehearsal, "mix", mixed)
        with rehearsal.Rehearsal(*[None] * 3, "stack") as stage:  # type: ignore[arg-type]
            return stacks, [stage.judge({name}) for name in names]

    return judged


def test_the_next_mix_is_deployed_over_a_safe_one_and_afresh_after_an_unsafe_one(
    staged: Staged,
) -> None:
    whys = ["", "", "", "", "stuck", "stuck", "", ""]
    stacks, steps = staged(whys, "a", "b", "c", "no way", "d", "refused", "")
    assert [step.safe for step in steps] == [True, True, False, False, True, False, False]
    assert steps[3].why == "it cannot be deployed: x refers to y, and 1 more like it"
    assert steps[5].why == "it cannot be deployed: no"
    assert stacks.asked == [
        *("remove", "deploy a", "place", "place"),
        *("deploy b", "place", "place"),
        *("deploy c", "place", "remove", "deploy c", "place"),
        *("remove", "deploy d", "place", "place"),
        *("deploy refused", "remove"),
    ]


@pytest.mark.parametrize(
    ("whys", "trial"),
    [
        (["", ""], Trial(True, "", 2, 0)),
        (["stuck", "lost"], Trial(False, "stuck", 2, 2)),
        # A race: what was lost once can be lost again, however often it went well.
        (["", "stuck", "", ""], Trial(False, "stuck (in 1 of 4 rounds)", 4, 1)),
        (["stuck", "", "stuck", "stuck"], Trial(False, "stuck (in 3 of 4 rounds)", 4, 3)),
        (["", "stuck", "", "stuck", ""], Trial(False, "stuck (in 2 of 5 rounds)", 5, 2)),
    ],
)
def test_rounds_go_on_until_the_verdict_stands_and_it_says_how_often_it_was_tried(
    staged: Staged, whys: list[str], trial: Trial
) -> None:
    stacks, steps = staged(whys, "a")
    assert steps == [trial]
    assert stacks.asked.count("place") == len(whys)
    # Whatever an order that was lost left behind, the next round does not meet it.
    assert stacks.asked.count("remove") == 2 + sum(map(bool, whys[:-1]))


def test_what_a_change_excuses_is_told_and_is_nothing_wrong(staged: Staged) -> None:
    stacks, steps = staged(["excused: drained", ""] + [""] * 2, "a", "b")
    assert steps[0] == Trial(True, "", 2, 0, ("excused: drained",))
    assert stacks.asked[:5] == ["remove", "deploy a", "place", "remove", "deploy a"]


def test_of_those_that_may_wait_a_dead_one_is_not_waited_for(watched: Watched) -> None:
    _, took = watched({"first": 1}, lambda _: QUIET, may_wait={"second"}, dead_at=0)
    assert 1 < took < 1 + awaiting.GRACE


def mixed(_old: Any, _new: Any, done: set[str]) -> Any:
    [name] = done
    obstacles = () if name not in ("no way", "") else ("x refers to y", "x refers to z")
    return SimpleNamespace(bundle=SimpleNamespace(design="side", name=name), obstacles=obstacles)

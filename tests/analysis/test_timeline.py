"""Swim lanes: where things stand, and that the same trace draws the same bytes."""

import json
from contextlib import suppress
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from analysis.refusals import Refused, TooMuchToDraw
from analysis.style import save
from analysis.timeline import timelines
from analysis.timeline_layout import Picture, lanes_in_common, pictures_of, spaced
from orderflow.refusals import Refusal, words

pytestmark = pytest.mark.slow  # each draws

TRACES = Path(__file__).parent / "traces"


def exported(name: str) -> Any:
    return json.loads((TRACES / f"{name}.json").read_text(encoding="utf-8"))


def drawn(trace: Any) -> Picture:
    (found,) = pictures_of([trace])
    return found


EVERY = ["choreography-no-carrier", "choreography-faulty"]
EVERY += ["orchestration-no-carrier", "orchestration-faulty"]


def columns(picture: Any) -> dict[str, list[tuple[int, str, str]]]:
    """By lane: column, text on one line, role."""
    told: dict[str, list[tuple[int, str, str]]] = {lane: [] for lane in picture.lanes}
    for box in sorted(picture.boxes.values(), key=lambda box: box.column):
        told[box.lane].append((box.column, box.text.replace("\n", " "), box.role))
    return told


def test_choreography_steps_from_lane_to_lane() -> None:
    assert columns(drawn(exported("choreography-no-carrier"))) == {
        "client": [(0, "order", "note")],
        "ordering": [
            (0, "writes table", "note"),
            (1, "Order placed", "deed"),
            (7, "writes table", "undo"),
            (8, "Order cancelled", "undo"),
        ],
        "inventory": [(2, "Stock reserved", "deed"), (6, "Stock released", "undo")],
        "payments": [
            (2, "writes table", "note"),
            (3, "Payment taken", "deed"),
            (5, "Payment refunded", "undo"),
        ],
        "shipping": [
            (2, "writes table", "note"),
            (4, "Shipment refused no carrier", "refusal"),
        ],
    }


def test_orchestration_goes_out_from_one_lane_and_back() -> None:
    picture = drawn(exported("orchestration-no-carrier"))
    told = columns(picture)
    assert [text for _, text, _ in told["OrderWorkflow"]] == [
        "start",
        "Open order",
        "Reserve stock",
        "Take payment",
        "Book shipment",
        "Refund payment",
        "Release stock",
        "Cancel order",
        "Order cancelled",
    ]
    assert told["shipping"] == [(4, "refused no carrier", "refusal")]
    assert [role for _, _, role in told["OrderWorkflow"]] == ["deed"] * 5 + ["undo"] * 4
    calls = [arrow for arrow in picture.arrows if arrow.kind == "reply"]
    assert [arrow.role for arrow in calls] == ["deed"] * 3 + ["refusal"] + ["undo"] * 3


def test_a_redelivery_hangs_on_the_attempt_before_it() -> None:
    picture = drawn(exported("choreography-faulty"))
    again = [arrow for arrow in picture.arrows if arrow.kind == "again"]
    assert [picture.boxes[a.source].role for a in again] == ["fault", "fault"]
    assert [picture.boxes[a.target].text for a in again][-1] == "Payment\ntaken"


def test_the_clock_moves_nothing() -> None:
    trace = exported("choreography-no-carrier")
    slow = json.loads(json.dumps(trace))
    for number, span in enumerate(slow["spans"]):
        span["started"] += number * 100
        span["duration_ms"] *= 1000
    Random(1).shuffle(slow["spans"])
    assert columns(drawn(slow)) == columns(drawn(trace))


@pytest.mark.parametrize("name", EVERY)
def test_every_effect_stands_right_of_its_cause_and_no_two_boxes_meet(name: str) -> None:
    picture = drawn(exported(name))
    places = [(box.lane, box.column) for box in picture.boxes.values()]
    assert len(places) == len(set(places))
    for arrow in picture.arrows:
        if arrow.kind in ("message", "again", "next"):
            source, target = picture.boxes[arrow.source], picture.boxes[arrow.target]
            assert source.column < target.column


@pytest.mark.parametrize("name", EVERY)
def test_no_two_words_overlap_and_none_leaves_its_box(name: str) -> None:
    figure = timelines([exported(name)], title="Words")
    renderer = FigureCanvasAgg(figure).get_renderer()
    words = [t for t in figure.findobj(Text) if t.get_text()]
    extents = [(word.get_text(), word.get_window_extent(renderer)) for word in words]
    for (one, a), (other, b) in combinations(extents, 2):
        assert not a.overlaps(b), f"{one!r} overlaps {other!r}"
    for word, extent in extents:
        assert figure.bbox.contains(extent.x0, extent.y0), word
        assert figure.bbox.contains(extent.x1, extent.y1), word
    boxes = [patch.get_window_extent(renderer) for patch in figure.findobj(FancyBboxPatch)]
    for word, extent in extents:
        for box in (box for box in boxes if box.overlaps(extent)):
            assert box.x0 <= extent.x0, f"{word!r} leaves its box"
            assert extent.x1 <= box.x1, f"{word!r} leaves its box"


def test_both_designs_share_scale_and_order_of_services() -> None:
    pictures = [drawn(exported(f"{s}-no-carrier")) for s in ("choreography", "orchestration")]
    pictures[0].lanes.reverse()
    lanes_in_common(pictures)
    events, tasks = ([lane for lane in p.lanes if lane != "OrderWorkflow"] for p in pictures)
    assert events == tasks == ["client", "ordering", "inventory", "payments", "shipping"]
    figure = timelines([exported("choreography-no-carrier"), exported("orchestration-faulty")])
    first, second = figure.axes[:2]
    assert first.get_xlim() == second.get_xlim()
    assert first.get_position().width == second.get_position().width


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_same_trace_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    traces = [exported("choreography-faulty"), exported("orchestration-faulty")]
    made = [
        save(timelines(traces, title="Twice"), tmp_path / f"{name}{suffix}").read_bytes()
        for name in "ab"
    ]
    assert made[0] == made[1]
    assert b"20" + b"26-" not in made[0]  # no date


def test_names_from_messages_do_no_harm(tmp_path: Path) -> None:
    trace = exported("choreography-no-carrier")
    nasty = "$\\frac{<script>&\n注文" * 20
    for span in trace["spans"]:
        span["trigger"]["event_type"] = nasty
        span["service"] = nasty
        for call in span["calls"]:
            call["event_type"] = nasty
    svg = save(timelines([{**trace, "order_id": nasty}]), tmp_path / "x.svg")
    assert "<script>" not in svg.read_text(encoding="utf-8")


def test_a_trace_with_nothing_in_it_is_an_empty_picture(tmp_path: Path) -> None:
    empty = {"v": 1, "order_id": "o", "side": "choreography", "spans": [], "transitions": []}
    assert save(timelines([empty, empty]), tmp_path / "x.png").exists()


@pytest.mark.parametrize("reason", Refusal)
def test_a_refusal_reads_as_the_business_says_it(reason: Refusal) -> None:
    assert spaced(reason).lower() == words(reason)


def test_more_steps_than_anybody_could_see_are_refused_before_any_is_drawn() -> None:
    trace = exported("choreography-faulty")
    many = {**trace, "spans": trace["spans"] * 5000}

    with pytest.raises(TooMuchToDraw, match=r"steps, and a picture holds 2,000"):
        timelines([many])


@pytest.mark.parametrize("odd", [7, None, [], {"kind": 7}, "x"])
@pytest.mark.parametrize("field", ["spans", "transitions", "order_id"])
def test_a_trace_with_a_field_of_another_kind_is_drawn_or_refused(field: str, odd: object) -> None:
    trace = exported("choreography-faulty")

    with suppress(Refused):
        timelines([{**trace, field: odd}])

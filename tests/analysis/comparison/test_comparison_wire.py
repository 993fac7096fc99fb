"""The comparison as JSON: everything that is printed, and the list behind each number."""

import json

from analysis.comparison.comparison import compare
from analysis.comparison.layers import ROWS
from analysis.comparison.measured import COMPARED, MEASURES
from analysis.comparison.sentences import sentences
from analysis.comparison.text import to_text
from analysis.comparison.wire import to_wire
from tests.analysis.comparison.worlds import applied, design

FOUND = compare(
    [
        design("one", "a -> b schema\n b -> c control\n d -> a data"),
        design("other", "m -> a control\n m -> b control\n m -> c runtime"),
    ],
    weights={"rename": 0.25, "swap": 0.75},
    everywhere=lambda each: applied(rename=[1, 2] if each.title == "one" else [2], swap=[3]),
)
WIRE = json.loads(json.dumps(to_wire(FOUND)))


def test_every_level_layer_and_measure_is_there() -> None:
    assert list(WIRE["levels"]) == ["services", "components", "parts"]
    for level in WIRE["levels"].values():
        assert list(level)[: len(ROWS)] == list(ROWS)
        for row in level.values():
            assert list(row["measures"]) == [measure.key for measure in MEASURES]
            assert all("verdict" in row["measures"][measure.key] for measure in COMPARED)


def test_the_list_behind_a_number() -> None:
    hit = WIRE["levels"]["services"]["all"]["designs"]["one"]["others_hit"]
    assert hit["values"] == [["c", 3], ["b", 2], ["a", 1], ["d", 0]]
    assert (hit["mean"], hit["median"], hit["count"]) == (1.5, 1.5, 4)
    assert hit["tally"] == [[0, 1], [1, 1], [2, 1], [3, 1]]


def test_the_changes_behind_a_distribution() -> None:
    rename, swap = WIRE["operators"]
    assert rename["designs"]["one"]["services_touched"]["values"] == [
        ["rename 1", 2],
        ["rename 0", 1],
    ]
    assert rename["designs"]["one"]["changes"][0]["services"] == ["s0"]
    assert rename["verdict"]["services"] == {"lowest": ["one"], "tie": False, "why": ""}
    assert swap["verdict"]["services"]["tie"]


def test_the_mix_says_what_was_weighed() -> None:
    mix = WIRE["expected_ripple"]["services"]
    assert mix["weights"] == {"rename": 0.25, "swap": 0.75}
    assert mix["weights_given"]
    assert mix["expected"] == {"one": 0.25 * 1.5 + 0.75 * 3, "other": 0.25 * 2 + 0.75 * 3}


def test_what_is_said_in_text_is_said_in_json() -> None:
    assert WIRE["says"] == list(sentences(FOUND))
    text = " ".join(to_text(FOUND).split())
    for said in WIRE["says"]:
        assert said in text


def test_the_assumption_goes_with_its_numbers() -> None:
    likelihood = WIRE["levels"]["services"]["all"]["designs"]["one"]["likelihood"]
    assert likelihood["assumed"] == 0.5
    assert likelihood["exact"]
    assert list(likelihood["mean_others_hit_by_likelihood"]) == ["0.1", "0.3", "0.5", "0.7", "0.9"]

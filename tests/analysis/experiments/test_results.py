"""Results are read with care: what is wrong in a file is said in one sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.experiments import outcomes, read
from analysis.experiments.results import BadResults, earlier
from analysis.experiments.scores import ALL
from analysis.experiments.tables import touched_table
from analysis.reaches import Reaches
from tests.analysis.experiments.sample import UNSEEN, baseline, entry, results, with_forecasts

Entries = list[dict[str, Any]]


def test_an_entry_is_taken_over() -> None:
    found = outcomes(results())
    assert len(found) == 20
    [fraud] = [e for e in found if (e.change, e.side) == ("insert-fraud-check", "choreography")]
    assert fraud.operator == "insert-step"
    assert fraud.sets.actual == {"fraud", "inventory", "payments"}
    assert fraud.new == {"fraud"}
    assert fraud.counts["lines"] == 245
    assert fraud.live is not None
    assert fraud.live.lost == 1
    assert fraud.lockstep is not None
    assert not fraud.lockstep.safe
    assert fraud.lockstep.unsafe == {"fraud": "an order waits"}


def test_a_forecast_is_read_with_who_was_touched_then() -> None:
    found = outcomes(with_forecasts())
    assert {each.change for each in found if each.forecast} == {*UNSEEN}
    [told] = [e.forecast for e in found if (e.change, e.side) == (UNSEEN[0], "choreography")]
    assert told is not None
    assert (told.sets.predicted, told.sets.actual) == ({"ordering"}, {"ordering", "payments"})
    assert told.layers["schema"].predicted == {"ordering"}


def test_new_services_are_worked_out_or_told() -> None:
    line = "approve-large-orders choreography: payments > payments inventory @control 1 1 1 yes 0"
    told = entry(line) | {"existing_services_touched": 1, "new_services": ["inventory"]}
    assert outcomes([told])[0].new == {"inventory"}
    worked_out = entry(line.replace("payments inventory", "payments approvals"))
    others = [each for each in results() if each["change"] != "approve-large-orders"]
    assert outcomes([worked_out, *others])[0].new == {"approvals"}


def test_what_was_not_tried_is_none() -> None:
    [first, *_] = results()
    [found] = outcomes([first | {"live_update": None, "lockstep": None}])
    assert (found.live, found.lockstep) == (None, None)


def test_the_three_reaches_stand_side_by_side_and_are_not_told_where_a_record_has_none() -> None:
    [first, *_] = results()
    reaches = {"edited": ["sales"], "redeployed": ["ordering", "sales"], "told": []}
    [found] = outcomes([first | {"reaches": reaches}])
    assert found.reaches == Reaches(("sales",), ("ordering", "sales"), ())
    table = touched_table([found])
    assert table.head[2:5] == ("edited", "redeployed", "told")
    assert table.rows[0][2:5] == ("sales", "ordering and sales", "–")
    [without] = outcomes([first])
    assert without.reaches is None
    assert touched_table([without]).rows[0][2:5] == ("sales", "not told", "not told")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (
            lambda found: found[3].pop("files"),
            "orders on orchestration: files is missing",
        ),
        (lambda found: found[0].update(files=-1), "files is no count"),
        (lambda found: found[0].update(files=True), "files is no count"),
        (lambda found: found[0].update(side=" "), "side is empty"),
        (lambda found: found[0].update(passed="yes"), "passed is neither true nor false"),
        (lambda found: found[0].update(actual="sales"), "actual is no list of names"),
        (
            lambda found: found[0].update(reaches={"edited": [], "redeployed": [], "told": []}),
            "reaches, edited does not name whom actual names",
        ),
        (lambda found: found[0].update(services_touched=2), "but actual names 1"),
        (lambda found: found[0].update(existing_services_touched=2), "services_touched 1"),
        (lambda found: found[0]["layers"].update(schema=[]), "layers: schema is no object"),
        (lambda found: found.append(found[0]), "add-sales-aggregation is there twice"),
        (lambda found: found.append(7), "entry 21 is no object"),
        (lambda found: found[0].update(new_services=["sales", "x"]), "counts 1 new services"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(
    tmp_path: Path, spoil: Callable[[Entries], object], says: str
) -> None:
    wire = results()
    spoil(wire)
    path = tmp_path / "results.json"
    path.write_text(json.dumps(wire), encoding="utf-8")
    with pytest.raises(BadResults) as caught:
        read(path)
    said = str(caught.value)
    assert said.startswith("results.json: ")
    assert says in said
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize("text", ["", "{}", "[", "[" * 100_000, "7"])
def test_what_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "results.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadResults, match=r"^results.json"):
        read(path)
    with pytest.raises(BadResults, match="is not there"):
        read(tmp_path / "other.json")


def test_an_earlier_prediction_is_read_in_either_shape() -> None:
    short = earlier(baseline())
    long = earlier(results())
    key = ("pass-delivery-slot", "orchestration")
    assert short[key][ALL] == {"ordering", "shipping"}
    assert long[key]["schema"] == {"ordering", "shipping", "workflow"}
    with pytest.raises(BadResults, match="layers is missing"):
        earlier([{"change": "a", "side": "choreography", "predicted": []}])

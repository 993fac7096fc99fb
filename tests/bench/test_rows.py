"""A row is held to each of its targets, and written as others read it."""

import json

import pytest

from bench.rows import Row, Target, Verdict


def test_the_ratio_is_to_the_fastest_peer() -> None:
    row = Row("reach", 2.0, peers={"slow": 8.0, "fast": 4.0})
    assert row.ratio == 0.5


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (Row("a", 10.0), Verdict.OPEN),
        (Row("a", 10.0, targets=[Target("seconds", 10)]), Verdict.MET),
        (Row("a", 10.1, targets=[Target("seconds", 10)]), Verdict.MISSED),
        (Row("a", 1.3, peers={"bare": 1.0}, targets=[Target("ratio", 1.3)]), Verdict.MET),
        (Row("a", 1.4, peers={"bare": 1.0}, targets=[Target("ratio", 1.3)]), Verdict.MISSED),
        (
            Row("a", 1.0, 1501, targets=[Target("seconds", 2), Target("memory_mb", 1500)]),
            Verdict.MISSED,
        ),
        (Row("a", 1.0, targets=[Target("memory_mb", 1500)]), Verdict.MISSED),
        (Row("a", 1.0, targets=[Target("seconds", 2)], void="other calls"), Verdict.VOID),
    ],
)
def test_a_row_is_held_to_all_its_targets(row: Row, verdict: Verdict) -> None:
    assert row.verdict is verdict


def test_the_file_says_seconds_memory_and_peers() -> None:
    row = Row("a", 1.23456, 99.94, {"bare": 1.0}, [Target("ratio", 1.3)], facts={"calls": 7})
    told = json.loads(json.dumps(row.to_json()))
    assert {name: told[name] for name in ("name", "ours_s", "memory_mb", "peers")} == {
        "name": "a",
        "ours_s": 1.2346,
        "memory_mb": 99.9,
        "peers": {"bare": 1.0},
    }
    assert (told["targets"], told["verdict"], told["calls"]) == ({"ratio": 1.3}, "met", 7)

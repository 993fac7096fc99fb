"""The table shows each figure beside its target, and why a row is void."""

from bench.rows import Row, Target, table_lines


def test_each_figure_stands_beside_its_target() -> None:
    rows = [
        Row("demo", 41.5, targets=[Target("seconds", 40)]),
        Row("overhead", 1.2, 640.4, {"bare": 1.0}, [Target("ratio", 1.3)]),
    ]
    _, _, demo, overhead = table_lines(rows)
    assert demo.split() == ["demo", "41.50", "s", "-", "-", "-", "≤", "40", "s", "MISSED"]
    assert "bare 1.00 s" in overhead
    assert overhead.split()[-5:] == ["640", "MB", "≤", "1.3", "met"]


def test_a_void_row_says_why() -> None:
    lines = list(table_lines([Row("overhead", 1.0, void="other calls were made")]))
    assert lines[-2].endswith("VOID")
    assert lines[-1].strip() == "other calls were made"


def test_a_peer_that_was_not_measured_whole_says_so() -> None:
    rows = [
        Row("reach", 1.0, peers={"igraph": 40.0, "ours of old": 2.0}, sampled={"igraph": 400}),
        Row("demo", 1.0, peers={"bare": 2.0}),
    ]
    *_, reach, demo, said = table_lines(rows)
    assert "igraph 40.00 s*, ours of old 2.00 s " in reach
    assert "*" not in demo
    assert said == "* Not measured whole: multiplied up from some of the nodes (igraph 400)."
    assert rows[0].to_json()["peers_from_nodes"] == {"igraph": 400}

"""The table shows each figure beside its target, and why a row is void."""

from bench.rows import Row, Target
from bench.table import table_lines


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

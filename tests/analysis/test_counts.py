"""Bars of counts: every number is there, and all charts share a scale."""

from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.counts import bars, counts_figure
from analysis.style import save

ORDERS = {
    "confirmed": {
        "choreography": {"invocations": 9, "messages_published": 5},
        "orchestration": {"invocations": 5, "messages_published": 0},
    },
    "no carrier": {
        "choreography": {"invocations": 11, "messages_published": 7},
        "orchestration": {"invocations": 7, "messages_published": 0},
    },
}


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_every_count_is_written_at_its_bar() -> None:
    told = words(counts_figure(ORDERS, title="What each order takes"))
    for number in ("9", "11", "7", "0"):
        assert number in told
    assert "messages published" in told
    assert "no carrier" in told
    assert "What each order takes" in told


def test_all_charts_share_one_scale() -> None:
    one, other = counts_figure(ORDERS).axes
    assert one.get_xlim() == other.get_xlim()


def test_bars_go_into_axes_of_ones_own() -> None:
    assert len(bars(ORDERS["confirmed"], Figure().add_subplot())) == 8  # 4 bars, 4 numbers


def test_the_same_counts_give_the_same_bytes(tmp_path: Path) -> None:
    a, b = (save(counts_figure(ORDERS), tmp_path / f"{name}.png").read_bytes() for name in "ab")
    assert a == b

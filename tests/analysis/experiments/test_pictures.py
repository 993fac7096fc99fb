"""The page of some changes: every service of every bar is drawn, names can be any, bytes repeat."""

from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from analysis.comparison.pictures.canvas import Area
from analysis.difference import difference, version
from analysis.experiments import Outcome, outcomes
from analysis.experiments.pictures.album import whole_page, write
from analysis.experiments.pictures.blocks import HIT, LATE, SPARED, blocks
from analysis.experiments.pictures.evens import evens
from analysis.experiments.pictures.graphs import before_and_after
from analysis.experiments.pictures.panels import EDGE, Findings, Panel, foot_height, laid_out
from analysis.experiments.pictures.poster import poster
from analysis.experiments.pictures.touched import rows, touched
from analysis.reaches import Reaches
from analysis.style import to_svg
from analysis.table import Table
from tests.analysis.experiments.sample import results

slow = pytest.mark.slow  # draws


def found() -> tuple[Outcome, ...]:
    return outcomes(results())


def panel(wide: float, high: float, caption: str = "a graph") -> Panel:
    figure = Figure(figsize=(wide, high))
    figure.text(0.5, 0.5, caption, parse_math=False)
    return Panel(caption, figure)


def words(figure: Figure) -> Counter[str]:
    texts = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
    return Counter(text.get_text() for text in texts)


def test_blocks_say_what_was_predicted_and_what_came() -> None:
    by = {(each.change, each.side): each for each in found()}
    spared = blocks(by["take-payment-first", "choreography"])
    assert [(each.name, each.fate) for each in spared][-1] == ("shipping", SPARED)
    late = blocks(by["award-loyalty-points", "choreography"])
    assert [each.fate for each in late] == [HIT, HIT, HIT, LATE]
    assert [each.name for each in late if each.new] == ["loyalty"]
    for each in found():
        ahead = [block for block in blocks(each) if block.fate != LATE]
        assert len(ahead) == len(each.sets.predicted)


def test_additive_changes_come_first() -> None:
    titles = [row.title for row in rows(found()) if row.designs]
    assert len(titles) == 10
    assert titles[2] == "The order's total becomes an amount with a currency"


@pytest.mark.parametrize("many", [1, 2, 3, 4, 7])
def test_panels_keep_apart_and_in_the_page(many: int) -> None:
    panels = [panel(9, 4), panel(4, 3), *(panel(6, 6) for _ in range(5))][:many]
    box = Area(EDGE, EDGE, 18.0, foot_height(panels))
    places = list(laid_out(panels, box))
    assert len(places) == many
    for number, one in enumerate(places):
        assert box.x <= one.x + 1e-9
        assert one.x + one.wide <= box.x + box.wide + 1e-9
        assert box.y - 1e-9 <= one.y
        assert one.top <= box.top
        for other in places[number + 1 :]:
            beside = one.x + one.wide <= other.x or other.x + other.wide <= one.x
            assert beside or one.y >= other.top or other.y >= one.top


@slow
def test_every_service_of_every_bar_is_drawn() -> None:
    said = words(touched(found()))
    for name in ("inventory", "payments", "workflow"):
        blocks_of = sum(name in {*each.sets.actual, *each.sets.predicted} for each in found())
        assert said[name] == blocks_of
    assert said["+ fraud"] == 2
    assert said["3 of 12"] == 1


@slow
def test_how_far_a_change_goes_stands_beside_whom_it_touches() -> None:
    reaches = Reaches(("sales",), ("ordering", "payments", "sales"), ("ordering", "sales"))
    first, *others = found()
    said = words(touched([replace(first, reaches=reaches), *others]))
    assert "3 redeployed\n2 told" in said
    assert not [each for each in words(touched(found())) if "redeployed" in each]


@slow
def test_the_crossing_is_named_in_the_reading_that_has_one() -> None:
    said = words(evens(found()))
    assert said["56 %"] == 1
    assert said["no break-even: orchestration is lower at every share"] == 1


@slow
def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    graphs = [panel(4, 2)]
    written = list(write(Findings(found()[:2], graphs), tmp_path / "one", dpi=30))
    assert [path.name for path in written] == ["changes.png", "changes.svg", "changes.html"]
    for path, again in zip(
        written, write(Findings(found()[:2], graphs), tmp_path / "two", dpi=30), strict=True
    ):
        assert path.read_bytes() == again.read_bytes()


@slow
@pytest.mark.parametrize("title", ["$a$ \x1b[31m", "<script>x</script>", "混 " + "long " * 99])
def test_any_title_can_be_drawn_and_is_never_markup(title: str) -> None:
    spoilt = outcomes([each | {"title": title} for each in results()[:2]])
    graphs = [Panel(title, panel(3, 2).picture)]
    assert to_svg(poster(Findings(spoilt, graphs)))
    page = whole_page(Findings(spoilt, graphs))
    assert "<script" not in page
    assert "\x1b" not in page


class Reader(HTMLParser):
    """What the page has: elements, and images without words for who cannot see them."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.silent = 0
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.elements[tag] += 1
        self.silent += tag == "img" and not told.get("alt")
        self.fetched += [
            value or ""
            for name, value in attrs
            if name in ("src", "href") and not (value or "").startswith("data:")
        ]


@slow
def test_the_page_needs_nothing_else_and_says_everything_twice() -> None:
    table = Table("What differs", ("edge", "how"), (("a to b", "new"),), left=2)
    graphs = [Panel("before", panel(3, 2).picture), Panel("after", panel(3, 2).picture, table)]
    read = Reader()
    page = whole_page(Findings(found(), graphs))
    read.feed(page)
    assert read.elements["script"] == 0
    assert not read.fetched
    assert read.silent == 0
    assert read.elements["img"] == 4
    assert read.elements["table"] == 7
    assert "default-src 'none'" in page


@slow
def test_both_graphs_before_and_after_one_change() -> None:
    samples = Path(__file__).resolve().parents[3] / "samples"
    before, after = (
        version([samples / name], title="bikes")
        for name in ("bike-rentals.yaml", "sales-figures.yaml")
    )
    old, new = before_and_after(difference(before, after), "another system")
    assert (old.caption, new.caption) == ("bikes: before", "bikes: another system")
    assert old.table is None
    assert new.table is not None
    said = {row[0]: row[1] for row in new.table.rows}
    assert set(said) == {*before.units, *after.units}
    assert set(said.values()) == {"added", "removed"}
    same = before_and_after(difference(before, before), "nothing")[1].table
    assert same is not None
    assert {row[1] for row in same.rows} == {"as before"}

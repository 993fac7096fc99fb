"""Pictures of a comparison: the same bytes twice, axes from nothing, and nothing left out."""

from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.comparison.comparison import Comparison, compare
from analysis.comparison.pictures.album import album
from analysis.comparison.pictures.canvas import LAYER_LETTERS
from analysis.comparison.pictures.matrices import matrices
from analysis.comparison.pictures.sensitivity import sensitivity
from analysis.comparison.pictures.spreads import spreads
from analysis.dependency import LAYERS
from analysis.draw.look import width
from analysis.palette import DESIGNS, READABLE, SIGNATURES, Signature, contrast, signatures
from analysis.style import save
from tests.analysis.comparison.worlds import applied, design

pytestmark = pytest.mark.seldom  # each draws

CHANGES = {"rename": [1, 2, 2, 4], "swap": [3]}


def compared(*titles: str, changes: dict[str, list[int]] | None = None) -> Comparison:
    worlds = [design(each, "a -> b schema\n b -> c control\n c -> a data\n d") for each in titles]
    return compare(
        worlds, everywhere=lambda _: applied(**(CHANGES if changes is None else changes))
    )


def words(figure: Figure) -> list[str]:
    texts = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
    return [text.get_text() for text in texts]


def chart(figure: Figure) -> Axes:
    return max(figure.axes, key=lambda ax: ax.get_position().height)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_same_comparison_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    drawn = []
    for attempt in ("one", "two"):
        for name, figure in album(compared("choreography", "orchestration")):
            drawn.append(save(figure, tmp_path / attempt / f"{name}{suffix}"))
    half = len(drawn) // 2
    names = [path.stem for path in drawn[:half]]
    assert names == [
        "changes",
        *(
            f"{what}-{level}"
            for level in ("services", "components", "parts")
            for what in ("layers", "matrices")
        ),
    ]
    for one, two in zip(drawn[:half], drawn[half:], strict=True):
        assert one.read_bytes() == two.read_bytes()


def test_axes_begin_at_nothing() -> None:
    found = compared("one", "other")
    assert chart(spreads(found)).get_xlim()[0] == 0
    panels = [ax for ax in sensitivity(found.levels[0]).axes if ax.get_xticklabels()]
    panels = [ax for ax in panels if ax.get_position().height > 0.5]
    assert [ax.get_xlim()[0] for ax in panels] == [0, 0]


def test_every_layer_is_drawn() -> None:
    said = words(sensitivity(compared("one", "other").levels[1]))
    assert [each for each in said if each in LAYERS] == list(LAYERS)
    assert "all together" in said
    assert "none in either" in said


def test_every_place_is_counted() -> None:
    said = words(spreads(compared("one", "other")))
    assert said.count("4 places, mean 2.25") == 2
    assert said.count("1 place, mean 3.00") == 2
    assert said.count("rename") == 1


def test_a_matrix_has_a_mark_for_each_dependency() -> None:
    figure = matrices(compared("one", "other").levels[1])
    marks = [len(ax.collections[0].get_paths()) for ax in figure.axes if ax.collections]
    # Four on the diagonal, three direct, three through others.
    assert marks == [10, 10]


def test_a_layer_is_told_by_its_letter_too() -> None:
    figure = matrices(compared("one", "other").levels[1])
    drawn = [{text.get_text() for text in ax.texts} for ax in figure.axes if ax.collections]
    assert drawn == [{*"abcd", *"SCD"}] * 2  # the names of the rows, and a letter a dependency
    assert {*LAYER_LETTERS.values()} <= {*words(figure)}
    assert len({*LAYER_LETTERS.values()}) == len(LAYERS)


@pytest.mark.parametrize("names", [("a", "b"), ("one", "two", "three", "four")])
def test_what_is_said_of_a_matrix_ends_before_the_next(names: tuple[str, ...]) -> None:
    figure = matrices(compared(*names).levels[0])
    wide = figure.get_figwidth()
    said = [text for text in figure.texts if "elements" in text.get_text()]
    ends = [
        wide * text.get_position()[0] + width(text.get_text(), text.get_fontsize()) for text in said
    ]
    starts = [wide * text.get_position()[0] for text in said]
    assert len(said) == len(names)
    assert all(end < start for end, start in zip(ends, [*starts[1:], wide], strict=True))


def test_a_number_on_a_dot_can_be_read() -> None:
    drawn = chart(spreads(compared(*DESIGNS)))
    lines = [(line.get_xydata(), line) for line in drawn.lines]
    dots = [(*at[0], line.get_color()) for at, line in lines if len(at) == 1]
    inside = [text for text in drawn.texts if text.get_ha() == "center"]
    assert len(inside) > 3
    for text in inside:
        value, y = text.get_position()
        (ground,) = (colour for x, at, colour in dots if x == value and abs(at - y) < 0.1)
        assert contrast(text.get_color(), ground) >= READABLE


def test_each_design_has_a_colour_of_its_own() -> None:
    names = ["mine", "orchestration", "yours", "choreography"]
    found = signatures(names)
    assert len({each.colour for each in found.values()}) == 4
    assert len({each.mark for each in found.values()}) == 4
    assert found["orchestration"] == DESIGNS["orchestration"]
    assert signatures(["a", "b"]) == {"a": SIGNATURES[0], "b": SIGNATURES[1]}


def test_a_design_that_says_how_it_looks_looks_so_and_nobody_else_does() -> None:
    told = {"mix": Signature("#0072B2", "*")}
    found = signatures(["other", "mix"], told)
    assert found["mix"] == told["mix"]
    assert found["other"] == SIGNATURES[1]
    found = compared("other", "mix")
    for figure in (spreads(found, told), sensitivity(found.levels[0], told)):
        marks = {line.get_marker() for ax in figure.axes for line in ax.lines}
        assert {"*", "s"} <= marks
        assert not marks & {"o", "D"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "titles", [("one", "two", "three", "four"), ("$a$", "\x1b[31m" + "long " * 60), ("混", "b")]
)
def test_any_names_can_be_drawn(tmp_path: Path, titles: tuple[str, ...]) -> None:
    for name, figure in album(compared(*titles)):
        assert save(figure, tmp_path / f"{name}.png", dpi=30).stat().st_size


def test_without_changes_there_is_still_a_picture(tmp_path: Path) -> None:
    assert save(spreads(compared("one", "two", changes={})), tmp_path / "x.png", dpi=30).is_file()

"""Everything that is drawn of ten changes, written where it was asked for."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.experiments.outcome import Outcome
from analysis.experiments.page import Exhibit, page
from analysis.experiments.pictures.evens import evens
from analysis.experiments.pictures.panels import Panel
from analysis.experiments.pictures.poster import poster, poster_svg
from analysis.experiments.pictures.touched import touched
from analysis.palette import DESIGNS, Signatures
from analysis.style import save, to_svg

NAME = "changes"
BLOCKS = "A block is a service that a change touches; the mark is where the prediction ends."
LINES = "What a change touches on average, by the share of additive ones, in two readings of them."


def write(
    outcomes: Sequence[Outcome],
    folder: Path,
    graphs: Sequence[Panel] = (),
    *,
    before: Sequence[Outcome] = (),
    told: Signatures = DESIGNS,
    dpi: int = 150,
) -> Iterator[Path]:
    """Write the page as HTML, PNG and SVG; each file is told as soon as it is there.

    ``graphs`` are the pictures of the difference, before and after, in the order they are shown;
    ``before`` the outcomes as an earlier model had predicted them (see `predicted_as`);
    ``told`` is the colour and mark of each design.
    """
    folder.mkdir(parents=True, exist_ok=True)
    yield save(poster(outcomes, graphs, before=before, told=told), folder / f"{NAME}.png", dpi=dpi)
    yield _text(folder / f"{NAME}.svg", poster_svg(outcomes, graphs, before=before, told=told))
    yield _text(folder / f"{NAME}.html", whole_page(outcomes, graphs, before=before, told=told))


def whole_page(
    outcomes: Sequence[Outcome],
    graphs: Sequence[Panel] = (),
    *,
    before: Sequence[Outcome] = (),
    told: Signatures = DESIGNS,
) -> str:
    """The HTML page with every picture in it."""
    return page(
        outcomes,
        Exhibit(BLOCKS, to_svg(touched(outcomes, told)), f"{BLOCKS} The table below has the same."),
        Exhibit(LINES, to_svg(evens(outcomes, told)), f"{LINES} The table below has the same."),
        [
            Exhibit(each.caption, to_svg(each.picture), f"A graph: {each.caption}.", each.table)
            for each in graphs
        ],
        before=before,
    )


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path

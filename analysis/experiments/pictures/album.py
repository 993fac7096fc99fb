"""Everything that is drawn of the changes, written where it was asked for."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape
from importlib.resources import files
from pathlib import Path

from analysis.experiments.foretold import Foretold, by_kind
from analysis.experiments.outcome import Outcome
from analysis.experiments.pictures.evens import evens
from analysis.experiments.pictures.panels import Findings, Panel
from analysis.experiments.pictures.poster import poster, poster_svg
from analysis.experiments.pictures.touched import touched
from analysis.experiments.said import headline, made_in, score_line
from analysis.experiments.tables import (
    costs_table,
    deployment_table,
    even_table,
    misses_table,
    scores_table,
    touched_table,
)
from analysis.plain_text import visible
from analysis.style import save, to_svg
from analysis.table import Table

NAME = "changes"
BLOCKS = "A block is a service; filled or hatched, a change touched it, predicted or not."
LINES = "What a change touches on average, by the share of additive ones, in two readings of them."


def write(found: Findings, folder: Path, *, dpi: int = 150) -> Iterator[Path]:
    """Write the page as HTML, PNG and SVG; each file is told as soon as it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    yield save(poster(found), folder / f"{NAME}.png", dpi=dpi)
    yield _written(folder / f"{NAME}.svg", poster_svg(found))
    yield _written(folder / f"{NAME}.html", whole_page(found))


def whole_page(found: Findings) -> str:
    """The HTML page with every picture in it: no script, nothing fetched, fit for print.

    The drawings are images, so that nothing in them can run or name anything on the page.
    """
    outcomes, graphs, before, told = found.outcomes, found.graphs, found.before, found.told
    title, told_of = made_in(outcomes), by_kind(outcomes, before)
    style = files("analysis.experiments.pictures").joinpath("changes.css").read_text("utf-8")
    blocks, lines = Panel(BLOCKS, touched(outcomes, told)), Panel(LINES, evens(outcomes, told))
    body = [
        f"<h1>{_text(title)}</h1>",
        f'<p class="lead">{_text(headline(outcomes))}</p>',
        f'<p class="quiet">{_text(score_line(outcomes, before))}</p>',
        *_section("Services touched", [blocks], [_of(kind, touched_table) for kind in told_of]),
        *_section("The break-even", [lines], [even_table(outcomes)]),
        *(_section("Before and after one change", graphs, []) if graphs else ()),
        *_section("Deployment and cost", [], [deployment_table(outcomes), costs_table(outcomes)]),
        *_section(
            "The prediction",
            [],
            [_of(kind, table) for kind in told_of for table in (scores_table, misses_table)],
        ),
    ]
    return "\n".join([*_head(title, style), "<body>", "<main>", *body, "</main>", "</body>",
                      "</html>", ""])  # fmt: skip


def _of(kind: Foretold, table: Callable[[Sequence[Outcome], Sequence[Outcome]], Table]) -> Table:
    """A table of one kind of changes, which its caption names."""
    made = table(kind.outcomes, kind.before)
    return replace(made, caption=f"{made.caption}: {kind.name}")


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _head(title: str, style: str) -> Iterator[str]:
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"style-src 'sha256-{hashed}'"
    )
    yield from ("<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield '<link rel="icon" href="data:,">'
    yield f"<title>{_text(title)} – Ripple Lab</title>"
    yield f"<style>{style}</style>"
    yield "</head>"


def _section(heading: str, panels: Sequence[Panel], tables: Sequence[Table]) -> Iterator[str]:
    yield f"<section>\n<h2>{_text(heading)}</h2>"
    yield '<div class="pair">'
    for panel in panels:
        yield "<div>"
        yield from _figure(panel, f"{panel.caption} The table below has the same." if tables
                           else f"A graph: {panel.caption}.")  # fmt: skip
        if panel.table:
            yield panel.table.to_html()
        yield "</div>"
    yield "</div>"
    for table in tables:
        yield table.to_html()
    yield "</section>"


def _figure(panel: Panel, says: str) -> Iterator[str]:
    """The drawing, and what somebody who cannot see it is told."""
    data = base64.b64encode(to_svg(panel.picture).encode("utf-8", "replace")).decode()
    yield f"<figure>\n<figcaption>{_text(panel.caption)}</figcaption>"
    yield f'<img src="data:image/svg+xml;base64,{data}" alt="{_text(says)}">\n</figure>'


def _text(words: str) -> str:
    """Safe within an element and within quotes; signs that hide or reorder are shown."""
    return escape(visible(words))

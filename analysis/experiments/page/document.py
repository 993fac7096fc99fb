"""The page as one text: drawings as images in it, every word escaped, a table by each figure."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from analysis.experiments.outcome import Outcome
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
from analysis.table import Table


@dataclass(frozen=True)
class Exhibit:
    """A drawing as SVG text, its caption, and what somebody who cannot see it is told.

    ``table`` says the same in words.
    """

    caption: str
    svg: str
    says: str
    table: Table | None = None


def page(
    outcomes: Sequence[Outcome],
    touched: Exhibit,
    evens: Exhibit,
    graphs: Sequence[Exhibit] = (),
    *,
    before: Sequence[Outcome] = (),
) -> str:
    """The whole page; ``before`` are the outcomes as an earlier model had predicted them.

    The drawings are images, so that nothing in them can run or name anything on the page.
    """
    title = made_in(outcomes)
    style = files("analysis.experiments.page").joinpath("changes.css").read_text(encoding="utf-8")
    body = [
        f"<h1>{_text(title)}</h1>",
        f'<p class="lead">{_text(headline(outcomes))}</p>',
        f'<p class="quiet">{_text(score_line(outcomes, before))}</p>',
        *_section("Services touched", [touched], [touched_table(outcomes, before)]),
        *_section("The break-even", [evens], [even_table(outcomes)]),
        *(_section("Before and after one change", graphs, []) if graphs else ()),
        *_section("Deployment and cost", [], [deployment_table(outcomes), costs_table(outcomes)]),
        *_section(
            "The prediction", [], [scores_table(outcomes, before), misses_table(outcomes, before)]
        ),
    ]
    return "\n".join([*_head(title, style), "<body>", "<main>", *body, "</main>", "</body>",
                      "</html>", ""])  # fmt: skip


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


def _section(heading: str, drawings: Sequence[Exhibit], tables: Sequence[Table]) -> Iterator[str]:
    yield f"<section>\n<h2>{_text(heading)}</h2>"
    yield '<div class="pair">'
    for drawing in drawings:
        yield "<div>"
        yield from _figure(drawing)
        if drawing.table:
            yield drawing.table.to_html()
        yield "</div>"
    yield "</div>"
    for table in tables:
        yield table.to_html()
    yield "</section>"


def _figure(drawing: Exhibit) -> Iterator[str]:
    data = base64.b64encode(drawing.svg.encode("utf-8", "replace")).decode()
    yield f"<figure>\n<figcaption>{_text(drawing.caption)}</figcaption>"
    yield f'<img src="data:image/svg+xml;base64,{data}" alt="{_text(drawing.says)}">\n</figure>'


def _text(words: str) -> str:
    """Safe within an element and within quotes; signs that hide or reorder are shown."""
    return escape(visible(words))

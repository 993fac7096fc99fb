"""What shows itself as a table: as HTML in a notebook, as Markdown, as a pandas frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.plain_text import visible
from analysis.records import dataclass
from analysis.refusals import Refused

if TYPE_CHECKING:
    from pandas import DataFrame


SHOWN = 200  # rows in a notebook; a frame has all


class NoPandas(Refused):
    """A frame is asked for, and pandas is not installed."""


class Tabular:
    """What has a table of itself; whatever it was read from, the table's HTML is escaped."""

    def table(self) -> Table:
        """It as a table."""
        raise NotImplementedError

    def to_pandas(self) -> DataFrame:
        """The table as a frame; raises NoPandas where pandas is not installed."""
        return self.table().to_pandas()

    def _repr_html_(self) -> str:
        return self.table().first(SHOWN).to_html()


@dataclass(frozen=True)
class Table(Tabular):
    """A heading a column, and rows of words and numbers; the first ``left`` columns are words."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    left: int = 1
    note: str = ""

    def table(self) -> Table:
        """It itself."""
        return self

    def first(self, count: int) -> Table:
        """The first rows alone, with a note of how many more there are."""
        more = len(self.rows) - count
        note = f"{self.note} And {more} more rows.".strip() if more > 0 else self.note
        return replace(self, rows=self.rows[:count], note=note)

    def to_pandas(self) -> DataFrame:
        """A frame with these columns and rows, its caption in ``attrs``.

        Raises:
            NoPandas: pandas is not installed.
        """
        try:
            from pandas import DataFrame
        except ImportError:
            raise NoPandas(
                "A frame needs pandas, which is not installed: `pip install pandas` brings it, and "
                "`table().rows` has the same without it."
            ) from None
        frame = DataFrame([list(row) for row in self.rows], columns=list(self.head))
        frame.attrs["caption"] = self.caption
        return frame

    def to_html(self) -> str:
        """A table whose rows are headed by their first cell; wide ones scroll by keyboard too."""
        return "\n".join(self._html())

    def to_markdown(self) -> str:
        """The heading and the rows, numbers to the right, and the note below; no final newline."""
        if not self.rows:
            return "Nothing."
        rules = ["---" if place < self.left else "---:" for place in range(len(self.head))]
        lines = [_line(self.head), f"|{'|'.join(rules)}|", *map(_line, self.rows)]
        return "\n".join([*lines, *(["", self.note] if self.note else [])])

    def __str__(self) -> str:
        return self.to_markdown()

    def _html(self) -> Iterator[str]:
        name = _text(self.caption)
        if not self.rows:
            yield f'<p class="note">{name}: nothing.</p>'
            return
        yield f'<div class="table" role="region" tabindex="0" aria-label="{name}">'
        yield f"<table>\n<caption>{name}</caption>"
        heads = "".join(
            f'<th scope="col"{self._side(place)}>{_text(cell)}</th>'
            for place, cell in enumerate(self.head)
        )
        yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
        for first, *rest in self.rows:
            cells = "".join(
                f"<td{self._side(place)}>{_text(cell)}</td>"
                for place, cell in enumerate(rest, start=1)
            )
            yield f'<tr><th scope="row">{_text(first)}</th>{cells}</tr>'
        yield "</tbody>\n</table>\n</div>"
        if self.note:
            yield f'<p class="note">{_text(self.note)}</p>'

    def _side(self, column: int) -> str:
        return "" if column < self.left else ' class="number"'


def _line(cells: tuple[Any, ...]) -> str:
    shown = (" ".join(_cell(cell).replace("|", "\\|").split()) for cell in cells)
    return f"| {' | '.join(shown)} |"


def _text(cell: object) -> str:
    """Safe within an element and within quotes; signs that hide or reorder are shown."""
    from html import escape  # late, as are others: who asks for no HTML need not wait for it

    return escape(visible(_cell(cell)))


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)

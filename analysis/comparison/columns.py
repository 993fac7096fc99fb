"""Tables of text: cells in columns, numbers to the right, short names for long ones."""

from collections.abc import Iterator, Sequence

WIDEST = 24


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    left: Sequence[int] = (0, -1),
    groups: Sequence[str] = (),
) -> Iterator[str]:
    """A heading, a rule and the rows; the columns ``left`` are aligned to the left.

    ``groups`` is a second heading above, given where each group begins and else empty.
    """
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    to_left = {place % len(head) for place in left}
    if groups:
        yield _above(groups, widths)

    def line(cells: Sequence[str]) -> str:
        return "  ".join(
            cell.ljust(width) if place in to_left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()

    yield line(head)
    yield "─" * (sum(widths) + 2 * (len(widths) - 1))
    yield from map(line, rows)


def _above(groups: Sequence[str], widths: Sequence[int]) -> str:
    line, begin = "", 0
    for group, width in zip(groups, widths, strict=True):
        if group:
            line = f"{line.ljust(begin)}{group} "
        begin += width + 2
    return line.rstrip()


def number(value: float | None, digits: int = 2) -> str:
    """A number as the tables show it: whole ones without a point, none as a dash."""
    if value is None:
        return "–"
    if float(value).is_integer():
        return f"{value:.0f}"
    return f"{value:.{digits}f}"


def apart(values: Sequence[float | None], digits: int = 2) -> list[str]:
    """Numbers of one row, with so many digits that different ones look different."""
    if all(value is None or float(value).is_integer() for value in values):
        return [number(value) for value in values]
    for more in range(digits, 10):
        shown = ["–" if value is None else f"{value:.{more}f}" for value in values]
        known = {round(value, 9) for value in values if value is not None}
        if len(set(shown) - {"–"}) == len(known):
            return shown
    return [number(value, digits) for value in values]


def short(names: Sequence[str]) -> dict[str, str]:
    """Each name cut so short that they still differ: choreography is chor., if alone so."""
    for length in range(4, WIDEST):
        cut = {name: name if len(name) <= length + 1 else f"{name[:length]}." for name in names}
        if len(set(cut.values())) == len(names):
            return cut
    return {name: f"{chr(ord('A') + place % 26)}" for place, name in enumerate(names)}

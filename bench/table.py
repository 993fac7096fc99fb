"""The rows as a table for the terminal."""

from collections.abc import Iterator, Sequence

from bench.rows import Row, Target

SAMPLED = "*"
HEADINGS = ("figure", "ours", "peer", "ratio", "memory", "target", "")
UNITS = {"seconds": " s", "ratio": "", "memory_mb": " MB"}


def table_lines(rows: Sequence[Row]) -> Iterator[str]:
    """A heading and a line for each row; what makes a row void goes under it."""
    cells = [_cells(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *cells, strict=True)]
    yield _line(HEADINGS, widths)
    yield "─" * (sum(widths) + 2 * (len(widths) - 1))
    for row, texts in zip(rows, cells, strict=True):
        yield _line(texts, widths)
        if row.void:
            yield f"  {row.void}"
    sampled = {name: count for row in rows for name, count in row.sampled.items()}
    if sampled:
        said = ", ".join(f"{name} {count}" for name, count in sampled.items())
        yield f"{SAMPLED} Not measured whole: multiplied up from some of the nodes ({said})."


def _cells(row: Row) -> tuple[str, ...]:
    peers = ", ".join(
        f"{name} {seconds:.2f} s{SAMPLED if name in row.sampled else ''}"
        for name, seconds in row.peers.items()
    )
    return (
        row.name,
        _with_unit(row.ours_s, "seconds"),
        peers or "-",
        _with_unit(row.ratio, "ratio"),
        _with_unit(row.memory_mb, "memory_mb"),
        ", ".join(map(_target, row.targets)) or "-",
        row.verdict.value,
    )


def _with_unit(value: float | None, quantity: str) -> str:
    if value is None:
        return "-"
    digits = 0 if quantity == "memory_mb" else 2
    return f"{value:.{digits}f}{UNITS[quantity]}"


def _target(target: Target) -> str:
    return f"≤ {target.most:g}{UNITS[target.quantity]}"


def _line(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)).rstrip()

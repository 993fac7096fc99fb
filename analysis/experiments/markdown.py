"""A table as Markdown."""

from analysis.experiments.tables import Table


def to_markdown(table: Table) -> str:
    """The heading and the rows, numbers to the right, and the note below; no final newline."""
    if not table.rows:
        return "Nothing."
    rules = ["---" if place < table.left else "---:" for place in range(len(table.head))]
    lines = [_line(table.head), f"|{'|'.join(rules)}|", *map(_line, table.rows)]
    if table.note:
        lines += ["", table.note]
    return "\n".join(lines)


def _line(cells: tuple[str, ...]) -> str:
    shown = (" ".join(cell.replace("|", "\\|").split()) for cell in cells)
    return f"| {' | '.join(shown)} |"

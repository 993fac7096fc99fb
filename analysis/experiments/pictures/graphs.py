"""Both graphs before and after one change, the difference in colour, as panels of the page."""

from collections.abc import Iterator

from analysis.difference.edit import Changes
from analysis.difference.picture import pair
from analysis.experiments.pictures.panels import Panel
from analysis.table import Table
from analysis.wording import listed


def before_and_after(found: Changes, change: str) -> tuple[Panel, Panel]:
    """One design's two panels, by service; ``change`` is its title, put behind the design's name.

    The table with the second says of each service what was done to it.
    """
    before, after = pair(found)
    rows = tuple(_rows(found))
    head = ("service", "what", "functions", "resources", "layers")
    return (
        Panel(f"{found.title}: before", before),
        Panel(
            f"{found.title}: {change}",
            after,
            Table(f"What was done in {found.title}: {change}", head, rows, left=3),
        ),
    )


def _rows(found: Changes) -> Iterator[tuple[str, ...]]:
    for unit in sorted({*found.before.units, *found.after.units}):
        functions = [each.id for each in found.functions if each.unit == unit]
        resources = [each for each in found.resources if unit in each.units]
        layers = [layer for layer, units in found.layers.items() if unit in units]
        yield (
            unit,
            _what(found, unit),
            listed(sorted(functions)) or "–",
            str(len(resources)),
            listed(layers) or "–",
        )


def _what(found: Changes, unit: str) -> str:
    if unit in found.new_units:
        return "added"
    if unit in found.removed_units:
        return "removed"
    return "changed" if unit in found.touched else "as before"

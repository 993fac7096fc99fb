"""The world a run starts from: read from a file, or fitted to the orders."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from analysis.regular_files import BadJson, loads, read_text
from lab.errors import BadWorldFile
from orderflow.order import Order
from orderflow.world import BadWorld, World


def read_world(path: Path) -> World:
    """The world in a JSON file; raises BadWorldFile naming file, place and remedy.

    What it does not name does not exist: no stock, no money, no carrier.
    """
    try:
        return World.from_wire(loads(read_text(path, BadWorldFile)))
    except BadJson as error:
        raise BadWorldFile(f"{path} {error}: mend it.") from None
    except BadWorld as error:
        raise BadWorldFile(f"{path}: {error}") from None


def write_world(world: World, path: Path) -> None:
    """Write the world as JSON; ``read_world`` reads it back."""
    path.write_text(json.dumps(world.to_wire(), indent=1, ensure_ascii=False) + "\n", "utf-8")


def fit_world(orders: Iterable[Order]) -> World:
    """A world in which every one of these orders is confirmed, in whatever order they come.

    Stock and balances are exactly what all orders together ask for, carriers have a parcel each.
    """
    stock: Counter[str] = Counter()
    balances: Counter[str] = Counter()
    carriers: Counter[str] = Counter()
    for order in orders:
        stock.update(order.quantities)
        balances[order.customer] += order.total
        carriers[order.country] += 1
    return World(
        dict(sorted(stock.items())), dict(sorted(balances.items())), dict(sorted(carriers.items()))
    )


def strangers(orders: Iterable[Order], world: World) -> list[str]:
    """Notes on names that orders and world do not share, for whoever mistyped one."""
    needed = fit_world(orders)
    return [
        *_notes("sku", "no stock", needed.stock, world.stock),
        *_notes("customer", "no money", needed.balances, world.balances),
        *_notes("country", "no carrier", needed.carriers, world.carriers),
    ]


def _notes(
    what: str, consequence: str, needed: Mapping[str, int], given: Mapping[str, int]
) -> list[str]:
    missing = sorted(needed.keys() - given.keys())
    unused = sorted(given.keys() - needed.keys())
    notes = []
    if missing:
        notes.append(
            f"The world has {consequence} for {what} {_few(missing)}{_hint(missing, unused)}."
        )
    if unused and not missing:
        notes.append(f"No order uses {what} {_few(unused)} of the world.")
    return notes


def _few(names: list[str], most: int = 3) -> str:
    shown = ", ".join(repr(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _hint(missing: list[str], unused: list[str]) -> str:
    for name in missing:
        if close := get_close_matches(name, unused, n=1):
            return f" (did its {close[0]!r} mean {name!r}?)"
    return ""

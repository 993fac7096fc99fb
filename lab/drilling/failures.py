"""What a fault drill found: the fates of orders, who was reached, what looking took."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lab.drilling.fates import (
    AGAIN,
    COMPENSATED,
    FINISHED,
    GIVEN_UP,
    HAND,
    ITSELF,
    NEVER,
    REFUSED,
    WAITED,
    Fate,
)
from lab.drilling.radius import Scored

DURING = (FINISHED, COMPENSATED, WAITED, GIVEN_UP, REFUSED)
ENDS = (ITSELF, HAND, AGAIN, NEVER)


@dataclass(frozen=True)
class Price:
    """What asking where one order is took, over so many orders asked for alone."""

    stores: int
    log_groups: int
    fewest_requests: int
    most_requests: int
    orders: int


@dataclass(frozen=True)
class Failures:
    """A design's fault drill; seconds: how long it took, outage: how long services were away."""

    design: str
    fates: tuple[Fate, ...]
    radius: Mapping[str, Scored]
    price: Price | None
    outage: float
    seconds: float
    seed: int

    def to_wire(self) -> dict[str, Any]:
        """As JSON has it, figures and all."""
        return {
            "format": "ripple-faults/1",
            "design": self.design,
            "seed": self.seed,
            "outage_seconds": self.outage,
            "figures": figures(self),
            "by_fault": {name: counted(of) for name, of in by_fault(self.fates).items()},
            "radius": {name: found.to_wire() for name, found in self.radius.items()},
            "where": asdict(self.price) if self.price else None,
            "fates": [each.to_wire() for each in self.fates],
        }


def by_fault(fates: Sequence[Fate]) -> dict[str, list[Fate]]:
    """The fates by what was met."""
    found: dict[str, list[Fate]] = {}
    for each in sorted(fates, key=lambda x: (x.fault, x.service, x.kind)):
        found.setdefault(each.fault, []).append(each)
    return found


def counted(fates: Sequence[Fate]) -> dict[str, int | float]:
    """How orders stood and ended; seconds of the last that was settled, by itself and by hand."""
    during, ends = Counter(x.during for x in fates), Counter(x.end for x in fates if _stuck(x))
    stuck = [each for each in fates if each.right is not None]
    return {
        "orders": len(fates),
        **{_name(each): during[each] for each in DURING},
        **{_name(each): ends[each] for each in ENDS},
        "inconsistent": sum(bool(each.wrong) for each in fates),
        "otherwise": sum(each.end != NEVER and not each.as_without for each in fates),
        "last_by_itself": _last(fates, ITSELF),
        "last_by_hand": _last(fates, HAND),
        "where_asked": len(stuck),
        "where_right": sum(bool(each.right) for each in stuck),
        "where_right_unwatched": sum(bool(each.right_unwatched) for each in stuck),
    }


def figures(found: Failures) -> dict[str, int | float]:
    """All of it in numbers, by name, for whoever quotes them."""
    told = counted(found.fates)
    asked = told["where_asked"]
    told["where_percent"] = round(100 * told["where_right"] / asked, 1) if asked else 0.0
    for name, score in found.radius.items():
        told |= {
            f"{name}_precision": round(score.precision, 3),
            f"{name}_recall": round(score.recall, 3),
            f"{name}_measured": len(score.right) + len(score.missed),
            f"{name}_inverted": len(score.inverted),
        }
    if found.price:
        told |= {f"where_{name}": value for name, value in asdict(found.price).items()}
    for fault, fates in by_fault(found.fates).items():
        told |= {f"{_name(fault)}_{name}": value for name, value in counted(fates).items()}
    return {**told, "outage": found.outage, "seconds": found.seconds}


def lines(found: Failures) -> Iterator[str]:
    """All of it in words and a table."""
    told = figures(found)
    yield (
        f"{found.design}: {told['orders']} orders, each with one fault of one service, which was "
        f"back after {found.outage:g} s; {found.seconds:g} s in all, by the engine's clock"
    )
    yield (
        f"  settled before the service was back: {told['finished'] + told['compensated']}; after: "
        f"{told['by_itself']} by itself, {told['by_hand']} redriven by hand, "
        f"{told['placed_again']} placed again; never: {told['never']}; "
        f"inconsistent: {told['inconsistent']}"
    )
    yield (
        f"  where they were stuck was right for {told['where_right']} of {told['where_asked']} "
        f"({told['where_percent']} %), without the probe's lines for "
        f"{told['where_right_unwatched']}"
    )
    if found.price:
        yield (
            f"    by {found.price.stores} stores, {found.price.log_groups} of them logs, in "
            f"{found.price.fewest_requests} to {found.price.most_requests} requests an order"
        )
    for name, score in found.radius.items():
        yield (
            f"  who {name} when a service is down: {told[f'{name}_measured']} edges, predicted "
            f"with precision {score.precision:.2f} and recall {score.recall:.2f}, "
            f"{len(score.inverted)} inverted"
        )
    yield ""
    yield from _table(found)
    yield from (f"  {line}" for line in stories(found.fates))


def stories(fates: Sequence[Fate]) -> Iterator[str]:
    """A line for each order that did not end as it would have without the fault."""
    for each in fates:
        if each.end == NEVER or each.wrong or not each.as_without or each.right is False:
            why = "; ".join(each.wrong) or each.where or each.during
            yield f"{each.order_id} ({each.kind}), {each.service} {each.fault}: {each.end}: {why}"


HEAD = ("fault", "orders", "finished", "waited", "given up", "refused", "by itself", "last, s",
        "by hand", "last, s", "again", "never", "wrong")  # fmt: skip


def _table(found: Failures) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [HEAD]
    for name, fates in by_fault(found.fates).items():
        told = counted(fates)
        done = told["finished"] + told["compensated"]
        rows.append((
            name, *(str(x) for x in (
                told["orders"], done, told["waited"], told["given_up"], told["refused"],
                told["by_itself"], told["last_by_itself"], told["by_hand"], told["last_by_hand"],
                told["placed_again"], told["never"], told["inconsistent"],
            )),
        ))  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *others = (x.rjust(width) for x, width in zip(row, widths, strict=True))
        yield f"  {'  '.join([first.strip().ljust(widths[0]), *others])}"


def _stuck(fate: Fate) -> bool:
    return fate.during not in (FINISHED, COMPENSATED)


def _last(fates: Sequence[Fate], end: str) -> float:
    """Seconds from the service's return until the last that ended so was settled."""
    return max((x.seconds or 0.0 for x in fates if x.end == end and _stuck(x)), default=0.0)


def _name(words: str) -> str:
    return words.replace(" ", "_")

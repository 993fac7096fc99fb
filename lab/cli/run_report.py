"""A run's report in words."""

import sys
from collections.abc import Iterator

from lab.cli.output import aligned
from lab.invariants import Invariant
from lab.workload.report import OrderResult, RunReport, ending

FIRST = 10
"""So many orders are shown; --json has them all."""


def lines(report: RunReport) -> Iterator[str]:
    """The report, ready to print."""
    total = len(report.results)
    settled = total - len(report.unsettled)
    yield f"{report.design}: {settled} of {total} orders settled in {report.seconds:.1f} s"
    yield ""
    for how, count in sorted(report.outcomes.items(), key=lambda each: (-each[1], each[0])):
        yield f"  {count:>5}  {how}"
    yield ""
    yield from _orders(report.results)
    yield ""
    yield from map(_invariant, report.invariants)
    if report.unsettled:
        yield ""
        yield "Where the unsettled orders are:"
        yield from (f"  {each}" for each in report.unsettled[:FIRST])
        yield from _more(len(report.unsettled), "unsettled orders")


def sentence(report: RunReport) -> str:
    """Why the run is not sound, in one sentence."""
    faults = []
    if report.unsettled:
        faults.append(f"{len(report.unsettled)} of {len(report.results)} orders did not settle")
    broken = [invariant.name for invariant in report.invariants if not invariant.holds]
    if broken:
        faults.append(f"broken: {'; '.join(broken)}")
    return f"{report.design} did not end as it must ({', '.join(faults)})."


def _orders(results: tuple[OrderResult, ...]) -> Iterator[str]:
    shown = results[:FIRST]
    rows = [("order", "outcome", "charged", "refunded", "shipped", "seconds")]
    for each in shown:
        money = _euros(each.charged), _euros(each.refunded)
        shipped = "yes" if each.shipped else ""
        rows.append((each.order_id, ending(each), *money, shipped, f"{each.seconds:.2f}"))
    yield from aligned(rows, 2, rule="")
    yield from _more(len(results), "orders")


def _more(count: int, what: str) -> Iterator[str]:
    if count > FIRST:
        yield f"  and {count - FIRST} more {what}: --json prints them all"


def _invariant(invariant: Invariant) -> str:
    mark = _mark("✓", "holds:") if invariant.holds else _mark("✗", "BROKEN:")
    return f"  {mark} {invariant.name} ({invariant.detail})"


def _euros(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02} EUR" if cents else ""


def _mark(sign: str, plain: str) -> str:
    try:
        sign.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return plain
    return sign

"""Who plays in the demo, and the demo in words; every figure comes from the performance."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from lab.cli.output import aligned
from lab.trace import Counts, OrderTrace
from lab.workload.orders import order_of
from lab.workload.report import ending
from lab.workshop import Act, Performance
from orderflow.order import Order
from orderflow.world import World


@dataclass(frozen=True)
class Part:
    """One customer's order, how it is meant to end, and the sentence that introduces it."""

    order: Order
    ends: str
    told: str


CAST = (
    Part(
        order_of("ada", "ada", "DE", {"lamp": (2, 3900), "rug": (1, 12500)}),
        "confirmed",
        "Ada wants two lamps and a rug, sent to Germany. All is there, and she can pay.",
    ),
    Part(
        order_of("ben", "ben", "FR", {"rug": (3, 12500)}),
        "cancelled: out of stock",
        "Ben wants three rugs, and the shop has only two.",
    ),
    Part(
        order_of("cleo", "cleo", "NL", {"chair": (4, 8900)}),
        "cancelled: payment declined",
        "Cleo wants four chairs for 356.00 euros, and her card holds 200.00.",
    ),
    Part(
        order_of("dan", "dan", "IS", {"lamp": (1, 3900), "chair": (2, 8900)}),
        "cancelled: no carrier",
        "Dan can pay, but lives in Iceland, and no carrier goes there.",
    ),
)

WORLD = World(
    stock={"lamp": 10, "rug": 2, "chair": 12},
    balances={"ada": 50_000, "ben": 90_000, "cleo": 20_000, "dan": 60_000},
    carriers={"DE": 5, "FR": 5, "NL": 5},
)


OPENING = """\
One shop, one workflow, built twice.

    place order > reserve stock > take payment > book shipment > confirm order

  Choreography   Four services publish what happened and subscribe to what concerns them.
                 Nobody is in charge; SNS and SQS carry the events.
  Orchestration  One state machine asks the same four services, step by step.
                 Step Functions is in charge; the services know no next step.

Both run here, on this machine: real templates, real function processes, no account."""

CAST_HEADING = "Four customers place an order in each design."
TOOK_HEADING = "What each order took: counted, not timed."
CLOSING = """\
There are more changes: `ripple change list`. `make changes` makes them all, and measures how
far each travels; docs/findings.md says what came of it."""
TIMES = "Times are those of the engine on this machine. They say nothing about AWS; counts do."


def cast_lines() -> Iterator[str]:
    """Who orders what, and how it is meant to end."""
    for part in CAST:
        yield f"  {part.told}"


def outcome_lines(performance: Performance) -> Iterator[str]:
    """Each order's end in both designs, and whether the designs agree."""
    ends = {
        design: {result.order_id: ending(result) for result in act.report.results}
        for design, act in performance.acts.items()
    }
    rows = [["order", *ends]]
    rows += [
        [part.order.order_id, *(each[part.order.order_id] for each in ends.values())]
        for part in CAST
    ]
    yield from aligned(rows)
    yield ""
    if performance.differences:
        yield "The two designs did NOT end in the same business state:"
        yield from (f"  {line}" for line in performance.differences)
    else:
        yield (
            "Same orders in, same business state out: every order, reservation, payment, shipment,"
        )
        yield "unit of stock and cent agrees between the two designs."
    for design, act in performance.acts.items():
        broken = [each for each in act.report.invariants if not each.holds]
        held = len(act.report.invariants) - len(broken)
        yield f"  {design}: {held} of {len(act.report.invariants)} invariants hold"
        yield from (f"    broken: {each.name}: {each.detail}" for each in broken)


def story_heading(order_id: str) -> str:
    """Announces the order whose two timelines follow."""
    told = next(part.told for part in CAST if part.order.order_id == order_id)
    return f"One order, two ways. {told}"


def timeline(design: str, trace: OrderTrace) -> Iterator[str]:
    """One order's timeline in one design, and the thing to notice."""
    yield f"{design.capitalize()}:"
    # Piped into a file, a line may be as long as it is.
    width = shutil.get_terminal_size(fallback=(160, 24)).columns - 2
    yield from (f"  {line}" for line in trace.timeline(width).splitlines())
    yield ""
    yield _notice(trace)


def _notice(trace: OrderTrace) -> str:
    services = {span.service for span in trace.spans}
    if not trace.transitions:
        return (
            f"No line above was decided in one place: {len(services)} services each heard an event "
            "and answered\nwith one. To follow the order you read all of their logs."
        )
    return (
        f"Every line above was decided by the state machine: the {len(services)} services were "
        "asked and answered.\nTo follow the order you read one execution history."
    )


def took_lines(performance: Performance) -> Iterator[str]:
    """What each order took in each design."""
    heading = [
        "order",
        "design",
        "function runs",
        "published",
        "delivered",
        "states",
        "table calls",
    ]
    rows = [heading]
    for part in CAST:
        for number, (design, act) in enumerate(performance.acts.items()):
            name = "" if number else part.order.order_id
            rows.append([name, design, *_figures(act.counts[part.order.order_id])])
    yield from aligned(rows, numbers_from=2)
    yield ""
    told = ";\n".join(f"{design} {_took(act)}" for design, act in performance.acts.items())
    yield f"In all, {told}."


def _took(act: Act) -> str:
    """What an act took in all, of messages and of states."""
    took = [
        sum(getattr(each, what) for each in act.counts.values())
        for what in ("messages_published", "messages_delivered", "state_transitions")
    ]
    published, delivered, states = took
    entered = f"entered {states} states and " if states else ""
    return entered + (
        f"published {published} messages and delivered {delivered}"
        if published
        else "published none"
    )


def _figures(counted: Counts) -> list[str]:
    return [
        str(counted.invocations),
        str(counted.messages_published or "-"),
        str(counted.messages_delivered or "-"),
        str(counted.state_transitions or "-"),
        str(counted.table_calls),
    ]

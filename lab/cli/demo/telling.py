"""The demo in words, for a presenter to read aloud; every figure comes from the performance."""

import shutil
from collections.abc import Iterator, Sequence

from lab.cli.demo.cast import CAST
from lab.trace import Counts, OrderTrace
from lab.workload.report import ending
from lab.workshop import Act, Performance

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
There are eight more changes: `ripple change list`. `make changes` makes all ten, and measures how
far each travels; docs/findings.md says what came of it."""
TIMES = "Times are those of the engine on this machine. They say nothing about AWS; counts do."


def cast_lines() -> Iterator[str]:
    """Who orders what, and how it is meant to end."""
    for part in CAST:
        yield f"  {part.told}"


def outcome_lines(performance: Performance) -> Iterator[str]:
    """Each order's end on both sides, and whether the sides agree."""
    ends = {
        side: {result.order_id: ending(result) for result in act.report.results}
        for side, act in performance.acts.items()
    }
    rows = [["order", *ends]]
    rows += [
        [part.order.order_id, *(ends[side][part.order.order_id] for side in ends)] for part in CAST
    ]
    yield from table(rows)
    yield ""
    if performance.differences:
        yield "The two designs did NOT end in the same business state:"
        yield from (f"  {line}" for line in performance.differences)
    else:
        yield (
            "Same orders in, same business state out: every order, reservation, payment, shipment,"
        )
        yield "unit of stock and cent agrees between the two designs."
    for side, act in performance.acts.items():
        broken = [each for each in act.report.invariants if not each.holds]
        held = len(act.report.invariants) - len(broken)
        yield f"  {side}: {held} of {len(act.report.invariants)} invariants hold"
        yield from (f"    broken: {each.name}: {each.detail}" for each in broken)


def story_heading(order_id: str) -> str:
    """Announces the order whose two timelines follow."""
    told = next(part.told for part in CAST if part.order.order_id == order_id)
    return f"One order, two ways. {told}"


def timeline(side: str, trace: OrderTrace) -> Iterator[str]:
    """One order's timeline on one side, and the thing to notice."""
    yield f"{side.capitalize()}:"
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
    """What each order took on each side."""
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
        for number, (side, act) in enumerate(performance.acts.items()):
            name = "" if number else part.order.order_id
            rows.append([name, side, *_figures(act.counts[part.order.order_id])])
    yield from table(rows, numbers_from=2)
    yield ""
    told = ";\n".join(f"{side} {_took(act)}" for side, act in performance.acts.items())
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


def table(rows: Sequence[Sequence[str]], numbers_from: int = 99) -> Iterator[str]:
    """Rows as aligned text under a ruled heading; columns of numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = [
            cell.rjust(width) if place >= numbers_from else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"  {'   '.join(cells)}".rstrip()
        if number == 0:
            yield f"  {'   '.join('-' * width for width in widths)}"

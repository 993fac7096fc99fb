"""A service fails, on the stage: payments does not run for a while, for an order a design."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.wording import counted, listed
from lab.cli.output import aligned
from lab.deployment import Deployment
from lab.drilling.fates import GIVEN_UP, HAND, ITSELF, WAITED, Fate
from lab.drilling.faults import DOWN, Case, service_down
from lab.drilling.ground import Progress
from lab.drilling.kinds import CONFIRMED, lone
from lab.drilling.outages import Met, Wave
from lab.interruption import Threads
from lab.whereabouts import Whereabouts

SERVICE = "payments"
AWAY = 10.0
"""Seconds: the three retries of a workflow are over by then, the four deliveries of a queue not."""

REST = 6
"""Seconds for which a message stays hidden that nobody got to; the shipped queues say 90."""

OWN = 600
"""The number of the order: others' countries have lower ones."""

HEADING = "A service fails: payments does not run, while an order is under way in each design."


@dataclass(frozen=True)
class Failed:
    """What became of the order, and where it was found meanwhile."""

    fate: Fate
    found: Whereabouts | None

    def to_wire(self) -> dict[str, Any]:
        """As JSON has it."""
        found = self.found.to_json() if self.found else None
        return {"fate": self.fate.to_wire(), "found": found}


Outcome = Mapping[str, Failed]
"""By design."""


def fail_payments(deployments: Mapping[str, Deployment], progress: Progress) -> Outcome:
    """Let the service fail in every design at once."""

    def failed(deployment: Deployment) -> Failed:
        [order] = lone([CONFIRMED], "p", first=OWN)
        case = Case(DOWN, SERVICE, order.kind, service_down(deployment, SERVICE, rest=REST))
        met = Met(case, order, ())
        [fate] = Wave(deployment, [met], AWAY, progress=progress).run()
        return Failed(fate, met.found)

    with Threads(len(deployments), "failing") as pool:
        found = {name: pool.submit(failed, each) for name, each in deployments.items()}
        return {name: each.result() for name, each in found.items()}


def lines(outcome: Outcome) -> Iterator[str]:
    """A row a design: how the order stood, where it was found and at what price, how it ended."""
    rows = [["design", "the order", "was found at", "how sure", "by asking", "went on"]]
    for design, each in outcome.items():
        rows.append([design, each.fate.during, *_where(each.found), each.fate.end])
    yield from aligned(rows)
    yield ""
    patient = _those(outcome, WAITED, ITSELF)
    if patient:
        yield f"  {patient}: the message rested, came again, and nobody had to act."
    over = _those(outcome, GIVEN_UP, HAND)
    if over:
        yield f"  {over}: all tries were over, and somebody had to send the order on by hand."
    yield f"Payments was back after {AWAY:g} s; a message rested for {REST} s, as shipped it is 90."
    yield "To let each service fail in each way: `ripple drill faults DESIGN`; to find an order of"
    yield "yours: `ripple where ORDER`."


def _where(found: Whereabouts | None) -> tuple[str, str, str]:
    if found is None:
        return "-", "-", "-"
    return str(found.at or "nobody"), found.sure, counted(found.stores, "store")


def _those(outcome: Outcome, during: str, end: str) -> str:
    kept = [x for x, each in outcome.items() if (each.fate.during, each.fate.end) == (during, end)]
    return listed(kept)

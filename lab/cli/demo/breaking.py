"""A message broken on its way, on the stage: what a card is charged with, gone and then nothing."""

from collections.abc import Iterator, Mapping

from analysis.breakage.model import Breakage, Mutant, Reaction
from lab.cli.output import aligned
from lab.deployment import Deployment
from lab.drilling.breaking import break_in_each
from lab.drilling.ground import Progress

CHARGED = {"OrderPlaced": "data.total", "request:TakePaymentFunction": "amount"}
"""By contract, the field that says what a card is charged with."""

WAYS = ("renamed", "emptied")
HEADING = "A message is broken on its way: what a card is charged with is renamed, then emptied."

Broken = Mapping[str, Breakage]
"""By design, what came of it."""


def break_charges(deployments: Mapping[str, Deployment], progress: Progress) -> Broken:
    """Break that field in every design at once, an order each."""

    def wanted(each: Mutant) -> bool:
        return each.how in WAYS and CHARGED.get(each.contract) == each.path

    return break_in_each(deployments, wanted, progress)


def lines(found: Broken) -> Iterator[str]:
    """A row a design and way, and what to notice."""
    first, *others = found.values()
    services = [x for x in first.services if all(x in each.services for each in others)]
    rows = [["design", "the total is", *services, "who noticed"]]
    for design, broken in found.items():
        for way in WAYS:
            rows += [
                [design, way, *(_word(each, x) for x in services), _noticed(each)]
                for each in broken.verdicts
                if each.mutant.how == way
            ]
    yield from aligned(rows)
    yield ""
    silent = [each for broken in found.values() for each in broken.silent]
    if silent:
        yield "A field that is gone is noticed. One that is there and means nothing is charged:"
        yield f"{len(silent)} orders went out for nothing, and no log, queue or execution says so."
    yield "To break every field and every message: `ripple drill contracts DESIGN`."


def _word(each: Reaction, service: str) -> str:
    return each.reactions.get(service, "-")


def _noticed(each: Reaction) -> str:
    """Who failed, a function rather than the machine that asked it."""
    return next((x.partition(" in ")[2] for x in reversed(each.noticed)), "nobody")

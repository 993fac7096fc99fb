"""The figures of a contract drill by name, for whoever quotes them."""

from collections import Counter

from analysis.breakage.model import (
    REFUSED,
    SETTLED,
    STARVED,
    UNAFFECTED,
    WRONG,
    Breakage,
    Reaction,
)
from analysis.breakage.readers import Held

Figure = int | float

WORST = (WRONG, REFUSED, STARVED, UNAFFECTED)
"""For an order, the gravest first; what refused is graver than what starved of it."""


def worst_of(reaction: Reaction) -> str:
    """The gravest that any service did."""
    return next((each for each in WORST if each in reaction.reactions.values()), UNAFFECTED)


def figures(found: Breakage, readers: Held | None = None) -> dict[str, Figure]:
    """Counts and whole percents: how many were broken, what came of them, and who noticed."""
    kinds = Counter(worst_of(each) for each in found.verdicts)
    did = len(found.verdicts) - kinds[UNAFFECTED]
    told: dict[str, Figure] = {
        "broken": len(found.verdicts),
        "controls": len(found.controls),
        "controls_that_did_something": sum(worst_of(x) != UNAFFECTED for x in found.controls),
        **{each: kinds[each] for each in WORST},
        "did_something": did,
        "silent": len(found.silent),
        "silent_percent": round(100 * found.share(found.silent)),
        "silent_percent_of_effects": round(100 * len(found.silent) / did) if did else 0,
        "silent_settled": sum(each.end == SETTLED for each in found.silent),
        "lost": len(found.lost),
        "lost_percent": round(100 * found.share(found.lost)),
        "seconds": round(found.seconds),
    }
    if readers:
        told |= {
            "fields_held": len(readers.fields),
            "precision": round(readers.precision, 4),
            "recall": round(readers.recall, 4),
            "disagreements": len(readers.disagreements),
        }
    return told

"""How steps come to another order where nobody decides it alone: who hears what, and deployed how.

A step can begin before another is done, or go, as long as whoever follows waits for both, or for
what both have in common; the orders of deployment keep to that at every moment.
"""

from collections.abc import Sequence

from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.lookup import World
from analysis.prediction.process import Step, Succession
from analysis.prediction.undoing import CONTROL
from analysis.prediction.way import NO, UNKNOWN, YES
from analysis.wording import listed

BEGUN = "what began in the old order has to be ended by whoever meets it"
BOUNDARY = (
    "between a workflow and whoever hears of it both orders are half there, and executions that "
    "run keep the old one"
)


def followers(world: World, step: Step) -> list[Succession]:
    """What somebody does who waits for the step."""
    return [link for link in world.process.after(step.id) if link.waiting]


def begins(world: World, step: Step) -> bool:
    """Whether nothing sets the step off that others could hear too."""
    return not world.process.before(step.id) and not step.decider


def follow_both(world: World, draft: ImpactDraft, one: Step, other: Step) -> tuple[str, ...]:
    """Whoever waits for a step waits for the other too; who they are."""
    found: dict[str, None] = {}
    for link in followers(world, one):
        follows = world.process.steps[link.after]
        for part in link.waiting:
            reason = f"must {follows.deed} only once {other.name} is done too, whichever is later"
            draft.hit(part, CONTROL, reason, by=link.on or one.id, at=link.evidence)
            found[part] = None
    draft.knows(found, other.deciders, f"waits for {other.name} too")
    return tuple(found)


def in_turn(world: World, draft: ImpactDraft, why: str, *turns: Sequence[str]) -> None:
    """A safe order: these one after the other, and all that is left before the last.

    There is none where one service would have to come first and last.
    """
    *first, last = turns
    home = world.home
    ending = {home(part) for part in last}
    if torn := [part for part in first[0] if home(part) in ending] if first else []:
        told = listed(list(dict.fromkeys(map(home, torn))))
        draft.deploy(NO, why=f"{told} would have to come first and last: deploy it twice")
        return
    named = [part for turn in first for part in turn]
    rest = [part for part in draft.causes if part not in named and home(part) not in ending]
    kept = [part for part in named if home(part) not in ending]
    draft.deploy(YES, *kept, *rest, *last, why=why)


def at_once(draft: ImpactDraft, before: Step, after: Step) -> None:
    """There is no order of deployment: each of the two passes the other's orders by."""
    why = (
        f"with {after.name} new first, what follows it goes on before {before.name} is done; with "
        f"{before.name} new first, each waits for the other: deploy all at once, with new orders "
        "held back, and let events say by a version, or a field, in which order they were begun"
    )
    draft.deploy(NO, why=why)


def unknown(draft: ImpactDraft, why: str) -> None:
    """Nothing can be said of an order of deployment."""
    draft.deploy(UNKNOWN, why=why)

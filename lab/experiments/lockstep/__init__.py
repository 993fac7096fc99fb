"""One service at a time: which steps are safe alone, and is there an order safe at every step?"""

from collections.abc import Callable, Sequence

from lab.experiments.lockstep.judging import AS_EVER, Expected
from lab.experiments.lockstep.rehearsal import Rehearsal
from lab.experiments.lockstep.search import Done, Lockstep, Trial, search
from lab.experiments.mixing import Owners, Version
from lab.packaging.bundle import Bundle
from lab.places import Place

__all__ = ["Expected", "Lockstep", "Owners", "Trial", "lockstep", "search"]

Progress = Callable[[str], None]


def lockstep(  # noqa: PLR0913 - what it takes, each of another kind
    place: Place,
    old: Bundle,
    new: Bundle,
    units: Sequence[str],
    owners: Owners,
    *,
    stack: str,
    expected: Expected = AS_EVER,
    whole: Callable[[], Trial | None] = lambda: None,
    progress: Progress = lambda _: None,
) -> Lockstep:
    """Deploy mixes of the two versions, one new unit more each time, and place today's orders.

    old, new: one design, packed for the place by `lab.deployment.packed`; units: those to be made
    new one by one; stack: made and taken away here; whole: what is known of all of them new, asked
    once the search comes to it; None: it is tried as any other. Raises LabError where the lab
    itself fails.
    """
    versions = Version(old, owners.before), Version(new, owners.after)
    with Rehearsal(place, *versions, stack, expected) as rehearsal:

        def judge(done: Done) -> Trial:
            told = whole() if done == frozenset(units) else None
            step = told or rehearsal.judge(done)
            progress(f"{' and '.join(sorted(done))} new: {step.why or 'safe'}")
            return step

        return search(units, judge)

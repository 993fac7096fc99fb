"""The search for an order of deployment in which every state on the way is safe."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Trial:
    """Whether the orders get through in this state; if not, what happens, in words.

    rounds: how often all were placed, 0 where that was not needed; wrong: in how many of these
    something went wrong; excused: what did that a change says is excused, and its reason.
    """

    safe: bool
    why: str = ""
    rounds: int = 0
    wrong: int = 0
    excused: tuple[str, ...] = ()


Done = frozenset[str]
Judge = Callable[[Done], Trial]


@dataclass(frozen=True)
class Lockstep:
    """What deploying the touched units one by one would do to the orders of today.

    single: each unit new alone; order: one that is safe after every step, None where there is
    none, and then ``why_none`` says what stops it; tried: how many mixes were looked at; rounds:
    how often all orders were placed in them.
    """

    units: tuple[str, ...]
    single: Mapping[str, Trial]
    order: tuple[str, ...] | None
    tried: int
    why_none: str = ""
    rounds: int = 0

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON carries it."""
        order = None if self.order is None else list(self.order)
        return {**asdict(self), "units": list(self.units), "order": order}


def search(units: Sequence[str], judge: Judge) -> Lockstep:
    """Judge each unit alone, then look for an order, depth first, over safe states only.

    A state is the set of units that are new already, and is judged once.
    Units are tried in the order given, those that are safe alone before the others.
    """
    known: dict[Done, Trial] = {}

    def judged(done: Done) -> Trial:
        if done not in known:
            known[done] = judge(done)
        return known[done]

    single = {unit: judged(frozenset({unit})) for unit in units}
    by_hope = sorted(single, key=lambda unit: not single[unit].safe)
    path = _path(by_hope, judged)
    return Lockstep(
        units=tuple(single),
        single=single,
        order=path,
        tried=len(known),
        why_none="" if path is not None else _why_none(by_hope, known),
        rounds=sum(each.rounds for each in known.values()),
    )


def _path(units: Sequence[str], judged: Judge) -> tuple[str, ...] | None:
    """The first order whose every state is safe; no state is entered twice."""
    entered: set[Done] = set()

    def onwards(so_far: tuple[str, ...]) -> tuple[str, ...] | None:
        done = frozenset(so_far)
        entered.add(done)
        if len(done) == len(units):
            return so_far
        for unit in units:
            after = done | {unit}
            if unit not in done and after not in entered and judged(after).safe:
                found = onwards((*so_far, unit))
                if found is not None:
                    return found
        return None

    return onwards(())


def _why_none(units: Sequence[str], known: Mapping[Done, Trial]) -> str:
    """What stops at the state that came nearest: each next step and what it breaks."""
    everything = known.get(frozenset(units))
    if everything and len(units) == 1:
        return f"Its one step is not safe: {everything.why}."
    if everything and not everything.safe:
        return f"Even with all of them new, {everything.why}."
    safe = [done for done, step in known.items() if step.safe and done < frozenset(units)]
    nearest = max(safe, key=len, default=frozenset[str]())
    start = "From the old design"
    if nearest:
        are = "is" if len(nearest) == 1 else "are"
        start = f"Once {' and '.join(sorted(nearest))} {are} new"
    left = sorted(set(units) - nearest)
    blocked = "; ".join(f"with {unit}, {known[nearest | {unit}].why}" for unit in left)
    return f"{start}, no next step is safe: {blocked}."

"""Mixes of two versions deployed one over the other, and today's orders placed in each."""

import uuid
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Self

from lab.deployment import Deployment, deploy, remove
from lab.errors import DeploymentFailed
from lab.experiments.aftermath import UNSETTLED
from lab.experiments.cases import NOT_PLACED
from lab.experiments.lockstep.awaiting import place_and_watch
from lab.experiments.lockstep.judging import (
    AS_EVER,
    Expected,
    faults,
    has_table,
    own_samples,
    samples,
)
from lab.experiments.lockstep.search import Trial
from lab.experiments.mixing import Version, mix
from lab.packaging.bundle import Bundle
from lab.places import Place
from lab.tables import write_items
from orderflow.world import World, seed_items

MAY_WAIT = {UNSETTLED, NOT_PLACED}


class Rehearsal:
    """One stack in which mix follows mix; where one went wrong, the next begins afresh."""

    def __init__(
        self, place: Place, old: Version, new: Version, stack: str, expected: Expected = AS_EVER
    ) -> None:
        self._place, self._stack, self._expected = place, stack, expected
        self._old, self._new = old, new
        self._clean = False

    def judge(self, done: Set[str]) -> Trial:
        """Whether today's orders get through where these units are new and all others old."""
        mixed = mix(self._old, self._new, done)
        if mixed.obstacles:
            more = len(mixed.obstacles) - 1
            others = f", and {more} more like it" if more else ""
            return Trial(False, f"it cannot be deployed: {mixed.obstacles[0]}{others}")
        rounds: list[Round] = []
        deployment = None
        while not stands(rounds):
            if deployment is None or not rounds[-1].clean:
                try:
                    deployment = self._deployed(mixed.bundle, afresh=bool(rounds))
                except DeploymentFailed as error:
                    return Trial(False, f"it cannot be deployed: {error}")
            rounds.append(rehearse(deployment, self._expected))
        self._clean = rounds[-1].clean
        return verdict(rounds)

    def _deployed(self, bundle: Bundle, *, afresh: bool) -> Deployment:
        if afresh or not self._clean:
            remove(self._place, self._stack)
        self._clean = False
        return deploy(self._place, bundle.design, stack=self._stack, bundle=bundle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        remove(self._place, self._stack)


@dataclass(frozen=True)
class Round:
    """What went wrong first when all orders were placed once, "" where nothing did.

    excused: what did of orders that a change excuses, each with its reason.
    """

    why: str = ""
    excused: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is left behind that a next round might meet."""
        return not self.why and not self.excused


ALIKE, MOST = 2, 5
"""A verdict stands once so many rounds in a row agree; after so many there is none."""


def stands(rounds: Sequence[Round]) -> bool:
    """Whether no further round is needed."""
    last = {bool(each.why) for each in rounds[-ALIKE:]}
    return len(rounds) >= MOST or (len(rounds) >= ALIKE and len(last) == 1)


def verdict(rounds: Sequence[Round]) -> Trial:
    """What the rounds come to: an order that was lost once can be lost again."""
    whys = [each.why for each in rounds if each.why]
    excused = tuple(dict.fromkeys(what for each in rounds for what in each.excused))
    often = f" (in {len(whys)} of {len(rounds)} rounds)" if 0 < len(whys) < len(rounds) else ""
    why = f"{whys[0]}{often}" if whys else ""
    return Trial(not whys, why, len(rounds), len(whys), excused)


def rehearse(deployment: Deployment, expected: Expected = AS_EVER) -> Round:
    """Place today's orders and the change's own, each of a new name; what becomes of them."""
    mark = f"{uuid.uuid4().hex[:8]}-"
    todays, todays_world = samples(mark)
    own, own_world, rows = own_samples(mark, expected.own)
    placed = (*todays, *own)
    whole = World(
        {**todays_world.stock, **own_world.stock},
        {**todays_world.balances, **own_world.balances},
        {**todays_world.carriers, **own_world.carriers},
    )
    world = World(
        whole.stock if has_table(deployment, "inventory") else {},
        whole.balances if has_table(deployment, "payments") else {},
        whole.carriers if has_table(deployment, "shipping") else {},
    )
    met = (row for row in rows if has_table(deployment, row[0]))
    write_items(deployment, (*seed_items(world), *met))
    patient = {each.order.order_id for each in placed if expected.allowed(each) & MAY_WAIT}
    watched = place_and_watch(deployment, [each.order for each in placed], patient)
    wrong, excused = "", []
    for sample, what in faults(deployment, placed, world, watched, expected):
        said = what.replace(mark, "")
        if reason := expected.excuse(sample.name) if sample else None:
            excused.append(f"{said}: {reason}")
        else:
            wrong = wrong or said
    return Round(wrong, tuple(excused))

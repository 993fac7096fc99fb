"""Mixes of two versions deployed one over the other, and today's orders placed in each."""

import uuid
from collections.abc import Set
from typing import Self

from lab.deployment import Deployment, deploy, remove
from lab.errors import DeploymentFailed
from lab.experiments.aftermath import UNSETTLED
from lab.experiments.lockstep.awaiting import place_and_watch
from lab.experiments.lockstep.judging import AS_EVER, Expected, faults, has_table, samples
from lab.experiments.lockstep.search import Trial
from lab.experiments.mixing import Version, mix
from lab.places import Place
from lab.tables import write_items
from orderflow.world import World, seed_items


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
        if not self._clean:
            remove(self._place, self._stack)
        self._clean = False
        bundle = mixed.bundle
        try:
            deployment = deploy(self._place, bundle.design, stack=self._stack, bundle=bundle)
        except DeploymentFailed as error:
            return Trial(False, f"it cannot be deployed: {error}")
        why = rehearse(deployment, self._expected)
        self._clean = not why
        return Trial(not why, why)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        remove(self._place, self._stack)


def rehearse(deployment: Deployment, expected: Expected = AS_EVER) -> str:
    """Place today's orders, each of a new name; what goes wrong first, "" where nothing does."""
    mark = f"{uuid.uuid4().hex[:8]}-"
    placed, whole = samples(mark)
    world = World(
        whole.stock if has_table(deployment, "inventory") else {},
        whole.balances if has_table(deployment, "payments") else {},
        whole.carriers if has_table(deployment, "shipping") else {},
    )
    write_items(deployment, seed_items(world))
    patient = {each.order.order_id for each in placed if UNSETTLED in expected.allowed(each)}
    watched = place_and_watch(deployment, [each.order for each in placed], patient)
    return next(faults(deployment, placed, world, watched, expected), "").replace(mark, "")

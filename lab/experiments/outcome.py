"""What became of one design in an experiment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lab.deployment import Deployment, ResourceChange
from lab.designs import Design
from lab.experiments.live import LiveUpdate
from lab.experiments.lockstep import Lockstep
from lab.experiments.stories import OLD, Story


@dataclass(frozen=True)
class DesignRun:
    """What became of one design.

    base: the new stories as they end on the design as it was, up to the first that fails.
    """

    design: Design
    deployment: Deployment
    old: tuple[Story, ...] = ()
    new: tuple[Story, ...] = ()
    base: tuple[Story, ...] | None = None
    live: LiveUpdate | None = None
    lockstep: Lockstep | None = None

    @property
    def resources(self) -> tuple[ResourceChange, ...]:
        """What the change set said of each resource."""
        return self.deployment.changes

    def told_more(self, stories: Sequence[Story]) -> "DesignRun":
        """With these stories too, old and new told apart."""
        old = tuple(each for each in stories if each.name.startswith(OLD))
        new = tuple(each for each in stories if not each.name.startswith(OLD))
        return replace(self, old=(*self.old, *old), new=(*self.new, *new))

    @property
    def fails_on_base(self) -> bool | None:
        """Whether the new stories tell the change from its absence; None if not tried."""
        return None if self.base is None else any(not each.passed for each in self.base)

    @property
    def passed(self) -> bool:
        """Whether every story holds, and the new ones do not hold without the change."""
        told = (*self.old, *self.new)
        return bool(self.new) and all(e.passed for e in told) and self.fails_on_base is not False

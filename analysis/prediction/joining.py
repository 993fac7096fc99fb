"""Several changes of one request: who must change for any of them, in which ways together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, product
from math import prod
from typing import Any

from analysis.plain_text import plain
from analysis.plain_values import to_plain
from analysis.prediction.impact import Impact
from analysis.prediction.way import NO, SAFE, YES, Deployment
from analysis.wording import counted, listed

_MOST = 5_000
"""Together, of the ways of several changes: more are not tried."""


@dataclass(frozen=True)
class Together:
    """The sets of several changes in one system, each made by one of its ways."""

    impacts: tuple[Impact, ...]

    @property
    def title(self) -> str:
        """The system's name."""
        return self.impacts[0].title

    @property
    def components(self) -> tuple[str, ...]:
        """Every part that must change."""
        return _all(each.components for each in self.impacts)

    @property
    def services(self) -> tuple[str, ...]:
        """Every service that must change."""
        return _all(each.services for each in self.impacts)

    @property
    def existing(self) -> tuple[str, ...]:
        """Those of them that are there already."""
        new = {each for impact in self.impacts for each in impact.new}
        return tuple(each for each in self.services if each not in new)

    @property
    def redeployed(self) -> tuple[str, ...]:
        """The services that need no edit, and share code with those that do."""
        found = _all(each.way.redeployed for each in self.impacts)
        return tuple(each for each in found if each not in self.services)

    @property
    def deployment(self) -> Deployment:
        """An order that is safe for all of them, if each has one and they agree."""
        several = [each.way.deployment for each in self.impacts]
        worst = max((each.safe for each in several), key=SAFE.index)
        if worst != YES:
            why = next(each.why for each in several if each.safe == worst)
            return Deployment(worst, why=why)
        before: dict[str, list[str]] = {}
        for each in several:
            before |= {part: before.get(part, []) for part in each.order}
            for one, other in pairwise(each.order):
                before[other].append(one)
        try:
            return Deployment(YES, tuple(TopologicalSorter(before).static_order()))
        except CycleError:
            return Deployment(
                NO, why="two of the changes ask for opposite orders: one by one, then"
            )

    def to_text(self) -> str:
        """Who must change for all of them, as text; ends with a newline."""
        said = f"{counted(len(self.services), 'service')} must change: {listed(self.services)}."
        lines = [f"{self.title}: {counted(len(self.impacts), 'change')} together", "", f"  {said}"]
        lines += [
            f"    {each.change}: {listed(each.services)} ({each.way.name})" for each in self.impacts
        ]
        lines.append(f"  Deploy: {self.deployment}")
        if self.redeployed:
            shared = f"{listed(self.redeployed)}, if code that they share is edited"
            lines.append(f"  Only redeployed: {shared}")
        return plain("\n".join(lines)) + "\n"

    def to_wire(self) -> dict[str, Any]:
        """It as plain JSON values."""
        return {
            "title": self.title,
            "changes": [str(each.change) for each in self.impacts],
            "ways": [each.way.name for each in self.impacts],
            "components": list(self.components),
            "services": list(self.services),
            "existing_services": list(self.existing),
            "redeployed": list(self.redeployed),
            "deployment": to_plain(self.deployment),
        }


def joined(impacts: Sequence[Impact]) -> Mapping[str, Together]:
    """By system, the changes that are asked of it together; none where there is only one."""
    found: dict[str, list[Impact]] = {}
    for each in impacts:
        found.setdefault(each.title, []).append(each)
    return {title: _chosen(several) for title, several in found.items() if len(several) > 1}


def _chosen(several: Sequence[Impact]) -> Together:
    """The ways that together have the fewest existing services edited, then a safe order.

    Of equals, those that are recommended one by one; these too where there are too many to try.
    """
    firm = [
        [one for one in each.ways if one is each or not (one.way.hidden or one.way.halfway)]
        for each in several
    ]
    if prod(map(len, firm)) > _MOST:
        return Together(tuple(several))
    return min((Together(each) for each in product(*firm)), key=_cost)


def _cost(together: Together) -> tuple[int, int]:
    return len(together.existing), SAFE.index(together.deployment.safe)


def _all(several: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for some in several for each in some))

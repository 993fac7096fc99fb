"""What a difference shows of who hears whom: events gained and lost, by service."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.difference import Difference, Version, difference
from analysis.difference.contracts import readers
from analysis.facts import Contract
from analysis.graph.model import Edge
from analysis.graph.waiting import Fed, waits
from analysis.records import dataclass


@dataclass(frozen=True)
class Clue:
    """That an operator was at work: how telling that is, and what was seen."""

    weight: int
    operator: str
    seen: str


@dataclass(frozen=True)
class Subscriptions:
    """Of one version: by event, the services that hear it, and those that say it."""

    hear: Mapping[str, frozenset[str]]
    say: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, version: Version) -> "Subscriptions":
        """What is known of a version; a channel whose messages have no type is an event itself."""
        hear: dict[str, set[str]] = defaultdict(set)
        say: dict[str, set[str]] = defaultdict(set)
        waited = [
            edge
            for edge in waits(version.dependencies.flow, Fed(version.dependencies.flow))
            # Who answers a machine is heard by it; its steps are what its definition says.
            if edge.events or edge.source not in version.definitions
        ]
        for event, unit in _heard(version.dependencies, waited):
            hear[event].add(version.unit(unit))
        for event, unit in _said(version.dependencies, waited):
            say[event].add(version.unit(unit))
        return cls(
            {each: frozenset(units) for each, units in hear.items()},
            {each: frozenset(units) for each, units in say.items()},
        )


def _heard(dependencies: Dependencies, waited: Sequence[Edge]) -> Iterator[tuple[str, str]]:
    events = {x.id for x in dependencies.facts.contracts if _is_announced(x)}
    for contract, who in readers(dependencies).items():
        if contract in events:
            yield from ((contract, each) for each in who)
    for edge in waited:
        if not edge.events and edge.target not in dependencies.by_id:
            continue
        for event in edge.events or (f"what {edge.target} says",):
            yield event, edge.source


def _is_announced(contract: Contract) -> bool:
    """Whether it is no call's."""
    return contract.kind not in ("request", "response")


def _said(dependencies: Dependencies, waited: Sequence[Edge]) -> Iterator[tuple[str, str]]:
    for contract in dependencies.facts.contracts:
        if _is_announced(contract):
            yield from ((contract.id, owner) for owner in contract.owners)
    for edge in waited:
        for event in edge.events or (f"what {edge.target} says",):
            yield event, edge.target


class Sight:
    """A difference, looked at for who is new and gone, and who hears what no more or now."""

    def __init__(
        self,
        found: Difference,
        was: Subscriptions | None = None,
        now: Subscriptions | None = None,
    ) -> None:
        self.difference = found
        self.before, self.after = found.before, found.after
        self.new = frozenset(found.new_units)
        self.gone = frozenset(found.removed_units)
        there = set(self.before.components)
        self.came = frozenset(set(self.after.components) - there)
        self.left = frozenset(there - set(self.after.components))
        self.was = was or Subscriptions.of(self.before)
        self.now = now or Subscriptions.of(self.after)

    def back(self) -> "Sight":
        """The same, looked at from what it became to what it was."""
        return Sight(difference(self.after, self.before), self.now, self.was)

    @cached_property
    def gains(self) -> dict[str, frozenset[str]]:
        """By event, the services that hear it now and did not."""
        return _more(self.now.hear, self.was.hear)

    @cached_property
    def losses(self) -> dict[str, frozenset[str]]:
        """By event, the services that heard it and do no more."""
        return _more(self.was.hear, self.now.hear)

    def sayers(self, event: str) -> frozenset[str]:
        """Who says an event, before or after."""
        return self.was.say.get(event, frozenset()) | self.now.say.get(event, frozenset())


def _more(
    these: Mapping[str, frozenset[str]], than: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    found = {each: units - than.get(each, frozenset()) for each, units in these.items()}
    return {each: units for each, units in sorted(found.items()) if units}

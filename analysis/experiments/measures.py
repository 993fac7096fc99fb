"""The numbers of every outcome, by which the two designs are held against one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.experiments.entry import ResultEntry


@dataclass(frozen=True)
class Effort:
    """A number of every outcome; fewer is less work.

    ``counts`` name the entry's numbers that it is the sum of; without them, it is that of its key.
    """

    key: str
    name: str
    says: str
    counts: tuple[str, ...] = ()

    def of(self, entry: ResultEntry) -> int:
        """The number of one entry of the results."""
        return sum(map(entry.whole, self.counts or (self.key,)))


EFFORTS: Sequence[Effort] = (
    Effort("services_touched", "services touched", "new ones too"),
    Effort("existing_services_touched", "existing services touched", "without new ones"),
    Effort("files", "files", "of the side's own"),
    Effort("lines", "lines", "added and deleted", ("lines_added", "lines_deleted")),
    Effort("contracts_changed", "contracts changed", "messages, requests, responses"),
    Effort("functions_rehashed", "functions rehashed", "whose package differs"),
    Effort("resources_direct", "resources, direct", "changed by the template"),
    Effort("resources_caused", "resources, caused", "changed since another did"),
    Effort("stories_rewritten", "stories rewritten", "old ones that no longer hold"),
)
BY_KEY: Mapping[str, Effort] = {each.key: each for each in EFFORTS}

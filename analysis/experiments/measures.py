"""The numbers of every outcome, by which the two designs are held against one another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.experiments.entry import ResultEntry


@dataclass(frozen=True)
class Effort:
    """A number of every outcome; fewer is less work."""

    key: str
    name: str
    says: str
    of: Callable[[ResultEntry], int] = field(compare=False)


def _simple(key: str) -> Callable[[ResultEntry], int]:
    return lambda entry: entry.whole(key)


EFFORTS: Sequence[Effort] = (
    Effort("services_touched", "services touched", "new ones too", _simple("services_touched")),
    Effort(
        "existing_services_touched",
        "existing services touched",
        "without new ones",
        _simple("existing_services_touched"),
    ),
    Effort("files", "files", "of the side's own", _simple("files")),
    Effort(
        "lines",
        "lines",
        "added and deleted",
        lambda entry: entry.whole("lines_added") + entry.whole("lines_deleted"),
    ),
    Effort(
        "contracts_changed",
        "contracts changed",
        "messages, requests, responses",
        _simple("contracts_changed"),
    ),
    Effort(
        "functions_rehashed",
        "functions rehashed",
        "whose package differs",
        _simple("functions_rehashed"),
    ),
    Effort(
        "resources_direct",
        "resources, direct",
        "changed by the template",
        _simple("resources_direct"),
    ),
    Effort(
        "resources_caused",
        "resources, caused",
        "changed since another did",
        _simple("resources_caused"),
    ),
    Effort(
        "stories_rewritten",
        "stories rewritten",
        "old ones that no longer hold",
        _simple("stories_rewritten"),
    ),
)
BY_KEY: Mapping[str, Effort] = {each.key: each for each in EFFORTS}

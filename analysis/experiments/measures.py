"""The numbers of every outcome, by which the two designs are held against one another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.experiments.entry import Entry


@dataclass(frozen=True)
class Measure:
    """A number of every outcome; fewer is less work."""

    key: str
    name: str
    says: str
    of: Callable[[Entry], int] = field(compare=False)


def _simple(key: str) -> Callable[[Entry], int]:
    return lambda entry: entry.whole(key)


MEASURES: Sequence[Measure] = (
    Measure("services_touched", "services touched", "new ones too", _simple("services_touched")),
    Measure(
        "existing_services_touched",
        "existing services touched",
        "without new ones",
        _simple("existing_services_touched"),
    ),
    Measure("files", "files", "of the side's own", _simple("files")),
    Measure(
        "lines",
        "lines",
        "added and deleted",
        lambda entry: entry.whole("lines_added") + entry.whole("lines_deleted"),
    ),
    Measure(
        "contracts_changed",
        "contracts changed",
        "messages, requests, responses",
        _simple("contracts_changed"),
    ),
    Measure(
        "functions_rehashed",
        "functions rehashed",
        "whose package differs",
        _simple("functions_rehashed"),
    ),
    Measure(
        "resources_direct",
        "resources, direct",
        "changed by the template",
        _simple("resources_direct"),
    ),
    Measure(
        "resources_caused",
        "resources, caused",
        "changed since another did",
        _simple("resources_caused"),
    ),
    Measure(
        "stories_rewritten",
        "stories rewritten",
        "old ones that no longer hold",
        _simple("stories_rewritten"),
    ),
)
BY_KEY: Mapping[str, Measure] = {each.key: each for each in MEASURES}

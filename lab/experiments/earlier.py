"""Results kept from earlier: read back, and held against those of today."""

from collections.abc import Iterator, Sequence
from typing import Any

from analysis.experiments.results import read_earlier
from analysis.experiments.scores import ALL
from lab.experiments.experiment import CHANGES

STEADY = (
    "prediction",
    "passed",
    "predicted",
    "actual",
    "layers",
    "components",
    "files",
    "lines_added",
    "lines_deleted",
    "business",
    "stories_rewritten",
    "contracts",
    "functions",
    "resources",
    "live_update",
    "lockstep",
)
"""What must come out the same each time; the rest are times and words."""

Result = dict[str, Any]


BASELINE = CHANGES / "baseline.json"
"""What was predicted before any of the changes was made, and never since."""


def read_blind() -> dict[tuple[str, str], frozenset[str]]:
    """Whom the prediction named at first, by change and design; raises BadResults."""
    return {at: layers[ALL] for at, layers in read_earlier(BASELINE).items()}


def differences(earlier: Sequence[Result], found: Sequence[Result]) -> list[str]:
    """A sentence for each steady figure that is not what it was, among those that were run."""
    before = {(each["change"], each["side"]): each for each in earlier}
    return [line for each in found for line in _differences(before, each)]


def _differences(before: dict[tuple[str, str], Result], found: Result) -> Iterator[str]:
    where = (found["change"], found["side"])
    if where not in before:
        yield f"{found['change']} on {found['side']} is not among the earlier results."
        return
    for key in STEADY:
        was, now = _steady(before[where].get(key)), _steady(found.get(key))
        if was != now:
            yield f"{found['change']} on {found['side']}: {key} was {was}, and is {now}."


def _steady(value: Any) -> Any:
    """The value without reasons in words, which name orders and queues of one run."""
    if isinstance(value, dict):
        words = ("why", "why_none", "tried", "lost", "unsettled", "wrong")
        return {key: _steady(each) for key, each in value.items() if key not in words}
    return value

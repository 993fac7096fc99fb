"""Results kept from earlier: read back, and held against those of today."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from analysis.experiments.results import kept, read_earlier
from analysis.experiments.scores import ALL
from lab.designs import Design
from lab.experiments.experiment import CHANGES, Experiment

STEADY = (
    "prediction",
    "forecast",
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
    "reaches",
    "contracts",
    "contracts_changed_by_shared_code",
    "versions",
    "functions",
    "resources",
    "live_update",
    "lockstep",
)
"""What must come out the same each time; the rest are times and words."""

Result = dict[str, Any]


RESULTS = CHANGES / "results.json"
"""What every change came to when it was last measured."""

BASELINE = CHANGES / "baseline.json"
"""What was predicted before any of the changes was made, and never since."""


def read_blind() -> dict[tuple[str, str], frozenset[str]]:
    """Whom the prediction named at first, by change and design; raises BadResults."""
    return {at: layers[ALL] for at, layers in read_earlier(BASELINE).items()}


def seconds_taken() -> dict[str, float]:
    """How long each change took when it was last measured; raises BadResults."""
    measured = kept(RESULTS) if RESULTS.exists() else []
    return {each["change"]: each.get("seconds", 0.0) for each in measured}


def first_figures(experiment: Experiment, design: Design) -> Result | None:
    """What the model said of a change that it had never seen, and who was touched then.

    None of a change that it was fitted to, or of a design that was not forecast; raises BadResults.
    """
    told = kept(experiment.forecast) if experiment.forecast else []
    for each in told:
        if each["side"] == design.name:
            sets = "predicted", "actual"
            layers = each["layers"].items()
            return {key: each[key] for key in (*sets, "precision", "recall")} | {
                "layers": {name: {key: found[key] for key in sets} for name, found in layers}
            }
    return None


WORDS = ("why", "why_none", "tried", "rounds", "lost", "unsettled", "wrong", "excused")
"""What names orders and queues of one run, or says how often something was done in it."""


def differences(earlier: Sequence[Result], found: Sequence[Result]) -> list[str]:
    """A sentence for each steady figure that is not what it was, among those that were run.

    What earlier results do not tell yet is not compared: `not_compared` names it.
    """
    before = _by_place(earlier)
    return [line for each in found for line in _differences(before, each)]


def not_compared(earlier: Sequence[Result], found: Sequence[Result]) -> list[str]:
    """One sentence on the figures that the earlier results do not tell; none where they do."""
    before = _by_place(earlier)
    pairs = [(before[at], now) for at, now in _by_place(found).items() if at in before]
    names = dict.fromkeys(name for was, now in pairs for name in _missing(was, now, STEADY))
    return [f"Not compared, for the earlier results do not tell: {', '.join(names)}."] * bool(names)


def _by_place(results: Sequence[Result]) -> dict[tuple[str, str], Result]:
    return {(each["change"], each["side"]): each for each in results}


def _differences(before: dict[tuple[str, str], Result], found: Result) -> Iterator[str]:
    where = (found["change"], found["side"])
    if where not in before:
        yield f"{found['change']} on {found['side']} is not among the earlier results."
        return
    for key in STEADY:
        if key in before[where]:
            was = _steady(before[where][key])
            now = _as_far_as(was, _steady(found.get(key)))
            if was != now:
                yield f"{found['change']} on {found['side']}: {key} was {was}, and is {now}."


def _as_far_as(was: Any, now: Any) -> Any:
    """What is told now, without what was not told then."""
    if not (isinstance(was, dict) and isinstance(now, dict)):
        return now
    return {key: _as_far_as(was[key], each) for key, each in now.items() if key in was}


def _missing(was: Any, now: Any, keys: Iterable[str]) -> Iterator[str]:
    """The names of what is told now and was not told then; within a table of names too."""
    for key in keys:
        if key in now and key not in was:
            yield key
        elif isinstance(now.get(key), dict) and isinstance(was.get(key), dict):
            inner = _missing(was[key], now[key], now[key])
            yield from (f"{key}.{name}" for name in inner)


def _steady(value: Any) -> Any:
    """The value without reasons in words, which name orders and queues of one run."""
    if isinstance(value, dict):
        return {key: _steady(each) for key, each in value.items() if key not in WORDS}
    return value

"""What the numbers say, in sentences that are computed and so cannot say otherwise."""

from collections.abc import Sequence

from analysis.comparison.verdict import same
from analysis.experiments.break_even import measured, paired
from analysis.experiments.outcome import SIDES, Outcome
from analysis.experiments.scores import ALL, scores


def compared(one: float, other: float) -> str:
    """How the first number stands to the second: more than, fewer than, as many as."""
    if same(one, other):
        return "as many as"
    return "more than" if one > other else "fewer than"


def moved(before: float | None, after: float | None) -> str:
    """How a ratio went: `rose from 0.83 to 0.97`, `fell from` or `stayed at`."""
    if before is None or after is None:
        return "cannot be compared"
    if f"{before:.2f}" == f"{after:.2f}":
        return f"stayed at {after:.2f}"
    return f"{'rose' if after > before else 'fell'} from {before:.2f} to {after:.2f}"


def lower_in(outcomes: Sequence[Outcome], key: str) -> dict[str, list[str]]:
    """The changes in which each side has strictly less of a measure; under "neither" the ties."""
    found: dict[str, list[str]] = {side: [] for side in (*SIDES, "neither")}
    _, numbers = paired(outcomes, measured(key))
    for change, (one, other) in numbers.items():
        lower = "neither" if same(one, other) else SIDES[0 if one < other else 1]
        found[lower].append(change)
    return found


def headline(outcomes: Sequence[Outcome]) -> str:
    """Which side touched fewer services, and how often."""
    lower = lower_in(outcomes, "services_touched")
    many = sum(map(len, lower.values()))
    won = ", ".join(f"{side} in {len(lower[side])}" for side in SIDES)
    return f"Fewer services touched: {won}, the same in {len(lower['neither'])} of {many} changes."


def score_line(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> str:
    """Recall and precision of the prediction, a side each: blind first, and then as fitted since.

    ``before`` are the outcomes as they were predicted before any of them was made.
    """
    sides = f"({' : '.join(SIDES)})"
    if not before:
        return f"No forecast was kept; as the model is now, {_ratios(outcomes)} {sides}."
    some = "" if len(before) == len(outcomes) else f" ({len(before)} of {len(outcomes)})"
    return (
        f"Predicted blind{some}: {_ratios(before)}. "
        f"Fitted to these same changes since, and no forecast: {_ratios(outcomes)} {sides}."
    )


def _ratios(outcomes: Sequence[Outcome]) -> str:
    found = scores(outcomes)
    said = []
    for name in ("recall", "precision"):
        values = [getattr(found[side, ALL], name) for side in SIDES]
        shown = " : ".join("–" if value is None else f"{value:.2f}" for value in values)
        said.append(f"{name} {shown}")
    return ", ".join(said)

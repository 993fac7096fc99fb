"""What the numbers say, in sentences that are computed and so cannot say otherwise."""

from collections.abc import Sequence

from analysis.comparison.verdict import verdict
from analysis.experiments.break_even import measured, paired
from analysis.experiments.outcome import Outcome, designs_in
from analysis.experiments.scores import ALL, scores
from analysis.wording import listed


def lowest(designs: Sequence[str], numbers: Sequence[float]) -> str:
    """The design that has strictly less than every other, or "neither"."""
    found = verdict(designs, numbers).lowest
    return found[0] if len(found) == 1 else "neither"


def lower_in(outcomes: Sequence[Outcome], key: str) -> dict[str, list[str]]:
    """The changes in which each design has strictly less of a measure; under "neither" the ties."""
    designs = designs_in(outcomes)
    found: dict[str, list[str]] = {name: [] for name in (*designs, "neither")}
    _, numbers = paired(outcomes, measured(key), designs)
    for change, each in numbers.items():
        found[lowest(designs, each)].append(change)
    return found


def made_in(outcomes: Sequence[Outcome]) -> str:
    """How many changes were made, and in how many designs."""
    many, designs = len({each.change for each in outcomes}), designs_in(outcomes)
    words = {1: "one design", 2: "both designs"}.get(len(designs), f"{len(designs)} designs")
    return f"{many} change{'' if many == 1 else 's'}, made in {words}"


def headline(outcomes: Sequence[Outcome]) -> str:
    """Which design touched fewer services, and how often."""
    designs, lower = designs_in(outcomes), lower_in(outcomes, "services_touched")
    if len(designs) < 2:
        return f"Of {listed(designs) or 'no design'} alone: there is nothing to compare it with."
    many = sum(map(len, lower.values()))
    won = ", ".join(f"{name} in {len(lower[name])}" for name in designs)
    ties = "the same" if len(designs) == 2 else "no design alone"
    return f"Fewer services touched: {won}, {ties} in {len(lower['neither'])} of {many} changes."


def score_line(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> str:
    """Recall and precision of the prediction, a design each: blind first, and then as fitted since.

    ``before`` are the outcomes as they were predicted before any of them was made.
    """
    names = designs_in(outcomes)
    designs = f"({' : '.join(names)})"
    if not before:
        return f"No forecast was kept; as the model is now, {_ratios(outcomes, names)} {designs}."
    some = "" if len(before) == len(outcomes) else f" ({len(before)} of {len(outcomes)})"
    return (
        f"Predicted blind{some}: {_ratios(before, names)}. Fitted to these same changes since, and "
        f"no forecast: {_ratios(outcomes, names)} {designs}."
    )


def _ratios(outcomes: Sequence[Outcome], designs: Sequence[str]) -> str:
    found = scores(outcomes, designs)
    said = []
    for name in ("recall", "precision"):
        values = [getattr(found[design, ALL], name) for design in designs]
        shown = " : ".join("–" if value is None else f"{value:.2f}" for value in values)
        said.append(f"{name} {shown}")
    return ", ".join(said)

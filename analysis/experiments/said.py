"""What the numbers say, in sentences that are computed and so cannot say otherwise."""

from collections.abc import Sequence

from analysis.comparison.verdict import verdict
from analysis.experiments.break_even import measured, paired
from analysis.experiments.foretold import FORECAST, Foretold, by_kind, first_predicted
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


def score_lines(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> tuple[str, ...]:
    """Recall and precision of the prediction, a design each: the forecast, and what was fitted.

    ``before`` are the outcomes as they were predicted first (see `first_predicted`); without them
    only forecasts are known.
    """
    designs = designs_in(outcomes)
    found = by_kind(outcomes, before or first_predicted(outcomes, {}))
    return tuple(_line(kind, designs) for kind in found)


def score_line(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> str:
    """The same in one line."""
    return " ".join(score_lines(outcomes, before))


def _line(kind: Foretold, names: Sequence[str]) -> str:
    designs, now = f"({' : '.join(names)})", _ratios(kind.outcomes, names)
    many = len({each.change for each in kind.outcomes})
    changes = f"{many} change{'' if many == 1 else 's'}"
    first = _ratios(kind.before, names)
    if kind.name == FORECAST:
        found = scores(kind.before, names)
        exact = " : ".join(str(found[name, ALL].exact) for name in names)
        return (
            f"Forecast, {changes} that the model had never seen: {first}, exact {exact} {designs}."
        )
    if not kind.before:
        return f"Fitted to {changes}, of which no forecast was kept: {now} {designs}."
    some = (
        ""
        if len(kind.before) == len(kind.outcomes)
        else (f" ({len(kind.before)} of {len(kind.outcomes)})")
    )
    return (
        f"Predicted blind{some}, {changes}: {first}. Fitted to these same changes since, and no "
        f"forecast: {now} {designs}."
    )


def _ratios(outcomes: Sequence[Outcome], designs: Sequence[str]) -> str:
    found = scores(outcomes, designs)
    said = []
    for name in ("recall", "precision"):
        values = [getattr(found[design, ALL], name) for design in designs]
        shown = " : ".join("–" if value is None else f"{value:.2f}" for value in values)
        said.append(f"{name} {shown}")
    return ", ".join(said)
